"""Draw citations and clauses: the policy's own lines, numbered, with the quote marked. Pure."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from assistant.answer.answer import Citation
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause, label
from web.policies_shown import Policies
from web.views.policy_lines import place, rows
from web.views.render import render


def cards(citations: Sequence[Citation], policies: Policies) -> Markup:
    """Draw the cited clauses, the first one open, each with its quote marked."""
    return render("cards", cards=[_card(n, citation, policies) for n, citation in enumerate(citations, 1)])


def looked_at(found: Sequence[Retrieved], policies: Policies, *, opened: bool) -> Markup:
    """Draw what was searched, best first, folded: the proof of silence."""
    return render("looked_at", clauses=[_looked(retrieved.clause, policies) for retrieved in found], opened=opened)


def named(clause: Clause, start: int, policies: Policies) -> str:
    """Name a clause and the line of `start`: "Segments.ai § 2: PRIVACY STATEMENT › For how long, line 34"."""
    policy = policies[clause.policy_id]
    return f"{label(clause, {policy.id: policy.name})}, {place(policy, start)}"


def _card(n: int, citation: Citation, policies: Policies) -> dict[str, Any]:
    clause = citation.clause
    policy = policies[clause.policy_id]
    return {
        "n": n,
        "where": _where(clause, citation.start, policies),
        "quote": citation.quote,
        "policy": policy.name,
        "rows": rows(policy, (clause.start, clause.end), (citation.start, citation.end)),
    }


def _looked(clause: Clause, policies: Policies) -> dict[str, Any]:
    return {
        "where": _where(clause, clause.start, policies),
        "rows": rows(policies[clause.policy_id], (clause.start, clause.end)),
    }


def _where(clause: Clause, start: int, policies: Policies) -> dict[str, str]:
    """Name a clause in parts: policy and outer headings, number, its own heading, and the line of `start`."""
    policy = policies[clause.policy_id]
    *outer, title = clause.path or ("",)
    return {
        "crumbs": " › ".join((policy.name, *outer)),
        "number": clause.number,
        "title": title,
        "line": place(policy, start),
    }
