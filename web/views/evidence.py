"""Draw citations and clauses: the policy's own lines, numbered, with the quote marked. Pure."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from assistant.answer.answer import Citation
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause
from web.policies_shown import Policies
from web.views.clause_name import full_name, parts_of_name
from web.views.policy_lines import rows
from web.views.render import render
from web.words.dates import today

FINGERPRINT = 12  # hexadecimal digits of a file's SHA-256 that are shown; all 64 stand in exports


def cards(citations: Sequence[Citation], policies: Policies) -> Markup:
    """Draw the cited clauses, the first one open, each with its quote marked."""
    return render("cards", cards=[_card(n, citation, policies) for n, citation in enumerate(citations, 1)])


def looked_at(clauses: Sequence[Clause], policies: Policies, *, opened: bool) -> Markup:
    """Draw what was searched, best first, folded: the proof of silence."""
    return render("looked_at", clauses=[_looked(clause, policies) for clause in clauses], opened=opened)


def nearest(passages: Sequence[Retrieved], policies: Policies) -> Markup:
    """Draw the best passage open and the others folded, while the answer is being written: an answer's shape."""
    if not passages:
        return Markup("")
    clauses = [retrieved.clause for retrieved in passages]
    return render("nearest", clause=_looked(clauses[0], policies)) + looked_at(clauses, policies, opened=False)


def citation_text(citation: Citation, policies: Policies) -> str:
    """Write a citation as plain text: clause and line, quote, the file's fingerprint and today's date."""
    policy = policies[citation.clause.policy_id]
    name = full_name(citation.clause, citation.start, policies)
    quote = citation.on_one_line
    return f"{name}: “{quote}” (file {policy.sha256[:FINGERPRINT]}, read {today()})"


def _card(n: int, citation: Citation, policies: Policies) -> dict[str, Any]:
    clause = citation.clause
    policy = policies[clause.policy_id]
    return {
        "n": n,
        "where": parts_of_name(clause, citation.start, policies),
        "quote": citation.quote,
        "policy": policy.name,
        "id": policy.id,
        "file": policy.sha256[:FINGERPRINT],
        "start": citation.start,
        "end": citation.end,
        "copied": citation_text(citation, policies),
        "rows": rows(policy, (clause.start, clause.end), (citation.start, citation.end)),
    }


def _looked(clause: Clause, policies: Policies) -> dict[str, Any]:
    return {
        "where": parts_of_name(clause, clause.start, policies),
        "rows": rows(policies[clause.policy_id], (clause.start, clause.end)),
    }
