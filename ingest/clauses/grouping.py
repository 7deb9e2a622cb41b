"""Blocks → groups that are cited together, each under its headings and with an id that outlives its neighbours. Pure.

Refuses to know Policy and Clause: strings and offsets only.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.clauses import headings
from ingest.clauses.bare_lists import LEAD_IN
from ingest.clauses.blocks import Block, blocks
from ingest.clauses.outline import Outline, outline
from ingest.clauses.sections import Section, sections, slug
from ingest.clauses.sentences import sentence_ends

SLUG_WORDS = 8  # of the text, where nothing else names a clause
SAYS = 60  # characters from which an item says something by itself
REACH = 2000  # characters at the end of a paragraph in which its lead-in is looked for


@dataclass(frozen=True, slots=True)
class Group:
    """One clause to be."""

    id: str
    number: str
    path: tuple[str, ...]
    start: int
    end: int
    lead: str


@dataclass(slots=True)
class Walk:
    """A walk over the blocks: the open section and the group that is being filled."""

    found: Sequence[Block]
    shape: Outline
    known: dict[int, Section]
    section: Section
    used: set[str] = field(default_factory=set)  # sections whose own id is given to their first clause
    ids: Counter[str] = field(default_factory=Counter)
    start: int = -1  # of the open group, -1 when none is open
    end: int = -1
    paragraphs: int = 0  # of the open group, headings not counted
    first: int = -1  # the first and the last paragraph of the open group, -1 without one
    last: int = -1


def groups(policy_id: str, text: str) -> Iterator[Group]:
    """The clauses of a text in order."""
    found = blocks(text)
    shape = outline(found)
    known = sections(policy_id, found, shape)
    walk = Walk(found, shape, known, known[-1])
    n = 0
    while n < len(found):
        kind = found[n].kind
        if n in shape.branches:
            yield from _branch(walk, n)
        if kind == "item":
            last = _list_end(found, n)
            yield from _list(walk, n, last)
            n = last
            continue
        if kind in ("heading", "label"):
            yield from _head(walk, n)
        elif any(c.isalnum() for c in found[n].line.text[:200]):
            _paragraph(walk, n)
        else:  # a rule across the page
            _cover(walk, n)
        n += 1
    yield from _close(walk)


def _branch(walk: Walk, n: int) -> list[Group]:
    """A new document ends the open group; a title alone goes to the first document."""
    closed = _close(walk) if walk.paragraphs else []
    walk.section = walk.known[n]
    return closed


def _head(walk: Walk, n: int) -> list[Group]:
    """A heading ends the open group, unless that is nothing but headings outside it."""
    closed = []
    if n in walk.shape.ranks:
        deeper = walk.known[n].rank > walk.section.rank
        closed = _close(walk) if walk.paragraphs or not deeper else []
        walk.section = walk.known[n]
    if walk.found[n].body < len(walk.found[n].line.text):  # a label with its text
        _paragraph(walk, n)
    else:
        _cover(walk, n)
    return closed


def _cover(walk: Walk, n: int) -> None:
    line = walk.found[n].line
    walk.start = line.start if walk.start < 0 else walk.start
    walk.end = line.end


def _paragraph(walk: Walk, n: int) -> None:
    _cover(walk, n)
    walk.paragraphs += 1
    walk.first = n if walk.first < 0 else walk.first
    walk.last = n


def _close(walk: Walk, lead: str = "") -> list[Group]:
    """The open group as a clause: its section's own, or text that goes on behind a list. None when none is open."""
    if walk.start < 0:
        return []
    own = walk.section.id
    name = f"{own}/{_words(walk.found[walk.first].text)}" if own in walk.used and walk.first >= 0 else own
    closed = _group(walk, name, walk.start, walk.end, lead)
    walk.used.add(own)
    walk.start = walk.end = walk.first = walk.last = -1
    walk.paragraphs = 0
    return [closed]


def _group(walk: Walk, name: str, start: int, end: int, lead: str) -> Group:
    walk.ids[name] += 1
    again = walk.ids[name]
    path = (*walk.section.titles, lead) if lead else walk.section.titles
    return Group(name if again == 1 else f"{name}~{again}", walk.section.number, path, start, end, lead)


def _list_end(found: Sequence[Block], n: int) -> int:
    """Behind the last item of a list; a paragraph indented like an item's text belongs to the item."""
    last = n + 1
    while last < len(found) and (found[last].kind == "item" or _inside(found[last], found[n])):
        last += 1
    return last


def _inside(block: Block, first: Block) -> bool:
    return block.kind == "text" and not first.bare and block.line.indent >= first.line.indent + 2


def _list(walk: Walk, n: int, last: int) -> Iterator[Group]:
    """A list as one clause with its lead-in when its items are bare, else each item as a clause."""
    lead = _lead(walk)
    if _is_bare(walk.found[n:last]):
        yield from _bare_list(walk, n, last, lead)
        return
    outer = walk.section.id
    if walk.paragraphs:
        closed = _close(walk)
        outer = closed[0].id
        yield from closed
    yield from _items(walk, n, last, lead, outer)


def _lead(walk: Walk) -> str:
    """The last sentence of the open group when it goes on in a list; a list after a full stop has no lead-in."""
    if walk.last < 0:
        return ""
    text = walk.found[walk.last].text.rstrip()[-REACH:]
    if text.endswith((".", "!", "?")) and not LEAD_IN.search(text[-60:]):
        return ""
    ends = [0, *(end for end in sentence_ends(text) if end < len(text))]
    return headings.shown(text[ends[-1] :].strip())


def _is_bare(items: Sequence[Block]) -> bool:
    return sum(1 for b in items if _says(b)) * 2 <= len(items)


def _says(block: Block) -> bool:
    """Whether an item says something by itself: a label with text, a sentence, or as long as one."""
    text = block.text
    if len(text) >= SAYS or headings.item_label(text):
        return True
    return text.endswith(".") and len(text.split()) > 4  # noqa: PLR2004 - words of a short sentence


def _bare_list(walk: Walk, n: int, last: int, lead: str) -> Iterator[Group]:
    """Words and phrases: cited as a list, with the paragraph that leads it in and no other."""
    if walk.paragraphs > 1 and lead:
        keep = walk.last
        walk.end = walk.found[keep - 1].line.end
        yield from _close(walk)
        walk.start, walk.first = walk.found[keep].line.start, keep
    walk.first = n if walk.first < 0 else walk.first
    for k in range(n, last):
        _cover(walk, k)
    yield from _close(walk, lead)


def _items(walk: Walk, n: int, last: int, lead: str, outer: str) -> Iterator[Group]:
    """Each item with what is indented under it. A heading without text of its own goes to its first item."""
    top = min(b.line.indent for b in walk.found[n:last] if b.kind == "item")
    starts = [k for k in range(n, last) if walk.found[k].kind == "item" and walk.found[k].line.indent <= top + 1]
    starts = starts if starts[0] == n else [n, *starts]
    for k, after in zip(starts, [*starts[1:], last], strict=True):
        block = walk.found[k]
        start = walk.start if walk.start >= 0 else block.line.start
        walk.start = -1
        item = _group(walk, f"{outer}/{_item_slug(block)}", start, walk.found[after - 1].line.end, lead)
        own = block.number.printed if block.number and not item.number else item.number
        yield Group(item.id, own, item.path, item.start, item.end, item.lead)
    walk.used.add(walk.section.id)


def _item_slug(block: Block) -> str:
    label = headings.item_label(block.text)
    return slug(label) if label else _words(block.text)


def _words(text: str) -> str:
    return slug(" ".join(headings.shown(text[:300]).split()[:SLUG_WORDS]))
