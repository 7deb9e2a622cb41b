"""Draw a whole policy as it stands in its file, line by line, with the quotes of an answer marked by number. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from ingest.clauses.clause import Clause
from web.policies_shown import ShownPolicy
from web.views.render import render

Quote = tuple[int, int, int]  # its number, and where it stands: code points of the policy's text, half-open
LONGEST_NUMBER = 8  # characters before a heading on its line: "§ 12.3. "


def whole(shown: ShownPolicy, quotes: Sequence[Quote], at: int) -> Markup:
    """Draw every line; `at`: the number of the quote that it is opened at, 0 for its beginning."""
    text = shown.policy.text
    headings = tuple({heading.casefold() for clause in shown.clauses for heading in _headings(clause)})
    rows = [
        {"number": number, "head": _is_head(text[start:end], headings), "parts": list(_parts(text, start, end, quotes))}
        for number, start, end in _lines(text)
    ]
    return render("whole", id=shown.policy.id, name=shown.policy.name, facts=shown.facts, rows=rows, at=at)


def _headings(clause: Clause) -> tuple[str, ...]:
    return clause.path[:-1] if clause.lead and clause.path else clause.path


def _lines(text: str) -> Iterator[tuple[int, int, int]]:
    """List number, start and end of each line that is not blank; lines are counted as everywhere, by line feeds."""
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, start, start + len(line)
        start += len(line) + 1


def _is_head(line: str, headings: tuple[str, ...]) -> bool:
    """Say whether a line is a heading and no more than its number beside it: "2. Keeping", "## Keeping"."""
    plain = line.strip().casefold()
    return any(plain.endswith(heading) and len(plain) - len(heading) <= LONGEST_NUMBER for heading in headings)


def _parts(text: str, start: int, end: int, quotes: Sequence[Quote]) -> Iterator[dict[str, Any]]:
    """Cut a line into pieces, each with the number of the quote that it belongs to; 0: to none."""
    at = start
    for n, opens, closes in sorted(quotes, key=lambda quote: quote[1]):
        first, last = max(opens, at), min(closes, end)
        if first < last:
            yield {"text": text[at:first], "n": 0}
            yield {"text": text[first:last], "n": n}
            at = last
    yield {"text": text[at:end], "n": 0}
