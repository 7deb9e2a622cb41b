"""Tell numbered lists from numbered headings, and mend a heading whose words were damaged.

"a) Name" "b) Address" "c) E-mail", with nothing between them        three items, no headings
"8. Rights" … "9. Data collected: your place." … "10. Changes"       the line in the middle is heading 9
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ingest.clauses import headings
from ingest.clauses.blocks import Block

LIST: Final = 3  # numbered headings in a row with nothing between them: they are a list
LED_IN_LIST: Final = 2  # the same behind a line that ends in ":"


def repair_numbers(blocks: Sequence[Block]) -> list[Block]:
    """Make items of headings that are counted without a word between them, and a heading of a damaged one."""
    repaired = list(blocks)
    n = 0
    while n < len(repaired):
        end = _run_end(repaired, n)
        led_in = n > 0 and repaired[n - 1].line.text.endswith(":")
        if end - n >= LIST or (end - n == LED_IN_LIST and led_in):
            repaired[n:end] = [_as_item(block) for block in repaired[n:end]]
        n = max(end, n + 1)
    return _with_damaged_headings(repaired)


def _run_end(blocks: Sequence[Block], n: int) -> int:
    """Find the end of the run of numbers that count on from the unmarked heading n; n itself when it is none."""
    if not _numbered_heading(blocks[n]):
        return n
    end = n
    while end < len(blocks) and _counted(blocks[end]) and _style(blocks[end]) == _style(blocks[n]):
        if end > n and _value(blocks[end]) != _value(blocks[end - 1]) + 1:
            break
        end += 1
    return end


def _counted(block: Block) -> bool:
    """Whether a line can count on: as a heading without a mark, or as an item."""
    return _numbered_heading(block) or (block.kind == "item" and block.number is not None)


def _numbered_heading(block: Block) -> bool:
    return block.kind == "heading" and not block.line.mark and block.number is not None


def _value(block: Block) -> int:
    return block.number.values[-1] if block.number else 0


def _style(block: Block) -> tuple[str, int]:
    """Return the family and the depth of a block's number."""
    return (block.number.family, len(block.number.values)) if block.number else ("", 0)


def _as_item(block: Block) -> Block:
    return Block(block.line, "item", number=block.number, body=block.number.length if block.number else 0)


def _with_damaged_headings(blocks: list[Block]) -> list[Block]:
    """Between headings 8 and 10, make a heading of an item that has the number 9 and is as short as one."""
    mended = list(blocks)
    heads = [n for n, block in enumerate(blocks) if _numbered_heading(block) and _style(block) == ("decimal", 1)]
    for before, after in pairwise(heads):
        missing = _value(blocks[before]) + 1
        if _value(blocks[after]) != missing + 1:
            continue
        n = next((n for n in range(before + 1, after) if _may_be_heading(blocks[n], missing)), None)
        if n is not None:
            mended[n] = _as_heading(blocks[n])
    return mended


def _may_be_heading(block: Block, value: int) -> bool:
    number = block.number
    short = block.kind == "item" and len(block.text) <= headings.MAX_TITLE
    return short and number is not None and number.family == "decimal" and number.values == (value,)


def _as_heading(block: Block) -> Block:
    return replace(block, kind="heading", title=headings.shown(block.text), body=len(block.line.text))
