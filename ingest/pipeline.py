"""Build an index from policy files: read, split, embed, store; all or nothing."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ingest.clauses.clause import Clause, pieces, searchable
from ingest.clauses.split import split
from ingest.embed import Embedder, Vectors
from ingest.errors import IndexFault, PolicyError, UsageError
from ingest.findings.collect import findings
from ingest.findings.finding import Finding
from ingest.index.history import Dates, Version, dated, kept, now
from ingest.index.index import Index
from ingest.index.record import Piece, Record, by_policy
from ingest.naming.namesakes import as_read, told_apart
from ingest.policy import SUFFIXES, Policy
from ingest.read.policy_file import read_policy
from ingest.sources.archives import unpacked
from ingest.sources.folders import Walk, walk
from ingest.store.open_index import open_index
from ingest.store.write_index import only_writer, truth, write

NAMED = 5  # policies that would go, in the line that says so
Progress = Callable[[str, int, int], None]  # stage, done, of how many
Each = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]  # as `map`: in order


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest did."""

    index: Index
    embedded: int  # pieces that had to be embedded; 0 when nothing changed
    refused: tuple[str, ...]  # one line for each file that was left out, only with skip_bad
    passed_over: tuple[str, ...] = ()  # one line a reason for what lay in the folders and was not read
    gone: tuple[str, ...] = ()  # policies that were in the index and are no longer: "acme: Acme"
    twins: tuple[str, ...] = ()  # one line for each file that holds the same bytes as another
    kept: frozenset[str] = frozenset()  # ids of policies that were not read, and stay as the index had them


def ingest(  # noqa: PLR0913 - what goes where, and two flags
    paths: Sequence[Path],
    index: Path,
    embedder: Embedder,
    progress: Progress = lambda _stage, _done, _of: None,
    *,
    skip_bad: bool = False,
    add: bool = False,
    replacing: bool = True,
    each: Each = map,
) -> Ingested:
    """Make `index` hold exactly the policies in `paths` (files, folders, patterns, ZIPs); `add` keeps those it holds.

    `replacing`: most of those it holds may go; without it that is refused, as it is hardly ever meant.
    `each`: reads and splits many policies elsewhere (see commands/on_ray.py).

    Unchanged text is not embedded again. Raises PolicyError for unreadable files (all are named), UsageError when
    there is nothing to read, IndexFault when the index cannot be written; the old index then still answers.
    """
    with unpacked(paths) as (given, plain):
        walked = policy_files(given)
        with only_writer(index):  # first of all: a second writer is refused before it has read anything
            policies, refused = _read(walked.files, progress, each, skip_bad=skip_bad)
            earlier, refused_too = _read_earlier(walked, skip_bad=skip_bad)
            refused += refused_too
            record_before = _before(index)
            before = record_before.policies if record_before else ()
            if not (add or replacing):
                _refuse_loss(before, policies)
            record = describe(_with_kept(policies, before) if add else policies, embedder.name, each)
            record = with_history(record, record_before, earlier, walked.dates)
            ids = {policy.id for policy in record.policies}
            gone = tuple(f"{policy.id}: {policy.name}" for policy in before if policy.id not in ids)
            left_out = tuple(map(plain, refused)), tuple(map(plain, walked.lines()))
            kept = frozenset(ids - {policy.id for policy in policies})
            report = (*left_out, gone, tuple(_twins(record.policies)), kept)
            if old := _unchanged(index, record):
                return Ingested(old, 0, *report)
            vectors, embedded = _embed(record, _known(index), embedder, progress)
            return Ingested(write(index, record, vectors), embedded, *report)


def policy_files(paths: Sequence[Path]) -> Walk:
    """The policy files in some paths. Raises UsageError where there are none."""
    walked = walk(paths)
    if not walked.files:
        beside = f" (passed over: {'; '.join(walked.lines())})" if walked.passed_over else ""
        listed = ", ".join(map(str, paths))
        raise UsageError(f"no policies in {listed}: give files of {', '.join(SUFFIXES)}{beside}")
    return walked


def extended(
    base: Path, policies: Sequence[Policy], embedder: Embedder, index: Path, earlier: Path | None = None
) -> Index:
    """Write into `index` the policies of the index `base` and `policies`.

    What `base` holds, or the index `earlier`, is not embedded again.

    Raises IndexFault when there is no index at `base`, or none can be written.
    """
    shared = open_index(base).record
    record = with_history(describe((*map(as_read, shared.policies), *policies), embedder.name), shared)
    known = _known(base) | (_known(earlier) if earlier else {})
    vectors, _ = _embed(record, known, embedder, lambda _stage, _done, _of: None)
    return write(index, record, vectors)


def _before(index: Path) -> Record | None:
    """What an index holds now; None where there is none that can be read."""
    try:
        return open_index(index).record
    except IndexFault:
        return None


def with_history(
    record: Record, before: Record | None, earlier: Sequence[Version] = (), names: Mapping[str, str] | None = None
) -> Record:
    """Give a record the versions that came before: those of the index before it, what it held itself, and `earlier`.

    `names`: the dates in the names of files. A policy that was held under another name with the same bytes is the same.
    """
    time = now()
    history = before.history() if before else {}
    gone = _gone(record, history)
    files = by_policy(earlier, lambda version: version.policy.id)
    dates: list[Dates] = []
    versions: list[Version] = []
    for policy in record.policies:
        past = history.get(policy.id) or gone.get(policy.sha256, [])
        if policy_dates := dated(policy, (names or {}).get(policy.id, ""), past[-1] if past else None, time):
            dates.append(policy_dates)
        known = [replace(version, policy=replace(version.policy, id=policy.id)) for version in past]
        versions += kept([*files[policy.id], *known], policy.sha256)
    return replace(record, versions=tuple(versions), dates=tuple(dates))


def _gone(record: Record, history: dict[str, list[Version]]) -> dict[str, list[Version]]:
    """The versions of policies that a record no longer has, by the hash of the newest; of twins the first one's."""
    ids = {policy.id for policy in record.policies}
    return {past[-1].policy.sha256: past for id_, past in reversed(history.items()) if id_ not in ids}


def _read_earlier(walked: Walk, *, skip_bad: bool) -> tuple[list[Version], list[str]]:
    """Read the dated files that are not the newest of their policy."""
    versions: list[Version] = []
    refused: list[str] = []
    for policy_id, series in walked.earlier.items():
        for date, path in series:
            try:
                versions.append(Version(read_policy(path, policy_id), date, now()))
            except PolicyError as error:
                refused.append(str(error))
    if refused and not skip_bad:
        raise PolicyError("; ".join(refused))
    return versions, refused


def _with_kept(policies: Sequence[Policy], before: Sequence[Policy]) -> list[Policy]:
    """Policies beside those that an index holds; one of the same id takes the other's place."""
    new = {policy.id: policy for policy in policies}
    kept = (as_read(policy) for policy in before if policy.id not in new)
    return sorted([*new.values(), *kept], key=lambda policy: policy.id)


def _refuse_loss(before: Sequence[Policy], after: Sequence[Policy]) -> None:
    """Raise UsageError where most policies of an index would go; one whose bytes are there under another id stays."""
    ids, bytes_ = {policy.id for policy in after}, {policy.sha256 for policy in after}
    lost = [policy.id for policy in before if policy.id not in ids and policy.sha256 not in bytes_]
    if 2 * len(lost) > len(before):
        named = ", ".join(lost[:NAMED]) + (" …" if len(lost) > NAMED else "")
        raise UsageError(
            f"this takes {len(lost)} of the {len(before)} policies out of the index, with their versions ({named}):"
            " add --add to keep them, or --replace to take them out"
        )


def _twins(policies: Sequence[Policy]) -> Iterator[str]:
    """A line for each policy whose file holds the same bytes as one before it."""
    first: dict[str, str] = {}
    for policy in policies:
        if (other := first.setdefault(policy.sha256, policy.id)) != policy.id:
            yield f"{policy.id} holds the same bytes as {other}"


def describe(policies: Sequence[Policy], embedder: str, each: Each = map) -> Record:
    """Split policies and find what is odd in them: all of a record but the vectors."""
    policies = told_apart(policies)
    described = list(each(partial(_described, embedder), policies))
    return Record(
        embedder,
        policies,
        tuple(clause for clauses, _, _ in described for clause in clauses),
        tuple(piece for _, pieces, _ in described for piece in pieces),
        tuple(entry for _, _, odd in described for entry in odd),
    )


def _described(embedder: str, policy: Policy) -> tuple[Sequence[Clause], list[Piece], list[tuple[str, Finding]]]:
    """One policy's clauses, pieces and findings."""
    tree = split(policy)
    return (
        tree,
        [piece for clause in tree for piece in _pieces(clause, embedder)],
        [(policy.id, finding) for finding in findings(policy, tree)],
    )


def _read(
    files: Mapping[str, Path], progress: Progress, each: Each, *, skip_bad: bool
) -> tuple[list[Policy], list[str]]:
    """Read files; return their policies and a line for each that cannot be read, where those may be left out."""
    policies: list[Policy] = []
    refused: list[str] = []
    for n, read in enumerate(each(_read_or_why, list(files.items())), start=1):
        if isinstance(read, Policy):
            policies.append(read)
        else:
            refused.append(read)
        progress("read", n, len(files))
    if refused and not skip_bad:
        raise PolicyError("; ".join(refused))
    if not policies:
        raise UsageError("; ".join(refused))
    return policies, refused


def _read_or_why(file: tuple[str, Path]) -> Policy | str:
    """A policy, or the line that says why its file cannot be read."""
    policy_id, path = file
    try:
        return read_policy(path, policy_id)
    except PolicyError as error:
        return str(error)


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


def embedded(record: Record, now: Index, embedder: Embedder) -> Vectors:
    """Vectors of all pieces of a record; of those that an opened index has too, the index's own."""
    ids = {piece.key: piece.id for piece in now.record.pieces}
    wanted = [key for key in dict.fromkeys(piece.key for piece in record.pieces) if key in ids]
    rows = now.vectors([ids[key] for key in wanted]) if wanted else np.empty((0, 0), np.float32)
    vectors, _ = _embed(record, dict(zip(wanted, rows, strict=True)), embedder, lambda _stage, _done, _of: None)
    return vectors


def _unchanged(index: Path, record: Record) -> Index | None:
    """The index that answers now, if it holds the record and every byte is whole: a damaged one is written anew."""
    try:
        old = open_index(index)
        return old if old.record == record and old.is_whole() else None
    except IndexFault:
        return None


def _known(index: Path) -> "dict[str, Vectors]":
    """Vectors of the old index by key. A damaged old record only costs embedding again."""
    try:
        old, rows = truth(index)
    except IndexFault:
        return {}
    return dict(zip((piece.key for piece in old.pieces), rows, strict=True))
