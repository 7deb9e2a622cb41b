"""Read the policies of an index as the page shows them: names, dates, clauses, findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from assistant.chain import Assistant
from ingest.clauses.clause import Clause
from ingest.findings.finding import Finding
from ingest.index.record import Record, by_policy
from ingest.policy import Policy
from web.words.dates import date_in
from web.words.table import counted, say

if TYPE_CHECKING:
    from ingest.index.index import Index

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


# Of each generation as long as an assistant answers from it: a visitor's goes when they do.
_SHOWN: "WeakKeyDictionary[Index, Mapping[str, ShownPolicy]]" = WeakKeyDictionary()


def policies_shown(assistant: Assistant) -> Mapping[str, ShownPolicy]:
    """Return the policies that an assistant answers from now, by id. Raises IndexFault when there is no index."""
    index, _, _ = assistant.opened()
    if index not in _SHOWN:
        _SHOWN[index] = _policies_shown(index.record)
    return _SHOWN[index]


def _policies_shown(record: Record) -> Mapping[str, ShownPolicy]:
    clauses = by_policy(record.clauses, lambda clause: clause.policy_id)
    odd = by_policy(record.findings, lambda entry: entry[0])
    return {
        policy.id: ShownPolicy(policy, tuple(clauses[policy.id]), tuple(finding for _, finding in odd[policy.id]))
        for policy in record.policies
    }
