"""Tags that stand in Markdown → what they show: a summary is a heading, a table is a table, a division leaves no trace.

"<summary>6) Fees</summary>" → "## 6) Fees"; "<p>9 euro</p>" → "9 euro". "<br>" stays: it is how a Markdown cell ends
a line, and quotes of a cell are found in the file as it was typed.
"""

import re
from bisect import bisect
from html import unescape
from typing import Final

from ingest.read.marks.link_addresses import address_beside
from ingest.read.marks.written import DEEPEST

OUTERMOST: Final = 2  # level of a summary in a text without headings
_HEADING: Final = re.compile(r"^ {0,3}(?:(#{1,6})[ \t]+(.*)|(\S.*)\n[ \t]*(=+|-{3,})[ \t]*$)", re.MULTILINE)
_NUMBERED: Final = re.compile(r"\W{0,3}(?:§|\d|[Aa]rt|[Ss]ection)")
_TAG: Final = re.compile(r"<[^<>]{0,400}>")
_GENERIC: Final = (
    "details summary div p span section article header footer center font u small big ins mark hr b strong i em"
    " kbd abbr address ul ol li dl dt dd blockquote figure figcaption a sup sub"
)
_PARTING: Final = frozenset("p div section li td tr dd dt".split())  # no word runs on over these
# Alternatives of the pattern by which markdown.py finds what is shown in another way than it is typed.
PATTERN: Final = (
    r"<(?P<block>table|ul|ol|dl)\b[^<>]{0,300}>(?:(?!<(?P=block)\b|</(?P=block)>).){0,100000}</(?P=block)\s*>"
    r"|<(?P<unseen>div|p|span|section)\b(?=[^<>]{0,300}(?:\shidden\b|display\s*:\s*none))[^<>]{0,300}>"
    r"(?P<hidden>(?:(?!</?(?P=unseen)\b).){0,5000})</(?P=unseen)>"
    r"|<(?P<head>summary|h[1-6])\b[^<>]{0,300}>(?P<title>(?:(?!</(?P=head)>).){1,500})</(?P=head)>"
    r"|<a\b[^<>]{0,200}?\bhref\s*=\s*[\"']?(?P<href>[^\"'<>\s]{1,300})[^<>]{0,200}>(?P<words>[^<>]{0,300})</a>"
    r"|<(?P<bold>b|strong)>(?P<strong>[^<>*\n]{1,300})</(?P=bold)>"
    rf"|</?(?P<any>{_GENERIC.replace(' ', '|')})(?=[\s/>])[^<>]{{0,300}}>"
    r"|(?P<entity>&(?:\#\d{1,6}|\#x[\da-f]{1,5}|[a-z]{2,8}\d{0,2});)"
)


class Headings:
    """Where the headings of a Markdown text stand: a summary is one below the last, or beside it where both count."""

    def __init__(self, text: str) -> None:
        self._text = text
        headings = [(m.start(), _level(m), m[2] or m[3] or "") for m in _HEADING.finditer(text)] if "<" in text else []
        self._starts = [start for start, _, _ in headings]
        self._found = headings

    def level(self, at: int, title: str) -> int:
        """Return the level of a summary at an offset: 2 for "6) Fees" after "## 5) Meals", 3 for "Fees"."""
        n = bisect(self._starts, at) - 1
        start, level, above = self._found[n] if n >= 0 else (0, OUTERMOST - 1, "")
        beside = bool(_NUMBERED.match(above) and _NUMBERED.match(title))
        inside = self._text.count("<details", start, at) - self._text.count("</details", start, at)
        return min(DEEPEST, level + (0 if beside else 1) + max(0, inside - 1))


def _level(match: re.Match[str]) -> int:
    return len(match[1]) if match[1] else 1 if match[4][0] == "=" else 2


def shown_tag(match: re.Match[str], before: str, headings: Headings) -> str:
    """Return what is seen of a match of PATTERN, but of a whole block; `before`: what stands before it on its line."""
    if match["head"]:
        return _heading(match, before, headings)
    if match["href"] is not None:
        words = match["words"].strip()
        return words + address_beside(unescape(match["href"]), words)
    if match["strong"]:
        return f"**{match['strong'].strip()}**"
    if match["entity"]:
        return unescape(match["entity"])
    tag, after = match["any"].lower(), match.string[match.end() : match.end() + 1]
    if not before.strip() or after in ("", "\n", "\r") or tag not in _PARTING:
        return ""
    return "" if before[-1].isspace() else " "


def _heading(match: re.Match[str], before: str, headings: Headings) -> str:
    """A heading on a line of its own."""
    inner = re.search(r"<h([1-6])\b", match["title"], re.IGNORECASE)
    title = " ".join(unescape(_TAG.sub("", match["title"])).split()).strip("*# ")
    named = match["head"][1] if match["head"][1].isdigit() else inner[1] if inner else ""
    level = int(named) if named else headings.level(match.start(), title)
    rest = match.string[match.end() : match.end() + 1]
    lines = "\n" * match.group().count("\n")
    opens, closes = "\n\n" if before.strip() else "", "" if rest in ("", "\n", "\r") else "\n\n"
    return f"{opens}{'#' * level} {title}{closes or lines}" if title else lines
