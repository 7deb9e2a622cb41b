"""Draw one policy: its clause tree, what is odd in it, and a box to search it. Pure."""

from collections.abc import Iterator
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
