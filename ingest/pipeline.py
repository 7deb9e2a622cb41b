"""Policy files → an index: read, split, embed, store; all or nothing.

Refuses to know file formats, models and Chroma: it only puts the stages in order.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.clauses import Clause, pieces, split
from ingest.embed import Embedder, Vectors
from ingest.errors import IndexFault, PolicyError, UsageError
from ingest.findings import findings
from ingest.policy import SUFFIXES, Policy, read_policy
from ingest.store import Index, Piece, Record, open_index, read_vectors, write

Progress = Callable[[str, int, int], None]  # stage, done, of how many
LOCK_WAIT = 0.5  # seconds: a writer takes minutes, so waiting longer helps nobody


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest did."""

    index: Index
    embedded: int  # pieces that had to be embedded; 0 when nothing changed
    refused: tuple[str, ...]  # one line for each file that was left out, only with skip_bad


def ingest(
    paths: Sequence[Path],
    index: Path,
    embedder: Embedder,
    progress: Progress = lambda _stage, _done, _of: None,
    *,
    skip_bad: bool = False,
) -> Ingested:
    """Make `index` hold exactly the policies in `paths` (files, or folders of them).

    Unchanged text is not embedded again. Raises PolicyError for unreadable files (all are named), UsageError when
    there is nothing to read, IndexFault when the index cannot be written; the old index then still answers.
    """
    policies, refused = _read(files(paths), progress)
    if refused and not skip_bad:
        raise PolicyError("; ".join(refused))
    if not policies:
        raise UsageError("; ".join(refused) or f"no policies in {_listed(paths)}: give files of {', '.join(SUFFIXES)}")
    record = describe(policies, embedder.name)
    with _only_writer(index):
        old = _opened(index)
        if old and old.record == record:
            return Ingested(old, 0, tuple(refused))
        vectors, embedded = _embed(record, old, embedder, progress)
        return Ingested(write(index, record, vectors), embedded, tuple(refused))


def files(paths: Sequence[Path]) -> list[Path]:
    """The policy files in `paths`, folders opened, sorted by id.

    Raises UsageError on a missing path, or on two files of one id.
    """
    found: dict[str, Path] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"no such file or folder: {path}")
        inside = (file for file in path.iterdir() if file.suffix.lower() in SUFFIXES) if path.is_dir() else (path,)
        for file in inside:
            if (other := found.setdefault(file.stem, file)).resolve() != file.resolve():
                raise UsageError(f"{other} and {file} would both be policy {file.stem}: rename one")
    return [found[id_] for id_ in sorted(found)]


def describe(policies: Sequence[Policy], embedder: str) -> Record:
    """Split the policies and find what is odd in them: all of a record but the vectors."""
    trees = {policy.id: split(policy) for policy in policies}
    return Record(
        embedder,
        tuple(policies),
        tuple(clause for tree in trees.values() for clause in tree),
        tuple(piece for policy in policies for clause in trees[policy.id] for piece in _pieces(clause, embedder)),
        tuple((policy.id, finding) for policy in policies for finding in findings(policy, trees[policy.id])),
    )


def searchable(clause: Clause, start: int, end: int) -> str:
    """What is searched for a piece: its headings and its words; an item of a list is found by its lead-in."""
    return "\n".join((*clause.path, clause.text[start - clause.start : end - clause.start]))


def _read(paths: Sequence[Path], progress: Progress) -> tuple[list[Policy], list[str]]:
    policies: list[Policy] = []
    refused: list[str] = []
    for n, path in enumerate(paths):
        try:
            policies.append(read_policy(path))
        except PolicyError as error:
            refused.append(str(error))
        progress("read", n + 1, len(paths))
    return policies, refused


def _pieces(clause: Clause, embedder: str) -> Iterator[Piece]:
    for n, (start, end) in enumerate(pieces(clause)):
        key = hashlib.sha256(f"{embedder}\0{searchable(clause, start, end)}".encode()).hexdigest()
        yield Piece(f"{clause.id}#{n}", clause.id, start, end, key)


def _embed(record: Record, old: Index | None, embedder: Embedder, progress: Progress) -> tuple[Vectors, int]:
    """Vectors of all pieces, those of unchanged text taken from the old index."""
    known = _known(old)
    clauses = {clause.id: clause for clause in record.clauses}
    new = {p.key: searchable(clauses[p.clause_id], p.start, p.end) for p in record.pieces if p.key not in known}
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        progress("embed", done, len(new))

    if new:
        known |= dict(zip(new, embedder.embed(list(new.values()), advance), strict=True))
    return np.stack([known[piece.key] for piece in record.pieces]), len(new)


def _known(old: Index | None) -> "dict[str, Vectors]":
    """Vectors of the old index by key. A damaged old index only costs embedding again."""
    if old is None:
        return {}
    try:
        rows = read_vectors(old.folder)
    except IndexFault:
        return {}
    return dict(zip((piece.key for piece in old.record.pieces), rows, strict=False))


def _opened(index: Path) -> Index | None:
    """The index that answers now, whole; None when there is none to build on."""
    try:
        return open_index(index)
    except IndexFault:
        return None


@contextmanager
def _only_writer(index: Path) -> Iterator[None]:
    """Hold the index's lock; the system drops it when the process dies."""
    import os

    from filelock import FileLock, Timeout

    owner = index / "lock.owner"
    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / "lock", timeout=LOCK_WAIT):
            owner.write_text(str(os.getpid()), "utf-8")
            yield
    except Timeout as error:
        pid = owner.read_text("utf-8") if owner.exists() else "unknown"
        raise IndexFault(f"process {pid} is writing the index at {index}: wait for it, or stop it") from error
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise IndexFault(f"cannot write the index at {index}: {error.strerror}") from error


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(map(str, paths))
