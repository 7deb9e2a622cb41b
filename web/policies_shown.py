"""Read the policies of an index as the page shows them: names, dates, clauses, findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.clauses.clause import Clause
from ingest.findings.finding import Finding
from ingest.index.generations import current
from ingest.index.open_index import open_index
from ingest.index.record import by_policy
from ingest.policy import Policy
from web.words.dates import date_in
from web.words.table import counted, say

Policies = Mapping[str, Policy]  # by id


@dataclass(frozen=True, slots=True)
class ShownPolicy:
    """One policy with its clauses and what is odd in it."""

    policy: Policy
    clauses: tuple[Clause, ...]
    findings: tuple[Finding, ...]

    @property
    def date(self) -> str:
        """When the policy says that it was last changed: "25 Jan 2024"; "" when it does not say."""
        return date_in(self.policy.text)

    @property
    def facts(self) -> str:
        """Number of clauses, and the date where there is one: "48 clauses · updated 25 Jan 2024"."""
        dated = say("policies.updated", date=self.date) if self.date else say("policies.undated")
        return f"{counted('policies.clauses', len(self.clauses))} · {dated}"


def policies_shown(index: Path) -> Mapping[str, ShownPolicy]:
    """Return the policies of the generation that answers now, by id. Raises IndexFault when there is no index."""
    return _policies_shown(index, current(index))


@lru_cache(maxsize=64)  # generations: the shared index's, and those of visitors who added policies
def _policies_shown(index: Path, _generation: str) -> Mapping[str, ShownPolicy]:
    record = open_index(index).record
    clauses = by_policy(record.clauses, lambda clause: clause.policy_id)
    odd = by_policy(record.findings, lambda entry: entry[0])
    return {
        policy.id: ShownPolicy(policy, tuple(clauses[policy.id]), tuple(finding for _, finding in odd[policy.id]))
        for policy in record.policies
    }
