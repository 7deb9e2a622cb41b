"""Read numbers that only the count they stand in makes sure: a lone one may be a quantity, a reference or an item.

"## 1 Prices" … "## 2 Terms"                    headings 1 and 2
"3. Minimum term. The term is …"                a label, where most numbered paragraphs have one
"Article 1", and "Members" on the next line     heading "Members" with the number Article 1
"§ 1 A member pays …" "§ 2 A member may …"      a section each, without a title
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ingest.clauses import headings
from ingest.clauses.blocks import MIN_LABELLED, Block
from ingest.clauses.lists.printed_numbers import Number

FEWEST: Final = 3  # numbered paragraphs from which their form is a custom
MOSTLY: Final = 2 / 3  # of them that have a label
_BARE = re.compile(r"(\d{1,2})[ \xa0]+(?=[^\W\d_a-z])")  # "1 Prices"


def with_counted_numbers(blocks: Sequence[Block]) -> list[Block]:
    """Give numbers to headings and labels that the lines around them make sure."""
    labelled = _with_run_in_labels(_with_bare_numbers(list(blocks)))
    return _with_numbered_sections(_with_lone_numbers(labelled))


def _with_bare_numbers(blocks: list[Block]) -> list[Block]:
    """Read "1 Prices" as heading 1 where the marked headings of its level count on from 1."""
    changed = list(blocks)
    for level in {block.line.mark for block in blocks if block.line.mark}:
        numbered = [
            (n, match)
            for n, block in enumerate(blocks)
            if block.line.mark == level and not block.number and (match := _BARE.match(block.title))
        ]
        if len(numbered) > 1 and [int(match[1]) for _, match in numbered] == list(range(1, len(numbered) + 1)):
            for n, match in numbered:
                number = Number(match[1], "decimal", (int(match[1]),), match.end())
                changed[n] = replace(blocks[n], number=number, title=blocks[n].title[match.end() :])
    return changed


def _with_run_in_labels(blocks: list[Block]) -> list[Block]:
    """Make labels of numbered paragraphs that begin with a few words and a full stop, where most of them do."""
    numbered = [block for block in blocks if _is_counted(block, ("label", "item", "heading"))]
    labels = {n: label for n, block in enumerate(blocks) if _is_counted(block, ("item",)) and (label := _run_in(block))}
    with_label = len(labels) + sum(block.kind != "item" for block in numbered)
    if with_label < FEWEST or with_label < MOSTLY * len(numbered):
        return blocks
    return [
        replace(block, kind="label", title=headings.shown(labels[n][0]), body=block.body + labels[n][1])
        if n in labels
        else block
        for n, block in enumerate(blocks)
    ]


def _is_counted(block: Block, kinds: Sequence[str]) -> bool:
    number = block.number
    return block.kind in kinds and not block.line.mark and number is not None and number.family == "decimal"


def _run_in(block: Block) -> tuple[str, int] | None:
    """The words before a numbered paragraph's text, and where that begins: "Minimum term. The …"."""
    label = headings.run_in(block.text)
    return label if label and len(block.text) - label[1] >= MIN_LABELLED else None


def _with_lone_numbers(blocks: list[Block]) -> list[Block]:
    """Make a heading of "Article 1" on a line of its own, with the title that stands on the next."""
    changed = list(blocks)
    for n, (block, after) in enumerate(pairwise(blocks)):
        if _in_words(block) and not block.text.strip() and not _goes_on(blocks, n):
            titled = after.kind == "text" and not after.line.gap and headings.title_like(after.line.text)
            title = headings.shown(after.line.text) if titled else ""
            changed[n] = replace(block, kind="heading", title=title, body=len(block.line.text))
            if titled:
                changed[n + 1] = replace(after, kind="subtitle", body=len(after.line.text))
    return changed


def _with_numbered_sections(blocks: list[Block]) -> list[Block]:
    """Make a section of each "§ 1 A member pays …" that counts on; another number is a reference in a sentence."""
    counting = set(_counting_on(blocks))
    if len(counting) < FEWEST - 1:
        return blocks
    return [replace(block, kind="label", title="") if n in counting else block for n, block in enumerate(blocks)]


def _counting_on(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield the indices of the items with a word before their number that count on, from 1 or from the last."""
    last: Counter[str] = Counter()  # family of numbers → its last value
    for n, block in enumerate(blocks):
        if not _in_words(block) or not block.number or block.text[:1].islower():
            continue
        value, family = block.number.values[0], block.number.family
        if value == last[family] + 1:
            last[family] = value
            yield n


def _in_words(block: Block) -> bool:
    """Whether an item's number has a word or sign before it: "Article 5", "§ 3"."""
    return block.kind == "item" and block.number is not None and block.number.family.startswith("word:")


def _goes_on(blocks: Sequence[Block], n: int) -> bool:
    """Whether a line goes on with the sentence of the line before: "… goes back, see" "Article 1"."""
    line, before = blocks[n].line, blocks[n - 1].line.text if n else ""
    return bool(before) and not line.gap and before[-1] not in ".;:!?" and not headings.title_like(before)
