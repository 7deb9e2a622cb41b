"""Draw one policy: its clause tree, what is odd in it, and a box to search it. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from ingest.clauses.clause import Clause
from ingest.policy import Policy
from web.policies_shown import ShownPolicy
from web.views.clause_name import full_name, link
from web.views.evidence import FINGERPRINT
from web.views.policy_lines import place, rows
from web.views.render import render

DEEPEST = 3  # levels of headings that are told apart
MOST_HITS = 60  # clauses that a search over all policies shows
AROUND_HIT = 70  # characters before and after the words that were searched


def tree(shown: ShownPolicy, *, own: bool = False) -> Markup:
    """Draw a policy's headings and clauses in the order of its text. `own`: it is the visitor's, to be renamed."""
    policy = shown.policy
    return render(
        "clause_tree",
        id=policy.id,
        name=policy.name,
        own=own,
        facts=shown.facts,
        fingerprint=policy.sha256[:FINGERPRINT],
        aliases=[alias for alias in policy.aliases if alias != policy.name],
        findings=shown.findings,
        leaves=list(_leaves(shown.clauses, policy)),
    )


def hits(wanted: str, shown: Mapping[str, ShownPolicy]) -> Markup:
    """Draw the clauses of all policies that have some words, each with a link to its place; nothing for no words."""
    folded = " ".join(wanted.split()).casefold()
    if not folded:
        return Markup("")
    found = [
        (policy.policy, clause, at)
        for policy in shown.values()
        for clause in policy.clauses
        if (at := " ".join(clause.text.split()).casefold().find(folded)) >= 0
    ]
    return render(
        "hits",
        words=wanted.strip(),
        number=len(found),
        policies=len({policy.id for policy, _, _ in found}),
        most=MOST_HITS,
        hits=[_hit(policy, clause, at, len(folded)) for policy, clause, at in found[:MOST_HITS]],
    )


def _hit(policy: Policy, clause: Clause, at: int, length: int) -> dict[str, Any]:
    """Cut out the words around a hit: "… we keep your ", "logs", " for a year …"."""
    text = " ".join(clause.text.split())
    start, end = max(0, at - AROUND_HIT), min(len(text), at + length + AROUND_HIT)
    return {
        "name": full_name(clause, clause.start, {policy.id: policy}),
        "link": link(clause),
        "before": "… " + text[start:at].partition(" ")[2] if start else text[:at],
        "hit": text[at : at + length],
        "after": text[at + length : end].rpartition(" ")[0] + " …" if end < len(text) else text[at + length :],
    }


def _leaves(clauses: tuple[Clause, ...], policy: Policy) -> Iterator[dict[str, Any]]:
    """List headings, each where it first stands, and clauses."""
    drawn: tuple[str, ...] = ()
    for clause in clauses:
        for depth, heading in enumerate(clause.path):
            if clause.path[: depth + 1] != drawn[: depth + 1]:
                lead = clause.lead and depth == len(clause.path) - 1
                yield {"heading": heading, "depth": min(depth, DEEPEST), "lead": bool(lead)}
        drawn = clause.path
        yield {
            "id": clause.id,
            "number": clause.number,
            "brief": _below_headings(clause),
            "line": place(policy, clause.start),
            "first": policy.text.count("\n", 0, clause.start) + 1,
            "link": link(clause),
            "copied": full_name(clause, clause.start, {policy.id: policy}),
            "rows": rows(policy, (clause.start, clause.end)),
        }


def _below_headings(clause: Clause) -> str:
    """Leave out of a clause's text the headings that it opens with: they stand above it already."""
    lines = [line for line in clause.text.splitlines() if line.strip()]
    headings = tuple(heading.casefold() for heading in clause.path)
    while len(lines) > 1 and lines[0].strip().casefold().endswith(headings):
        lines = lines[1:]
    return "\n".join(lines)
