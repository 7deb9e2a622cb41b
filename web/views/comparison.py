"""Draw many answers as one table: a row a question and policy. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.answer.answer import Answer, Citation, Failed
from web.policies_shown import Policies
from web.views.policy_lines import place
from web.views.render import render
from web.views.turn import badge

_COLUMNS = ("Question", "Policy", "Verdict", "Answer", "Clause", "Quote")


@dataclass(frozen=True, slots=True)
class Compared:
    """One question put to one policy."""

    question: str
    policy: str  # id
    outcome: Answer | Failed


def table(compared: Sequence[Compared], policies: Policies) -> Markup:
    """Draw the table, with buttons to sort it by a column and to save it."""
    if not compared:
        return Markup("")
    return render("comparison", columns=_COLUMNS, rows=[_row(answer, policies) for answer in compared])


def _row(compared: Compared, policies: Policies) -> dict[str, Any]:
    outcome = compared.outcome
    citations = () if isinstance(outcome, Failed) else outcome.citations
    return {
        "question": compared.question,
        "policy": policies[compared.policy].name,
        "badge": None if isinstance(outcome, Failed) else badge(outcome.verdict),
        "answer": outcome.error if isinstance(outcome, Failed) else outcome.text,
        "clauses": [_clause(citation, policies) for citation in citations],
        "quotes": [" ".join(citation.quote.split()) for citation in citations],
    }


def _clause(citation: Citation, policies: Policies) -> str:
    """Name a clause by number, innermost heading and line: "§ 2 Retention, line 34"."""
    clause = citation.clause
    number = f"§ {clause.number}" if clause.number else ""
    name = " ".join(part for part in (number, *clause.path[-1:]) if part).rstrip(" :")
    return f"{name}, {place(policies[clause.policy_id], citation.start)}"
