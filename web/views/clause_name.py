"""Name a clause as a lawyer would cite it: policy, number, headings, line. A sentence that leads in a list is no name.

A clause of Segments.ai in section 2, "For how long", on line 34 → "Segments.ai § 2: For how long, line 34". Pure.
"""

from ingest.clauses.clause import Clause
from web.policies_shown import Policies
from web.views.policy_lines import place

LONGEST = 90  # characters of a heading; a longer one is a sentence


def headings(clause: Clause) -> tuple[str, ...]:
    """Return the headings over a clause from the outside in, less the sentences that lead in lists."""
    return tuple(filter(_is_name, without_lead(clause)))


def without_lead(clause: Clause) -> tuple[str, ...]:
    """Return what stands over a clause from the outside in, less the lead-in of its list."""
    return clause.path[:-1] if clause.lead and clause.path else clause.path


def _is_name(heading: str) -> bool:
    return len(heading) <= LONGEST and not heading.rstrip().endswith((":", ",", ";"))


def short_name(clause: Clause) -> str:
    """Name a clause by number and innermost heading: "§ 2 For how long"; "" where it has neither."""
    number = f"§ {clause.number}" if clause.number else ""
    return " ".join(part for part in (number, *headings(clause)[-1:]) if part)


def full_name(clause: Clause, start: int, policies: Policies) -> str:
    """Name a clause in full, with the line of the character at `start`."""
    policy = policies[clause.policy_id]
    number = f" § {clause.number}" if clause.number else ""
    name = f"{policy.name}{number}: {' › '.join(headings(clause))}".removesuffix(": ")
    return f"{name}, {place(policy, start)}"


def parts_of_name(clause: Clause, start: int, policies: Policies) -> dict[str, str]:
    """Name a clause in parts, for a template: policy and outer headings, number, innermost heading, line, link."""
    policy = policies[clause.policy_id]
    *outer, title = headings(clause) or ("",)
    return {
        "crumbs": " › ".join((policy.name, *outer)),
        "number": clause.number,
        "title": title,
        "line": place(policy, start),
        "link": link(clause),
    }


def link(clause: Clause) -> str:
    """Link to a clause on the page: "#p=segments-ai&c=segments-ai/privacy-statement/2"."""
    return f"#p={clause.policy_id}&c={clause.id}"
