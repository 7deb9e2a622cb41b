"""Find the headings of a text whose author marks none: short lines before a paragraph.

"Your rights"                              heading
"You may object at any time, and …"        its paragraph
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from ingest.clauses import headings
from ingest.clauses.blocks import Block

FIELD: Final = 4  # times: a line said as often is a field's name ("Controller", "Place of processing"), no heading
MIN_PARAGRAPH: Final = 60  # characters of a text that is more than a field's value
MAX_MARKED: Final = 400  # characters of a line with the marks for bold and links
TABLE: Final = 3  # short lines in a row: a table or a menu
TITLE_LINES: Final = 4  # short lines in a row at the top of a text: a title and what stands under it


def with_plain_headings(blocks: Sequence[Block]) -> list[Block]:
    """Make headings of the text lines that head what stands below them."""
    spaced = _spaced(blocks)
    times = Counter(block.line.text for block in blocks if block.kind == "text")
    candidates = [block.kind == "text" and _looks_like_heading(blocks, n, spaced) for n, block in enumerate(blocks)]
    runs = _runs(candidates)
    changed = list(blocks)
    for n, block in enumerate(blocks):
        field = times[block.line.text] >= FIELD
        if candidates[n] and _heads_something(blocks, runs[n], n, field=field):
            changed[n] = replace(block, kind="heading", title=_title(block), body=len(block.line.text))
    return _with_bold_labels(changed)


def _with_bold_labels(blocks: Sequence[Block]) -> list[Block]:
    """Make labels of bold headings unless four fifths of the headings are bold: among plain ones they stand below."""
    heads = [block for block in blocks if block.kind == "heading"]
    bold = sum(1 for block in heads if _bold(block))
    if bold * 5 >= len(heads) * 4:
        return list(blocks)
    return [replace(block, kind="label") if block.kind == "heading" and _bold(block) else block for block in blocks]


def _bold(block: Block) -> bool:
    return "**" in block.line.text


def _title(block: Block) -> str:
    return headings.shown(block.line.text) if len(block.line.text) < MAX_MARKED else ""


def _spaced(blocks: Sequence[Block]) -> bool:
    """Whether blank lines part the paragraphs of a text."""
    texts = [block for block in blocks[1:] if block.kind == "text"]
    return sum(1 for block in texts if block.line.gap) * 2 > len(texts)


def _looks_like_heading(blocks: Sequence[Block], n: int, spaced: bool) -> bool:
    """Whether line n has the words of a heading and stands off from the text before."""
    line = blocks[n].line
    title = _title(blocks[n])
    titled = headings.title_like(title) or (spaced and headings.stopped_title(title) and headings.title_case(title))
    if n + 1 == len(blocks) or not titled or headings.only_links(line.text):
        return False
    after = blocks[n + 1].line
    if not after.gap and after.text[0].islower():
        return False  # its sentence goes on
    return not spaced or n == 0 or bool(line.gap) or blocks[n - 1].kind == "heading"


def _runs(candidates: Sequence[bool]) -> list[tuple[int, int]]:
    """For each line give the first and the last of the run of possible headings that it stands in."""
    runs: list[tuple[int, int]] = []
    for possible, group in groupby(range(len(candidates)), key=candidates.__getitem__):
        members = list(group)
        runs += [(members[0], members[-1])] * len(members) if possible else [(n, n) for n in members]
    return runs


def _heads_something(blocks: Sequence[Block], run: tuple[int, int], n: int, *, field: bool) -> bool:
    """Whether something stands below line n that a heading heads: a paragraph, a list, one more heading above those.

    Of three and more short lines in a row only the last may be a heading, and a title at the top.
    """
    first, last = run
    title = n == 0 and last < TITLE_LINES
    if last - first + 1 >= TABLE and n != last and not title:
        return False
    if last + 1 == len(blocks) or (field and not blocks[n].line.text.endswith("?")):
        return False
    below = blocks[last + 1]
    whole = below.line.text.rstrip("*_ ")[-1:] in (".", ":", "?", "!", ")")
    text = below.kind in ("text", "table head", "row")  # what heads a table may as well be a line of it
    return not text or len(below.line.text) >= MIN_PARAGRAPH or n == 0 or whole
