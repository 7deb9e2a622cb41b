"""Policy files → an index: read, split, embed, store; all or nothing.

Refuses to know file formats, models and Chroma: it only puts the stages in order.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.clauses.clause import Clause, pieces, searchable, split
from ingest.embed import Embedder, Vectors
from ingest.errors import IndexFault, PolicyError, UsageError
from ingest.findings.collect import findings
from ingest.index.generations import changed
from ingest.index.locks import only_writer
from ingest.index.open_index import Index, open_index
from ingest.index.record import Piece, Record
from ingest.index.write_index import truth, write
from ingest.policy import SUFFIXES, Policy, told_apart
from ingest.read.policy_file import read_policy

Progress = Callable[[str, int, int], None]  # stage, done, of how many


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
    found = files(paths)
    if not found:
        raise UsageError(f"no policies in {_listed(paths)}: give files of {', '.join(SUFFIXES)}")
    with only_writer(index):  # first of all: a second writer is refused before it has read anything
        policies, refused = _read(found, progress)
        if refused and not skip_bad:
            raise PolicyError("; ".join(refused))
        if not policies:
            raise UsageError("; ".join(refused))
        record = describe(policies, embedder.name)
        if old := _unchanged(index, record):
            return Ingested(old, 0, tuple(refused))
        vectors, embedded = _embed(record, _known(index), embedder, progress)
        return Ingested(write(index, record, vectors), embedded, tuple(refused))


def extended(base: Path, policies: Sequence[Policy], embedder: Embedder, index: Path) -> Index:
    """Write into `index` the policies of the index `base` and `policies`. What `base` holds is not embedded again.

    Raises IndexFault when there is no index at `base`, or none can be written.
    """
    record = describe((*open_index(base).record.policies, *policies), embedder.name)
    vectors, _ = _embed(record, _known(base), embedder, lambda _stage, _done, _of: None)
    return write(index, record, vectors)


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
    policies = told_apart(policies)
    trees = {policy.id: split(policy) for policy in policies}
    return Record(
        embedder,
        policies,
        tuple(clause for tree in trees.values() for clause in tree),
        tuple(piece for policy in policies for clause in trees[policy.id] for piece in _pieces(clause, embedder)),
        tuple((policy.id, finding) for policy in policies for finding in findings(policy, trees[policy.id])),
    )


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


def _embed(record: Record, known: "dict[str, Vectors]", embedder: Embedder, progress: Progress) -> tuple[Vectors, int]:
    """Vectors of all pieces, those of `known` text taken from there."""
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


def _unchanged(index: Path, record: Record) -> Index | None:
    """The index that answers now, if it holds the record and every byte is whole: a damaged one is written anew."""
    try:
        old = open_index(index)
    except IndexFault:
        return None
    return old if old.record == record and not changed(old.folder, deep=True) else None


def _known(index: Path) -> "dict[str, Vectors]":
    """Vectors of the old index by key. A damaged old record only costs embedding again."""
    try:
        old, rows = truth(index)
    except IndexFault:
        return {}
    return dict(zip((piece.key for piece in old.pieces), rows, strict=True))


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(map(str, paths))
