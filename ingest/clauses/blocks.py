"""Lines → Blocks: each line of a policy as what a reader takes it for: heading, label, list item or text.

Marks, numbers and bullets decide first. What is left is weighed by its neighbours: the lines after a ":" are its list,
a short line before a paragraph is a heading. Pure; refuses to know levels, numbers' order and clauses.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final, Literal

from ingest.clauses import headings
from ingest.clauses.bare_lists import bare_lists
from ingest.clauses.lines import BULLETS, Line, lines
from ingest.clauses.printed_numbers import Number, number_of

Kind = Literal["heading", "label", "item", "text"]


@dataclass(frozen=True, slots=True)
class Block:
    """One line as what it is."""

    line: Line
    kind: Kind
    title: str = ""  # of a heading or label, as a reader sees it, without its number
    number: Number | None = None
    body: int = 0  # characters of the line before its text: a label's title, an item's bullet
    bare: bool = False  # an item without a bullet or number of its own

    @property
    def text(self) -> str:
        """What the line says behind its bullet or label."""
        return self.line.text[self.body :]


_BULLET: Final = re.compile(rf"(?:[{BULLETS}]|[*+–—-](?=\s)|o(?=\s+[A-Z“\"]))\s*(?=\S)")
MAX_LINKED = 400  # characters of a heading with its link
MARKED = 2  # a text with as many marked headings is trusted to mark them all


def blocks(text: str) -> list[Block]:
    """The blocks of a text in order, one for each line."""
    rows = lines(text)
    marked = sum(1 for line in rows if line.mark) >= MARKED
    found = _numbered_lists([_plainly(line, marked) for line in rows])
    items = bare_lists([b.line.text if b.kind == "text" else None for b in found], [b.line for b in found])
    found = [replace(b, kind="item", bare=True) if n in items else b for n, b in enumerate(found)]
    found = [_unmarked(b) for b in found] if marked else _plain_headings(found)
    return [_labelled(b) if b.kind == "text" else b for b in found]


def _plainly(line: Line, marked: bool) -> Block:
    """What a line is by its own marks."""
    if line.mark:
        title = headings.shown(line.text)
        number = number_of(title)
        return Block(line, "heading", title[number.length :] if number else title, number, len(line.text))
    if match := _BULLET.match(line.text):
        return Block(line, "item", body=match.end())
    if (linked := _linked(line)) is not None:
        return linked
    plain = re.sub(r"^(?:\*\*|__)(?=\S)", "", line.text)
    if (number := number_of(plain[:200])) is not None:
        return _numbered(line, number, len(line.text) - len(plain))
    if marked and headings.bold_line(line.text):
        return Block(line, "label", headings.shown(line.text).rstrip(":"), body=len(line.text))
    return Block(line, "text")


def _linked(line: Line) -> Block | None:
    """A numbered heading that is a link to itself or has one before it: "[8. Rights](#8)", "[](#8)8. Rights"."""
    if line.text[0] != "[" or len(line.text) > MAX_LINKED or headings.only_links(line.text):
        return None
    title = headings.shown(line.text)
    number = number_of(title)
    if number is None or not headings.title_like(title[number.length :]):
        return None
    return Block(line, "heading", title[number.length :], number, len(line.text))


def _numbered(line: Line, number: Number, extra: int) -> Block:
    """A numbered line: a heading by its words, a label with text, or an item."""
    rest = line.text[number.length + extra :]
    title = headings.shown(rest) if len(rest) < 300 else ""  # noqa: PLR2004 - a heading is shorter, marks included
    if title and (headings.title_like(title) or (headings.all_caps(title) and len(title) <= headings.MAX_TITLE)):
        return Block(line, "heading", title, number, len(line.text))
    if title.endswith(":") and headings.title_like(title[:-1]) and headings.title_case(title[:-1]):
        return Block(line, "heading", title[:-1], number, len(line.text))
    if title and headings.stopped_title(title) and (len(number.values) > 1 or headings.title_case(title)):
        return Block(line, "heading", title, number, len(line.text))
    if found := headings.label(rest):
        return Block(line, "label", headings.shown(found[0]), number, number.length + extra + found[1])
    if len(number.values) > 1:
        return Block(line, "label", "", number, number.length + extra)
    return Block(line, "item", number=number, body=number.length + extra)


def _numbered_lists(found: list[Block]) -> list[Block]:
    """Three numbered headings in a row with nothing between them, or two after a ":", are a numbered list.

    A damaged heading is mended here too: an item that continues the count of the headings and is as short as one.
    """
    out = list(found)
    n = 0
    while n < len(out):
        last = _run(out, n)
        if last - n >= 3 or (last - n == 2 and n and out[n - 1].line.text.endswith(":")):  # noqa: PLR2004
            for k in range(n, last):
                out[k] = _as_item(out[k])
        n = max(last, n + 1)
    return _mended(out)


def _run(out: Sequence[Block], n: int) -> int:
    """The end of the run of numbered, unmarked headings that count on from n without a word between them."""
    if not _numbered_heading(out[n]):
        return n
    last = n
    while last < len(out) and _counted(out[last]) and _style(out[last]) == _style(out[n]):
        if last > n and _value(out[last]) != _value(out[last - 1]) + 1:
            break
        last += 1
    return last


def _counted(block: Block) -> bool:
    """Whether a line counts on: as a heading without a mark, or as an item."""
    return _numbered_heading(block) or (block.kind == "item" and block.number is not None)


def _numbered_heading(block: Block) -> bool:
    return block.kind == "heading" and not block.line.mark and block.number is not None


def _value(block: Block) -> int:
    return block.number.values[-1] if block.number else 0


def _style(block: Block) -> tuple[str, int]:
    return (block.number.family, len(block.number.values)) if block.number else ("", 0)


def _as_item(block: Block) -> Block:
    return Block(block.line, "item", number=block.number, body=block.number.length if block.number else 0)


def _mended(found: list[Block]) -> list[Block]:
    """Between headings 8 and 10 "9. Customer Data collected: geographic position." is heading 9, damaged."""
    heads = [n for n, b in enumerate(found) if _numbered_heading(b) and _style(b) == ("decimal", 1)]
    for before, after in pairwise(heads):
        first, second = found[before].number, found[after].number
        if first is None or second is None or second.values[0] - first.values[0] != 2:  # noqa: PLR2004
            continue
        for n in range(before + 1, after):
            if _fills(found[n], first.values[0] + 1):
                found[n] = replace(
                    found[n], kind="heading", title=headings.shown(found[n].text), body=len(found[n].line.text)
                )
                break
    return found


def _fills(block: Block, value: int) -> bool:
    number = block.number
    short = block.kind == "item" and len(block.text) <= headings.MAX_TITLE
    return short and number is not None and number.family == "decimal" and number.values == (value,)


def _unmarked(block: Block) -> Block:
    """In a text that marks its headings, what else looks like one is a label: it names a clause, not a section."""
    return block if block.kind != "heading" or block.line.mark else replace(block, kind="label")


def _plain_headings(found: list[Block]) -> list[Block]:
    """Short lines before a paragraph, in a text whose author marks no headings."""
    spaced = _spaced(found)
    often = Counter(b.line.text for b in found if b.kind == "text")
    could = [b.kind == "text" and _could_head(found, n, spaced) for n, b in enumerate(found)]
    runs = _runs(could)
    out = list(found)
    for n, block in enumerate(found):
        if could[n] and _heads(found, runs[n], n, field=often[block.line.text] >= OFTEN):
            out[n] = replace(block, kind="heading", title=_title(block), body=len(block.line.text))
    return _bold_below(out)


def _bold_below(found: list[Block]) -> list[Block]:
    """Bold lines are an author's headings where nearly all are bold; among more plain ones they stand under them."""
    bold = [n for n, b in enumerate(found) if b.kind == "heading" and "**" in b.line.text]
    if len(bold) * 5 < sum(4 for b in found if b.kind == "heading"):
        for n in bold:
            found[n] = replace(found[n], kind="label")
    return found


OFTEN = 4  # times: a line said as often is the label of a field ("Controller", "Place of processing"), no heading
SAYS = 60  # characters of a text that is more than a field's value


def _title(block: Block) -> str:
    return headings.shown(block.line.text) if len(block.line.text) < 400 else ""  # noqa: PLR2004


def _spaced(found: list[Block]) -> bool:
    """Whether blank lines part the paragraphs of a text."""
    texts = [b for b in found[1:] if b.kind == "text"]
    return sum(1 for b in texts if b.line.gap) * 2 > len(texts)


def _could_head(found: Sequence[Block], n: int, spaced: bool) -> bool:
    """Whether line n looks like a heading and stands off from the text before."""
    line = found[n].line
    title = _title(found[n])
    titled = headings.title_like(title) or (spaced and headings.stopped_title(title) and headings.title_case(title))
    if n + 1 == len(found) or not titled or headings.only_links(line.text):
        return False
    after = found[n + 1].line
    if not after.gap and after.text[0].islower():
        return False  # its sentence goes on
    return not spaced or n == 0 or bool(line.gap) or found[n - 1].kind == "heading"


def _runs(could: Sequence[bool]) -> list[tuple[int, int]]:
    """For each line the first and the last of the run of possible headings that it stands in."""
    out: list[tuple[int, int]] = []
    for is_one, run in groupby(range(len(could)), key=could.__getitem__):
        members = list(run)
        out += [(members[0], members[-1])] * len(members) if is_one else [(n, n) for n in members]
    return out


def _heads(found: Sequence[Block], run: tuple[int, int], n: int, *, field: bool) -> bool:
    """Whether something stands below line n that a heading heads: a paragraph, a list, one more heading above those.

    Three and more short lines in a row are a table or a menu; only the last may be a heading, and a title at the top.
    """
    first, last = run
    if last - first >= 2 and n != last and not (n == 0 and last < 4):  # noqa: PLR2004
        return False
    if last + 1 == len(found) or (field and not found[n].line.text.endswith("?")):
        return False
    below = found[last + 1]
    whole = below.line.text.rstrip("*_ ")[-1:] in (".", ":", "?", "!", ")")
    return below.kind != "text" or len(below.line.text) >= SAYS or n == 0 or whole


def _labelled(block: Block) -> Block:
    """A paragraph that begins with its own heading."""
    found = headings.label(block.line.text[:400])
    if found is None or len(block.line.text) - found[1] < MIN_LABELLED:
        return block
    return replace(block, kind="label", title=headings.shown(found[0]), body=found[1])


MIN_LABELLED = 40  # characters behind a label; "Registration number: 206937786" is no heading with its text
