"""Open an index as it was on a day, or with some policies in a named version. In memory; nothing is written."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ingest.embed import Embedder, Vectors
from ingest.errors import UsageError
from ingest.index.history import Version, called, on
from ingest.index.index import Index
from ingest.index.record import Record
from ingest.naming.namesakes import as_read
from ingest.naming.policy_date import is_date
from ingest.pipeline import describe, embedded
from ingest.policy import Policy


class PastIndex(Index):
    """Versions of policies, with vectors in memory. Ids of policies and clauses are as in the index itself."""

    def __init__(self, now: Index, record: Record, vectors: Vectors) -> None:
        super().__init__(now.folder, record, vectors)
        self._now = now  # kept from removal as long as this is read

    def vectors(self, piece_ids: Sequence[str]) -> Vectors:
        """See Index."""
        return np.asarray(self._truth[[self._row[id_] for id_ in piece_ids]], dtype=np.float32)


def past(now: Index, wanted: Sequence[str], embedder: Embedder) -> PastIndex:
    """Open an index by days ("2025-03-01": all policies as on it) and versions ("acme@2024-02": this policy's).

    Raises UsageError for a day before all versions, and for a version that there is not.
    """
    history = now.record.history()
    chosen = _as_of([day for day in wanted if "@" not in day], history)
    for name in wanted:
        if "@" in name:
            version = called(name, history)
            chosen[version.policy.id] = version
    record = describe([_named(version, history) for version in chosen.values()], embedder.name)
    return PastIndex(now, record, embedded(record, now, embedder))


def _as_of(days: Sequence[str], history: dict[str, list[Version]]) -> dict[str, Version]:
    """The version of each policy that was in force on a day; the newest ones without a day."""
    if not days:
        return {policy: versions[-1] for policy, versions in history.items()}
    day = days[-1]
    if not is_date(day):
        raise UsageError(f"{day!r} is no day: write it as 2025-03-01")
    chosen = {policy: version for policy, versions in history.items() if (version := on(day, versions))}
    if not chosen:
        first = min(versions[0].date for versions in history.values())
        raise UsageError(f"there is no version from before {day}: the first one is of {first}")
    return chosen


def _named(version: Version, history: dict[str, list[Version]]) -> Policy:
    """The policy of a version; of one that is not the newest the date stands in its name."""
    policy = as_read(version.policy)
    if version == history[policy.id][-1]:
        return policy
    return replace(policy, name=f"{policy.name} of {version.date}", aliases=(policy.name, *policy.aliases))
