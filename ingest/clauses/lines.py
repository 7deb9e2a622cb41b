r"""Split a text into lines as a reader sees them.

"We stop. 3. HOW WE SHARE DATA We share…"     three lines: the line end around heading 3 was lost
"We keep it for\nas long as you\nlike."       one line: the paragraph was wrapped at a column
"Data\n===="                                   one line, a heading with Markdown's underline
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

BLANKS = " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
BLANKS += "\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff"  # the last three print nothing, though isspace() denies it
BULLETS = "•●▪■◦‣○·∙❖➢➤✓✔\uf0b7\uf0a7"

_PHYSICAL = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_UNDERLINE = re.compile(r"(=+|-{2,})$")  # Markdown's other heading
_HASHES = re.compile(r"(?:(?:\d{1,3}[.)]|[*+-])[ \t]+)?(#{1,6})[ \t\xa0]+[^\s\u200b#]")  # also inside a list's item
_INLINE_BULLET = re.compile(rf"(?<=\s)[{BULLETS}](?=\s+\S)")
# "... activities. 3. HOW DO WE PROTECT THE DATA? We take": the number after a sentence's end, two words in capitals.
_CAPS = r"[A-Z][A-Z'’&/-]+"
_INLINE_HEADING = re.compile(
    rf"(?<=[.!?;:])\s{{1,9}}(?:\d{{1,3}}\s{{1,9}})?(?P<head>\d{{1,2}}(?:\.\d{{1,2}})?\.\s{{1,9}}"
    rf"{_CAPS}(?:,?\s{_CAPS}){{1,14}}\??:?)(?=\s+[A-Z“\"●•(])",
)
_WIDE_GAP = re.compile(r"(?<=[^\s]) {3,}(?=\S)")  # three blanks inside a very long line stand for a lost line end
FLAT: Final = 2000  # characters; a line longer than any paragraph in policies/ (1,900) has lost its line ends
MIN_RULE: Final = 3  # of "---" under a heading; "--" is a dash
MAX_TINY: Final = 3  # characters of a heading under which a shorter rule will do
MIN_WRAPPED: Final = 40  # characters of a line that a column may have ended
MIN_TORN: Final = 2  # lines that end inside a sentence, and a fifth of the long ones: then the text is wrapped
STARTS_ANEW: Final = re.compile(rf"[{BULLETS}]|[*+–—-]\s|\(?[0-9a-zA-Z]{{1,3}}[.)]\s|\d{{1,2}}(?:\.\d{{1,2}})+\s|\|")


_FENCE: Final = re.compile(r"(`{3,}|~{3,})[^`\n]*$")  # opens program code in Markdown


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Always: text[line.start:line.end] == line.text, without outer blanks."""

    start: int  # code points, half-open
    end: int
    text: str
    indent: int  # columns before it
    gap: int  # blank lines before it
    mark: int = 0  # Markdown heading level 1 to 6; 0 is no heading
    code: bool = False  # between Markdown's fences: "# a comment" there is no heading


def split_lines(text: str) -> list[Line]:
    """Split a text into its lines in order; together they hold all of it but blanks."""
    physical = _single_spaced(list(_underlined(_with_code(list(_physical(text))))))
    return list(_unwrapped(text, [part for line in physical for part in _parts(text, line)]))


def _physical(text: str) -> Iterator[Line]:
    end = 0
    for match in _PHYSICAL.finditer(text):
        raw = match.group()
        body = raw.strip(BLANKS)
        if not body:
            continue
        start = match.start() + len(raw) - len(raw.lstrip(BLANKS))
        between = text[end:start]
        gap = max(0, max(between.count("\n"), between.count("\r")) - 1)
        end = start + len(body)
        hashes = _HASHES.match(body)
        yield Line(start, end, body, start - match.start(), gap, len(hashes[1]) if hashes else 0)


def _with_code(lines: list[Line]) -> list[Line]:
    """Mark the lines between Markdown's code fences, and the fences; a fence that nothing closes is none."""
    changed = list(lines)
    begun = -1  # the line that opens a fence
    fence = ""
    for n, line in enumerate(lines):
        if begun >= 0 and line.text.startswith(fence) and not line.text.strip(fence[0]):
            changed[begun : n + 1] = [replace(inside, mark=0, code=True) for inside in lines[begun : n + 1]]
            begun = -1
        elif begun < 0 and (match := _FENCE.match(line.text)):
            begun, fence = n, match[1]
    return changed


def _underlined(lines: list[Line]) -> Iterator[Line]:
    """Join a heading with the === or --- under it. A rule after a blank line is no underline."""
    n = 0
    while n < len(lines):
        under = lines[n + 1] if n + 1 < len(lines) else None
        if under is not None and _underlines(under, lines[n]):
            yield replace(lines[n], end=under.end, mark=1 if under.text[0] == "=" else 2)
            n += 2
        else:
            yield lines[n]
            n += 1


def _underlines(under: Line, line: Line) -> bool:
    """Whether a row of = or - makes a heading of the line above it: as wide as a heading, not a table's rule."""
    if under.gap or line.mark or line.code or not _UNDERLINE.match(under.text) or "|" in line.text:
        return False
    return not re.match(r"[*+>-]\s", line.text) and (len(under.text) >= MIN_RULE or len(line.text) <= MAX_TINY)


def _parts(text: str, line: Line) -> Iterator[Line]:
    """Cut a line where a bullet, a numbered heading in capitals or a lost line end stands inside it."""
    cuts = {m.start() for m in _INLINE_BULLET.finditer(line.text)}
    for match in _INLINE_HEADING.finditer(line.text):
        cuts |= {match.start("head"), match.end("head")}
    if len(line.text) > FLAT:
        cuts |= {m.end() for m in _WIDE_GAP.finditer(line.text)}
    if not cuts or line.mark or line.code or line.text.startswith("|"):
        yield line
        return
    edges = [0, *sorted(cuts), len(line.text)]
    for n, (left, right) in enumerate(pairwise(edges)):
        raw = text[line.start + left : line.start + right]
        if body := raw.strip(BLANKS):
            start = line.start + left + raw.index(body[0])
            yield Line(start, start + len(body), body, line.indent, 0 if n else line.gap)


def _single_spaced(lines: list[Line]) -> list[Line]:
    """Take out the blank line that stands behind every line of some texts, also behind those that a column ended."""
    spaced = all(line.gap for line in lines[1:] if not line.mark) and _torn(lines, gap=1)
    return [replace(line, gap=line.gap // 2) for line in lines] if spaced else lines


def _torn(lines: Sequence[Line], gap: int) -> Sequence[Line]:
    """The lines that end inside a sentence, with `gap` blank lines behind them; none where they are few."""
    long = [(line, after) for line, after in pairwise(lines) if len(line.text) >= MIN_WRAPPED and not line.mark]
    torn = [
        line for line, after in long if after.gap == gap and after.text[0].islower() and line.text[-1] not in ".;:!?"
    ]
    return () if len(torn) < MIN_TORN or len(torn) * 5 < len(long) else torn


def _wrapped_at(lines: Sequence[Line]) -> int:
    """Find the column at which a text is wrapped, 0 when each of its lines is a whole paragraph."""
    torn = _torn(lines, gap=0)
    if not torn:
        return 0
    widths = sorted(len(line.text) + line.indent for line in torn)
    median = widths[len(widths) // 2]
    return median if widths[-1] < 3 * median else 0


def _unwrapped(text: str, lines: list[Line]) -> Iterator[Line]:
    """Put paragraphs together again where a text is wrapped; otherwise give the lines as they are."""
    width = _wrapped_at(lines)
    paragraph: Line | None = None
    for line in lines:
        if paragraph is not None and width and _continues(paragraph, line, width):
            paragraph = replace(paragraph, end=line.end, text=text[paragraph.start : line.end])
        else:
            if paragraph is not None:
                yield paragraph
            paragraph = line
    if paragraph is not None:
        yield paragraph


def _continues(paragraph: Line, line: Line, width: int) -> bool:
    """Whether a line goes on with the paragraph above it: in small letters, or as that one fills its column."""
    if line.gap or line.mark or paragraph.mark or STARTS_ANEW.match(line.text):
        return False
    filled = len(paragraph.text) - (paragraph.text.rfind("\n") + 1)
    return line.text[0].islower() or filled > width * 3 // 4
