"""Blocks → how deep each heading stands, which one is the document's title, and where a second document begins. Pure.

Refuses to know offsets of clauses and ids.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ingest.clauses.blocks import Block
from ingest.clauses.headings import MINOR, all_caps, title_case
from ingest.policy import DOCUMENT

ABOVE: Final = 7  # deeper than Markdown's six levels, outside every number
NUMBERS: Final = 10  # families of numbers: ten ranks each, in the order in which a text first uses them
PLAIN: Final = 900  # under the numbers
CHILD: Final = 910  # under a plain heading
LABEL: Final = 990  # run into its paragraph: nothing stands under it


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of a policy, in indices of its blocks."""

    ranks: dict[int, int]  # heading or label → rank; a lower one stands further out
    title: int  # the block that is the title of the one document in the text, -1 without one
    branches: dict[int, str]  # first block of each document → its name as printed; empty for one document


MAX_BEFORE = 60  # characters of a line that may stand before the title: a date, a company
_OPENS = re.compile(rf"Welcome to\b|(?:This|The following) (?:[A-Z][\w’'-]*[ \xa0]){{0,4}}{DOCUMENT}\b")
_NAMES = re.compile(rf"\b(?:This|The following) ((?:[A-Z][\w’'-]*[ \xa0]){{0,4}}{DOCUMENT})\b")


def outline(found: Sequence[Block]) -> Outline:
    """Ranks, title and documents of a text's blocks."""
    branches = _branches(found)
    title = -1 if branches else _title(found)
    ranks = _ranks(found, set(branches), title)
    return Outline(ranks, title, branches)


def _heads(found: Sequence[Block]) -> list[int]:
    return [n for n, b in enumerate(found) if b.kind in ("heading", "label")]


def _title(found: Sequence[Block]) -> int:
    """The first block when it is a heading that names the document or stands alone at its level."""
    first = next((n for n in _heads(found) if found[n].kind == "heading"), -1)
    if first < 0 or found[first].number or any(len(b.line.text) > MAX_BEFORE for b in found[:first]):
        return -1
    mark = found[first].line.mark
    if mark and sum(1 for b in found if 0 < b.line.mark <= mark) > 1:
        return -1
    deeper = mark and any(b.line.mark > mark for b in found)
    return first if deeper or re.search(DOCUMENT, found[first].title, re.IGNORECASE) else -1


def _restarts(found: Sequence[Block]) -> list[int]:
    """Blocks where the outermost count of unmarked headings begins again at 1."""
    heads = [n for n in _heads(found) if found[n].number and not found[n].line.mark]
    depth = [n for n in heads if _counts(found[n]) and _counts(found[n]) == _counts(found[heads[0]])]
    counted = next((n for n in depth if _value(found[n]) > 1), len(found))
    return [n for n in depth if _value(found[n]) == 1 and n > counted]


def _counts(block: Block) -> tuple[str, int]:
    return (block.number.family, len(block.number.values)) if block.number else ("", 0)


def _value(block: Block) -> int:
    return block.number.values[0] if block.number else 0


def _branches(found: Sequence[Block]) -> dict[int, str]:
    """Where the count restarts behind a text that opens a second document ("The following Cookie Statement...")."""
    later: dict[int, str] = {}
    for restart in _restarts(found):
        opened = _opening(found, restart)
        if opened is not None:
            later[opened[0]] = opened[1]
    if not later:
        return {}
    first = next((n for n in range(min(later)) if _names_document(found[n])), -1)
    first = _innermost_title(found, first) if first >= 0 else 0
    name = found[first].title if found[first].kind == "heading" else "Document"
    return {first: name, **later}


def _innermost_title(found: Sequence[Block], n: int) -> int:
    """Of titles stacked on each other ("Privacy & cookie policy", "PRIVACY STATEMENT") the last."""
    while n + 1 < len(found) and _names_document(found[n + 1]):
        n += 1
    return n


def _names_document(block: Block) -> bool:
    return (
        block.kind == "heading" and not block.number and bool(re.search(rf"\b{DOCUMENT}$", block.title, re.IGNORECASE))
    )


def _opening(found: Sequence[Block], restart: int) -> tuple[int, str] | None:
    """The first block and the name of the document that numbers its sections from block `restart` on."""
    start = restart - 1
    while start > 0 and not found[start].number and not _names_document(found[start]):
        start -= 1
    if _names_document(found[start]):
        return start, found[start].title
    for n in range(start + 1, restart):
        if _OPENS.match(found[n].line.text[:200]):
            names = (_NAMES.search(b.line.text[:400]) for b in found[n:restart])
            name = next((m.group(1) for m in names if m), None)
            return (n, name) if name else None
    return None


def _ranks(found: Sequence[Block], branches: set[int], title: int) -> dict[int, int]:
    heads = [n for n in _heads(found) if n != title and n not in branches]
    families = list(dict.fromkeys(b.number.family for n in heads if (b := found[n]).number and not b.line.mark))
    ranks = {n: found[n].line.mark for n in heads if found[n].line.mark}
    for n in heads:
        number = found[n].number
        if number and n not in ranks:
            ranks[n] = NUMBERS * (1 + min(families.index(number.family), 80)) + min(len(number.values), 9)
        elif found[n].kind == "label":
            ranks[n] = LABEL
    _rank_plain(found, [n for n in heads if n not in ranks], heads, branches, ranks)
    return ranks


def _rank_plain(
    found: Sequence[Block],
    plain: list[int],
    heads: list[int],
    branches: set[int],
    ranks: dict[int, int],
) -> None:
    """Plain headings stand under the numbers, or above them where each has a count of its own."""
    numbered = [n for n in heads if found[n].number and not found[n].line.mark]
    if not numbered:
        _rank_unnumbered(found, plain, ranks)
        return
    outer = min(ranks[n] for n in numbered)
    counts = [n for n in numbered if ranks[n] == outer]
    restarts = {n for n in counts if _value(found[n]) == 1}
    for n in plain:
        after = bisect_right(counts, n)
        following = counts[after] if after < len(counts) else -1
        begins = following in restarts
        if following == counts[0] and len(restarts) < 2:  # noqa: PLR2004
            ranks[n] = outer
        else:
            ranks[n] = ABOVE if begins and len(restarts) > 1 and not branches else PLAIN


def _rank_unnumbered(found: Sequence[Block], plain: list[int], ranks: dict[int, int]) -> None:
    """Without numbers: capitals above other headings; below them the children that a heading announces."""
    caps = {n for n in plain if all_caps(found[n].title)}
    mixed = 1 < len(caps) < len(plain)
    for n in plain:
        ranks[n] = ABOVE if mixed and n in caps else PLAIN
    repeated = {t for t, count in Counter(found[n].title.lower() for n in plain).items() if count > 1}
    for k, n in enumerate(plain[:-1]):
        if ranks[n] == PLAIN and _announces(found, n, plain[k + 1]):
            for child in _children(found, plain, k + 1, repeated):
                ranks[child] = CHILD


def _announces(found: Sequence[Block], n: int, following: int) -> bool:
    """Whether the next heading stands under heading n: nothing between them, or a text that ends in ":"."""
    return following == n + 1 or (found[following - 1].kind == "text" and found[following - 1].line.text.endswith(":"))


def _children(found: Sequence[Block], plain: list[int], first: int, repeated: set[str]) -> Iterator[int]:
    """The first heading and those after it that belong with it: the same first word, or said again elsewhere."""
    model = found[plain[first]].title
    word = model.split()[0] if model.split()[0].lower() not in MINOR else ""
    yield plain[first]
    for n in islice(plain, first + 1, None):
        title = found[n].title
        akin = title.split()[0] == word or title.lower() in repeated
        if not akin or title_case(title) != title_case(model):
            return
        yield n
