"""Draw a whole policy as it stands in its file, line by line, with the quotes of an answer marked by number. Pure."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from web.policies_shown import ShownPolicy
from web.views.clause_name import without_lead
from web.views.policy_lines import Mark, parts
from web.views.render import render

LONGEST_NUMBER = 8  # characters before a heading on its line: "§ 12.3. "


def whole(shown: ShownPolicy, quotes: Sequence[Mark], at: int) -> Markup:
    """Draw every line; `at`: the number of the quote that it is opened at, 0 for its beginning."""
    text = shown.policy.text
    headings = tuple({heading.casefold() for clause in shown.clauses for heading in without_lead(clause)})
    rows = [
        {"number": number, "head": _is_head(line, headings), "parts": list(parts(line, start, quotes))}
        for number, start, line in _lines(text)
    ]
    return render("whole", id=shown.policy.id, name=shown.policy.name, facts=shown.facts, rows=rows, at=at)


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """List number, start and words of each line that is not blank; lines are counted as everywhere, by line feeds."""
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, start, line
        start += len(line) + 1


def _is_head(line: str, headings: tuple[str, ...]) -> bool:
    """Say whether a line is a heading and no more than its number beside it: "2. Keeping", "## Keeping"."""
    plain = line.strip().casefold()
    return any(plain.endswith(heading) and len(plain) - len(heading) <= LONGEST_NUMBER for heading in headings)
