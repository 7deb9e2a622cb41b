"""Text → Lines: where each line of a policy starts and ends, and the breaks that its author lost.

A line is what a reader would take for one: a physical line without its outer blanks, or a part of one where a list
or a numbered heading in capitals was run into the text before it. A paragraph wrapped at a column is put together
again. Refuses to know what a line means; offsets are all it hands on.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

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
FLAT = 2000  # characters; a longer line than any paragraph we met (1,900) has lost its line ends


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Always: text[line.start:line.end] == line.text, without outer blanks."""

    start: int  # code points, half-open
    end: int
    text: str
    indent: int  # columns before it
    gap: int  # blank lines before it
    mark: int = 0  # Markdown heading level 1 to 6; 0 is no heading


def lines(text: str) -> list[Line]:
    """The lines of a text in order; together they hold all of it but blanks."""
    physical = list(_underlined(list(_physical(text))))
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
        yield Line(start, end, body, start - match.start(), gap, len(hashes.group(1)) if hashes else 0)


def _underlined(rows: list[Line]) -> Iterator[Line]:
    """Join a heading with the === or --- under it. A rule after a blank line is no underline."""
    skip = False
    for n, line in enumerate(rows):
        if skip:
            skip = False
            continue
        under = rows[n + 1] if n + 1 < len(rows) else None
        skip = under is not None and _underlines(under, line)
        if skip and under is not None:
            level = 1 if under.text[0] == "=" else 2
            yield replace(line, end=under.end, mark=level)
        else:
            yield line


def _underlines(under: Line, line: Line) -> bool:
    """Whether a row of = or - makes a heading of the line above it: as wide as a heading, not a table's rule."""
    if under.gap or line.mark or not _UNDERLINE.match(under.text) or "|" in line.text:
        return False
    return not re.match(r"[*+>-]\s", line.text) and (len(under.text) >= 3 or len(line.text) < 4)  # noqa: PLR2004 - "--" is a dash


def _parts(text: str, line: Line) -> Iterator[Line]:
    """A line cut where a bullet, a numbered heading in capitals or a lost line end stands inside it."""
    cuts = {m.start() for m in _INLINE_BULLET.finditer(line.text)}
    for match in _INLINE_HEADING.finditer(line.text):
        cuts |= {match.start("head"), match.end("head")}
    if len(line.text) > FLAT:
        cuts |= {m.end() for m in _WIDE_GAP.finditer(line.text)}
    if not cuts or line.mark:
        yield line
        return
    edges = [0, *sorted(cuts), len(line.text)]
    for n, (left, right) in enumerate(pairwise(edges)):
        raw = text[line.start + left : line.start + right]
        if body := raw.strip(BLANKS):
            start = line.start + left + raw.index(body[0])
            yield Line(start, start + len(body), body, line.indent, 0 if n else line.gap)


def wrapped_at(rows: Iterable[Line]) -> int:
    """The column at which a text is wrapped, 0 when each of its lines is a whole paragraph."""
    rows = list(rows)
    long = [(a, b) for a, b in pairwise(rows) if len(a.text) >= 40 and not a.mark]  # noqa: PLR2004
    torn = [a for a, b in long if not b.gap and b.text[0].islower() and a.text[-1] not in ".;:!?"]
    if len(torn) < 2 or len(torn) * 5 < len(long):  # noqa: PLR2004 - a fifth of the lines end inside a sentence
        return 0
    widths = sorted(len(a.text) + a.indent for a in torn)
    return widths[len(widths) // 2] if widths[-1] < 3 * widths[len(widths) // 2] else 0


_STARTS_ANEW = re.compile(rf"[{BULLETS}]|[*+–—-]\s|\(?[0-9a-zA-Z]{{1,3}}[.)]\s|\d{{1,2}}(?:\.\d{{1,2}})+\s|\|")


def _unwrapped(text: str, rows: list[Line]) -> Iterator[Line]:
    """Paragraphs put together again where a text is wrapped; otherwise the lines as they are."""
    width = wrapped_at(rows)
    held: Line | None = None
    for line in rows:
        if held is not None and width and _continues(held, line, width):
            end = line.end
            held = replace(held, end=end, text=text[held.start : end])
        else:
            if held is not None:
                yield held
            held = line
    if held is not None:
        yield held


def _continues(held: Line, line: Line, width: int) -> bool:
    if line.gap or line.mark or held.mark or _STARTS_ANEW.match(line.text):
        return False
    last = len(held.text) - (held.text.rfind("\n") + 1)
    return line.text[0].islower() or last > width * 3 // 4
