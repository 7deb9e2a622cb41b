"""What is odd in a policy. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clauses import Clause
from ingest.policy import Policy


@dataclass(frozen=True, slots=True)
class Finding:
    """One odd thing, where it stands and what it says."""

    kind: str  # "numbering-gap"
    line: int  # from 1
    quote: str  # verbatim in the policy
    says: str  # one sentence for a reader


def findings(policy: Policy, clauses: Sequence[Clause]) -> tuple[Finding, ...]:
    """What a careful reader would notice, in text order."""
    return ()
