"""What a policy says to one requirement: the type, and its JSON."""

from dataclasses import dataclass
from typing import Any, Literal

from assistant.answer.answer import Citation, quote_json

Verdict = Literal["present", "partial", "denied", "absent", "unsure", "not applicable", "not read"]


@dataclass(frozen=True, slots=True)
class Row:
    """One policy and one requirement.

    `partial`: it is spoken of without what is asked for. `denied`: the policy says that it does not do it.
    `unsure`: only passages that are near in meaning. `not applicable`: the policy does nothing that it is asked of.
    `not read`: the policy is empty or in a language whose words the checklist has not.
    """

    policy: str  # id
    requirement: str  # id
    verdict: Verdict
    confidence: float  # likeness of the nearest passage to the requirement's sentences, 0 to 1; no probability
    citations: tuple[Citation, ...]
    looked_at: tuple[str, ...]  # ids of the clauses that are nearest, best first
    why: str = ""  # of "not applicable" and "not read"


def row_as_json(row: Row) -> dict[str, Any]:
    """Return a row as one JSON object."""
    return {
        "policy": row.policy,
        "requirement": row.requirement,
        "verdict": row.verdict,
        "confidence": round(row.confidence, 3),
        "citations": [quote_json(citation) for citation in row.citations],
        "looked_at": list(row.looked_at),
        "why": row.why,
    }
