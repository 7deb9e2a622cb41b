"""Say where each policy's parts stand in a record and its vectors: what a large index is opened by."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate, groupby
from typing import Any

from ingest.embed import Vectors
from ingest.index.record import Record, as_json
from ingest.spans import Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where one policy's parts stand."""

    id: str
    name: str
    aliases: tuple[str, ...]
    sha256: str  # of the policy's file
    spans: tuple[Span, ...]  # bytes of record.json: the policy, its clauses, its pieces
    digest: str  # of those bytes
    row: int  # of vectors.npy: its first
    rows: int
    row_digest: str  # of those rows' bytes


def places_json(record: Record, text: bytes, vectors: Vectors) -> bytes:
    """Return the places of a record that is written as `text`; an empty list where policies stand mixed."""
    owner = {clause.id: clause.policy_id for clause in record.clauses}
    columns = [
        _runs(text, "policies", [(policy.id, policy) for policy in record.policies]),
        _runs(text, "clauses", [(clause.policy_id, clause) for clause in record.clauses]),
        _runs(text, "pieces", [(owner[piece.clause_id], piece) for piece in record.pieces]),
    ]
    order = [policy.id for policy in record.policies]
    if any(list(column) != order for column in columns):
        return b"[]"
    counts = [len(list(pieces)) for _, pieces in groupby(record.pieces, key=lambda piece: owner[piece.clause_id])]
    places = []
    for policy, count, row in zip(record.policies, counts, accumulate([0, *counts]), strict=False):
        spans = tuple(column[policy.id] for column in columns)
        digests = digest(text[start:end] for start, end in spans), digest([vectors[row : row + count].tobytes()])
        places.append(
            Place(policy.id, policy.name, policy.aliases, policy.sha256, spans, digests[0], row, count, digests[1])
        )
    return json.dumps([list(asdict(place).values()) for place in places], ensure_ascii=False).encode()


def _runs(text: bytes, field: str, entries: Sequence[tuple[str, Any]]) -> dict[str, Span]:
    """The span of each policy's entries in a field of the record; a policy that stands twice spoils the order."""
    at = text.index(f'"{field}": ['.encode()) + len(field) + 5
    runs: dict[str, Span] = {}
    for n, (policy, run) in enumerate(groupby(entries, key=lambda entry: entry[0])):
        size = sum(len(as_json(asdict(entry)).encode()) + 2 for _, entry in run) - 2
        runs[policy if policy not in runs else f"{policy} again {n}"] = (at, at + size)
        at += size + 2
    return runs


def digest(texts: Iterable[bytes | memoryview]) -> str:
    """Return the sha256 of texts, one behind the other."""
    hashed = hashlib.sha256()
    for text in texts:
        hashed.update(text)
    return hashed.hexdigest()
