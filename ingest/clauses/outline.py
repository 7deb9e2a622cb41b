"""Read the outline of a policy: each line as what it is, how deep each heading stands, its title, its documents.

"Privacy Policy"          the title
"1. Data"                 a heading
"1.1 Your account"        a heading one deeper
"Aggregated Data. We…"    a label: nothing stands under it
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import islice
from typing import Final

from ingest.clauses.blocks import Block, block_of, with_label
from ingest.clauses.footnotes import note_mark, referred
from ingest.clauses.headings import MINOR, all_caps, title_case
from ingest.clauses.lines import Line, split_lines
from ingest.clauses.lists.bare_lists import bare_lists
from ingest.clauses.lists.counted import with_counted_numbers
from ingest.clauses.lists.numbered_lists import repair_numbers
from ingest.clauses.plain_headings import with_plain_headings
from ingest.clauses.tables import TableLine, table_lines
from ingest.policy import DOCUMENT

MARKS: Final = 2  # marked headings in a text: then its author is trusted to mark them all
MAX_BEFORE: Final = 60  # characters of a line that may stand before the title: a date, a company
OPENING_REACH: Final = 200  # characters of a line in which it may say that a document begins
NAME_REACH: Final = 400  # characters of a line in which the name of that document is looked for
_OPENS = re.compile(rf"Welcome to\b|(?:This|The following) (?:[A-Z][\w’'-]*[ \xa0]){{0,4}}{DOCUMENT}\b")
_NAMES = re.compile(rf"\b(?:This|The following) ((?:[A-Z][\w’'-]*[ \xa0]){{0,4}}{DOCUMENT})\b")


class Level(IntEnum):
    """Kinds of headings, from the outside in."""

    DOCUMENT = 0  # the beginning of a document
    MARKED = 1  # "## Data", by its depth in Markdown
    ABOVE_NUMBERS = 2  # a plain heading over a count of its own, or one in capitals over plain ones
    NUMBERED = 3  # by the order in which a text first uses a family of numbers, and by depth
    PLAIN = 4
    CHILD = 5  # under a plain heading that announces it
    LABEL = 6  # run into its paragraph: nothing stands under it


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """How far in a heading stands: a lower rank is further out."""

    level: Level
    family: int = 0  # of numbers, in the order in which the text first uses them
    depth: int = 0  # of Markdown's mark, or of the number: 2 for "5.3"


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of a policy, in indices of its blocks."""

    blocks: tuple[Block, ...]  # each line as what it is
    ranks: dict[int, Rank]  # of each heading and label
    title: int  # the block that is the title of the one document in the text, -1 without one
    documents: dict[int, str]  # first block of each document → its name as printed; empty for one document


def outline_of(text: str) -> Outline:
    """Read the outline of a text."""
    blocks = _blocks(text)
    documents = _documents(blocks)
    title = -1 if documents else _title(blocks)
    heads = [n for n in _heads(blocks) if n != title and n not in documents]
    return Outline(tuple(blocks), _ranks(blocks, heads, several=bool(documents)), title, documents)


def _blocks(text: str) -> list[Block]:
    """Read each line by its own marks, then by its neighbours: numbered lists, bare lists, plain headings, labels."""
    lines = split_lines(text)
    marked = sum(1 for line in lines if line.mark) >= MARKS
    tables = table_lines(lines)
    blocks = repair_numbers(
        [
            _table_block(line, tables[n]) if n in tables else block_of(line, marks_headings=marked)
            for n, line in enumerate(lines)
        ]
    )
    blocks = _with_notes(with_counted_numbers(blocks), text)
    items = bare_lists([block.line.text if block.kind == "text" else None for block in blocks], lines)
    blocks = [replace(block, kind="item", bare=True) if n in items else block for n, block in enumerate(blocks)]
    blocks = [_unmarked_label(block) for block in blocks] if marked else with_plain_headings(blocks)
    return [with_label(block) if block.kind == "text" else block for block in blocks]


def _table_block(line: Line, part: TableLine) -> Block:
    return Block(line, "row" if part.kind == "row" else "table head", columns=part.columns)


def _with_notes(blocks: Sequence[Block], text: str) -> list[Block]:
    """Make notes of the paragraphs that begin with a mark to which the text refers; a list of stars is none."""
    able = {n: mark for n, block in enumerate(blocks) if (mark := _note_mark(blocks, n, block))}
    marks = referred(text) if able else set()
    return [
        replace(block, kind="note", title=able[n], body=0) if able.get(n) in marks else block
        for n, block in enumerate(blocks)
    ]


def _note_mark(blocks: Sequence[Block], n: int, block: Block) -> str:
    """The mark that a paragraph or a lone item begins with, "" for other blocks."""
    if block.kind not in ("text", "item") or not (mark := note_mark(block.line.text)):
        return ""
    beside = [blocks[k].kind for k in (n - 1, n + 1) if 0 <= k < len(blocks) and blocks[k].line.text[:2] == "* "]
    return "" if block.kind == "item" and "item" in beside else mark


def _unmarked_label(block: Block) -> Block:
    """In a text that marks its headings, make a label of what only looks like one: it names a clause, no section."""
    return block if block.kind != "heading" or block.line.mark else replace(block, kind="label")


def _heads(blocks: Sequence[Block]) -> list[int]:
    return [n for n, block in enumerate(blocks) if block.kind in ("heading", "label")]


def _title(blocks: Sequence[Block]) -> int:
    """Find the title: the first heading, when it names the document or stands alone at its level; -1 without one."""
    first = next((n for n, block in enumerate(blocks) if block.kind == "heading"), -1)
    if first < 0 or blocks[first].number or any(len(block.line.text) > MAX_BEFORE for block in blocks[:first]):
        return -1
    mark = blocks[first].line.mark
    if mark and sum(1 for block in blocks if 0 < block.line.mark <= mark) > 1:
        return -1
    deeper = mark and any(block.line.mark > mark for block in blocks)
    return first if deeper or re.search(DOCUMENT, blocks[first].title, re.IGNORECASE) else -1


def _restarts(blocks: Sequence[Block]) -> list[int]:
    """Find the blocks where the outermost count of unmarked headings begins again at 1."""
    heads = [n for n in _heads(blocks) if blocks[n].number and not blocks[n].line.mark]
    outermost = [n for n in heads if _style(blocks[n]) == _style(blocks[heads[0]])]
    counted = next((n for n in outermost if _value(blocks[n]) > 1), len(blocks))
    return [n for n in outermost if _value(blocks[n]) == 1 and n > counted]


def _style(block: Block) -> tuple[str, int]:
    """Return the family and the depth of a block's number."""
    return (block.number.family, len(block.number.values)) if block.number else ("", 0)


def _value(block: Block) -> int:
    return block.number.values[0] if block.number else 0


def _documents(blocks: Sequence[Block]) -> dict[int, str]:
    """Find where a count restarts behind a text that opens a second document ("The following Cookie Statement…")."""
    later = dict(opening for restart in _restarts(blocks) if (opening := _opening(blocks, restart)) is not None)
    if not later:
        return {}
    first = next((n for n in range(min(later)) if _names_document(blocks[n])), -1)
    first = _innermost_title(blocks, first) if first >= 0 else 0
    name = blocks[first].title if blocks[first].kind == "heading" else "Document"
    return {first: name, **later}


def _innermost_title(blocks: Sequence[Block], n: int) -> int:
    """Find the last of titles that stand on each other: "Privacy & cookie policy", "PRIVACY STATEMENT"."""
    while n + 1 < len(blocks) and _names_document(blocks[n + 1]):
        n += 1
    return n


def _names_document(block: Block) -> bool:
    names = bool(re.search(rf"\b{DOCUMENT}$", block.title, re.IGNORECASE))
    return names and block.kind == "heading" and not block.number


def _opening(blocks: Sequence[Block], restart: int) -> tuple[int, str] | None:
    """Find the first block and the name of the document that numbers its sections from block `restart` on."""
    start = restart - 1
    while start > 0 and not blocks[start].number and not _names_document(blocks[start]):
        start -= 1
    if _names_document(blocks[start]):
        return start, blocks[start].title
    for n in range(start + 1, restart):
        if _OPENS.match(blocks[n].line.text[:OPENING_REACH]):
            names = (_NAMES.search(block.line.text[:NAME_REACH]) for block in blocks[n:restart])
            name = next((match.group(1) for match in names if match), None)
            return (n, name) if name else None
    return None


def _ranks(blocks: Sequence[Block], heads: Sequence[int], *, several: bool) -> dict[int, Rank]:
    """Rank all headings and labels. `several`: the text holds several documents."""
    families: dict[str, int] = {}
    ranks: dict[int, Rank] = {}
    for n in heads:
        if blocks[n].line.mark:
            ranks[n] = Rank(Level.MARKED, depth=blocks[n].line.mark)
        elif number := blocks[n].number:
            family = families.setdefault(number.family, len(families))
            ranks[n] = Rank(Level.NUMBERED, family, len(number.values))
        elif blocks[n].kind == "label":
            ranks[n] = Rank(Level.LABEL)
    plain = [n for n in heads if n not in ranks]
    if any(rank.level == Level.NUMBERED for rank in ranks.values()):
        return ranks | _ranks_among_numbers(blocks, plain, ranks, several=several)
    return ranks | {n: Rank(level) for n, level in _levels_without_numbers(blocks, plain).items()}


def _ranks_among_numbers(
    blocks: Sequence[Block], plain: Sequence[int], ranks: dict[int, Rank], *, several: bool
) -> dict[int, Rank]:
    """Rank plain headings: under the numbers, or above them where each has a count of its own."""
    outer = min(rank for rank in ranks.values() if rank.level == Level.NUMBERED)
    counts = [n for n in sorted(ranks) if ranks[n] == outer]
    restarts = {n for n in counts if _value(blocks[n]) == 1}
    several_counts = len(restarts) > 1
    ranked: dict[int, Rank] = {}
    for n in plain:
        following = next(iter(counts[bisect_right(counts, n) :][:1]), -1)
        if following == counts[0] and not several_counts:
            ranked[n] = outer  # the one heading before "1." is its equal: an introduction
        else:
            above = following in restarts and several_counts and not several
            ranked[n] = Rank(Level.ABOVE_NUMBERS if above else Level.PLAIN)
    return ranked


def _levels_without_numbers(blocks: Sequence[Block], plain: Sequence[int]) -> dict[int, Level]:
    """Place headings in capitals above the others; below those, the children that a heading announces."""
    capitals = {n for n in plain if all_caps(blocks[n].title)}
    mixed = 1 < len(capitals) < len(plain)
    levels = {n: Level.ABOVE_NUMBERS if mixed and n in capitals else Level.PLAIN for n in plain}
    times = Counter(blocks[n].title.lower() for n in plain)
    repeated = {title for title, count in times.items() if count > 1}
    for k, n in enumerate(plain[:-1]):
        if levels[n] == Level.PLAIN and _announces(blocks, n, plain[k + 1]):
            levels |= dict.fromkeys(_children(blocks, plain, k + 1, repeated), Level.CHILD)
    return levels


def _announces(blocks: Sequence[Block], n: int, following: int) -> bool:
    """Whether the next heading stands under heading n: nothing between them, or a text that ends in ":"."""
    before = blocks[following - 1]
    return following == n + 1 or (before.kind == "text" and before.line.text.endswith(":"))


def _children(blocks: Sequence[Block], plain: Sequence[int], first: int, repeated: Collection[str]) -> Iterator[int]:
    """Give the first heading and those after it that belong with it: the same first word, or said again elsewhere."""
    model = blocks[plain[first]].title
    opener = model.split()[0]
    word = opener if opener.lower() not in MINOR else ""
    yield plain[first]
    for n in islice(plain, first + 1, None):
        title = blocks[n].title
        akin = title.split()[0] == word or title.lower() in repeated
        if not akin or title_case(title) != title_case(model):
            return
        yield n
