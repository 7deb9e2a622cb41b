"""Read the policies of an index as the page shows them: names, dates, clauses, findings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.clauses.clause import Clause
from ingest.findings.finding import Finding
from ingest.index.generations import current
from ingest.index.open_index import open_index
from ingest.policy import Policy

Policies = Mapping[str, Policy]  # by id

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"(?:updated|effective|revised|modified|in force|version)\b[^.\n]{{0,40}}?"
    rf"({_DAY}\s+{_MONTH}(?:,\s*|\s+)\d{{4}}|{_MONTH}\s+{_DAY}(?:,\s*|\s+)\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|{_MONTH}\s+\d{{4}})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ShownPolicy:
    """One policy with its clauses and what is odd in it."""

    policy: Policy
    clauses: tuple[Clause, ...]
    findings: tuple[Finding, ...]

    @property
    def date(self) -> str:
        """When the policy says that it was last changed, in its own way of writing it; "" when it does not say."""
        found = _DATE.search(self.policy.text)
        return re.sub(r",(?=\d)", ", ", found.group(1)) if found else ""

    @property
    def facts(self) -> str:
        """Number of clauses, and the date where there is one: "48 clauses · January 25, 2024"."""
        count = "1 clause" if len(self.clauses) == 1 else f"{len(self.clauses)} clauses"
        return f"{count} · {self.date}" if self.date else count


def policies_shown(index: Path) -> Mapping[str, ShownPolicy]:
    """Return the policies of the generation that answers now, by id. Raises IndexFault when there is no index."""
    return _policies_shown(index, current(index))


@lru_cache(maxsize=64)  # generations: the shared index's, and those of visitors who added policies
def _policies_shown(index: Path, _generation: str) -> Mapping[str, ShownPolicy]:
    record = open_index(index).record
    return {
        policy.id: ShownPolicy(
            policy,
            tuple(clause for clause in record.clauses if clause.policy_id == policy.id),
            tuple(finding for owner, finding in record.findings if owner == policy.id),
        )
        for policy in record.policies
    }
