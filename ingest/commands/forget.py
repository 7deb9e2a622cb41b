"""Remove a policy with its versions, or one earlier version, from an index for good."""

from dataclasses import replace
from pathlib import Path

from ingest.embed import Vectors
from ingest.errors import UsageError
from ingest.index.history import called
from ingest.index.record import Record
from ingest.naming.policy_ids import policy_ids
from ingest.store.write_index import drop_earlier, only_writer, truth, write


def forget(name: str, index: Path) -> str:
    """Forget a policy ("acme"), or an earlier version of one ("acme@2024-02"); return a line that says what is gone.

    Raises UsageError for what is not there, for the newest version and for the only policy.
    """
    with only_writer(index):
        record, vectors = truth(index)
        [given] = policy_ids([name], record.policies)
        if given in record.history():
            less = _without_policy(record, given)
            rows = [row for row, piece in enumerate(record.pieces) if piece in set(less.pieces)]
            _written(index, less, vectors[rows])
            return f"forgotten: {given} and its {len(record.versions) - len(less.versions)} earlier versions"
        less, called_ = _without_version(record, given)
        _written(index, less, vectors)
        return f"forgotten: {called_}"


def _written(index: Path, less: Record, vectors: Vectors) -> None:
    """Write what is left. A server keeps the generation before, too: who is asked to forget does not."""
    write(index, less, vectors)
    drop_earlier(index)


def _without_policy(record: Record, policy_id: str) -> Record:
    if len(record.policies) == 1:
        raise UsageError(f"{policy_id} is the only policy: remove the folder of the index instead")
    clauses = tuple(clause for clause in record.clauses if clause.policy_id != policy_id)
    ids = {clause.id for clause in clauses}
    return replace(
        record,
        policies=tuple(policy for policy in record.policies if policy.id != policy_id),
        clauses=clauses,
        pieces=tuple(piece for piece in record.pieces if piece.clause_id in ids),
        findings=tuple(entry for entry in record.findings if entry[0] != policy_id),
        versions=tuple(version for version in record.versions if version.policy.id != policy_id),
        dates=tuple(dates for dates in record.dates if dates.policy_id != policy_id),
    )


def _without_version(record: Record, name: str) -> tuple[Record, str]:
    version = called(name, record.history())
    if version not in record.versions:
        raise UsageError(f"{version.name} is the newest version: ingest another one, or forget {version.policy.id}")
    return replace(record, versions=tuple(other for other in record.versions if other != version)), version.name
