"""One policy as HTML: its clause tree, what is odd in it, and a box to search it. Pure.

Every string goes through Markup.format, which escapes it. Refuses to know gradio.
"""

from collections.abc import Iterator

from markupsafe import Markup

from ingest.clauses.clause import Clause
from web.policies_shown import Shelved
from web.views.evidence import Policies, clipped, place, rows, visible

_CLAUSE = Markup(
    '<li class="leaf"><details><summary><span class="no">{number}</span><span class="brief">{brief}</span>'
    '<span class="line">{line}</span></summary>'
    '<div class="clause" tabindex="0" role="group" aria-label="Clause at {line}">{rows}</div></details></li>'
)


def tree(one: Shelved) -> Markup:
    """A policy's headings and clauses in the order of its text."""
    policies = {one.policy.id: one.policy}
    also = ", ".join(alias for alias in one.policy.aliases if alias != one.policy.name)
    return Markup(
        '<section class="policy" aria-label="{name}"><h2 class="q">{name}</h2><p class="note">{facts}{also}</p>'
        '{findings}<label class="find">Search in it <input type="search" class="search" autocomplete="off"></label>'
        '<p class="note hits" role="status"></p><ul class="tree">{leaves}</ul></section>'
    ).format(
        name=one.policy.name,
        facts=one.facts if one.date else f"{one.facts} · no date in it",
        also=f" · also called {also}" if also else "",
        findings=_findings(one),
        leaves=Markup("").join(_leaves(one.clauses, policies)),
    )


def _leaves(clauses: tuple[Clause, ...], policies: Policies) -> Iterator[Markup]:
    shown: tuple[str, ...] = ()
    for clause in clauses:
        for depth, heading in enumerate(clause.path):
            if clause.path[: depth + 1] != shown[: depth + 1]:
                yield Markup('<li class="head d{depth}"><h3>{heading}</h3></li>').format(
                    depth=min(depth, 3), heading=visible(heading)
                )
        shown = clause.path
        policy = policies[clause.policy_id]
        yield _CLAUSE.format(
            number=f"§ {clause.number}" if clause.number else "",
            brief=visible(clipped(_below_headings(clause), 110)),
            line=place(policy, clause.start),
            rows=rows(policy, (clause.start, clause.end)),
        )


def _below_headings(clause: Clause) -> str:
    """A clause's text without the headings that it opens with: they stand above it already."""
    lines = [line for line in clause.text.splitlines() if line.strip()]
    headings = tuple(heading.casefold() for heading in clause.path)
    while len(lines) > 1 and lines[0].strip().casefold().endswith(headings):
        lines = lines[1:]
    return "\n".join(lines)


def _findings(one: Shelved) -> Markup:
    if not one.findings:
        return Markup("")
    items = Markup("").join(
        Markup("<li>line {line}: {says} <q>{quote}</q></li>").format(
            line=found.line, says=found.says, quote=visible(clipped(found.quote, 90))
        )
        for found in one.findings
    )
    many = "1 thing is odd in it" if len(one.findings) == 1 else f"{len(one.findings)} things are odd in it"
    return Markup('<details class="odd"><summary>{many}</summary><ul>{items}</ul></details>').format(
        many=many, items=items
    )
