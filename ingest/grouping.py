"""Blocks → groups that are cited together, each under its headings and with an id that outlives its neighbours. Pure.

Refuses to know Policy and Clause: strings and offsets only.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest import headings
from ingest.blocks import Block, blocks
from ingest.lists import LEAD_IN
from ingest.outline import LABEL, Outline, outline
from ingest.sentences import sentence_ends

SLUG_WORDS = 6  # of the text, where nothing else names a clause
SAYS = 60  # characters from which an item says something by itself
INTRODUCTION = "introduction"


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
class Section:
    """A heading and what stands under it."""

    rank: int
    title: str
    number: str  # its own or that of the nearest heading outside it
    id: str
    base: str  # what the ids of numbered sections in it begin with
    used: bool = False  # its own id is given to its first clause


@dataclass(slots=True)
class Walk:
    """A walk over the blocks: the open sections and the group that is being filled."""

    policy_id: str
    found: Sequence[Block]
    shape: Outline
    stack: list[Section] = field(default_factory=list)
    start: int = -1  # of the open group, -1 when none is open
    end: int = -1
    paragraphs: int = 0  # of the open group, headings not counted
    first: int = -1  # the first and the last paragraph of the open group, -1 without one
    last: int = -1
    ids: Counter[str] = field(default_factory=Counter)


def groups(policy_id: str, text: str) -> Iterator[Group]:
    """The clauses of a text in order."""
    found = blocks(text)
    walk = Walk(policy_id, found, outline(found))
    walk.stack.append(Section(-1, "", "", f"{policy_id}/{INTRODUCTION}", policy_id))
    n = 0
    while n < len(found):
        if n in walk.shape.branches:
            if walk.paragraphs:  # a title alone goes to the first document
                yield from _close(walk)
            _branch(walk, n)
        block = found[n]
        if block.kind == "item":
            last = _list_end(found, n)
            yield from _list(walk, n, last)
            n = last
            continue
        if block.kind in ("heading", "label"):
            yield from _head(walk, n)
        else:
            _extend(walk, n)
        n += 1
    yield from _close(walk)


def _branch(walk: Walk, n: int) -> None:
    name = walk.shape.branches[n]
    base = f"{walk.policy_id}/{slug(name)}"
    walk.stack = [Section(-1, name, "", f"{base}/{INTRODUCTION}", base)]


def _head(walk: Walk, n: int) -> Iterator[Group]:
    """A heading ends the open group, unless that is nothing but headings."""
    block = walk.found[n]
    rank = walk.shape.ranks.get(n)
    if rank is None:  # the title of a document
        if n not in walk.shape.branches and not walk.stack[0].title:
            walk.stack[0].title = block.title
    else:
        deeper = rank > walk.stack[-1].rank
        if walk.paragraphs or not deeper:
            yield from _close(walk)
        _open(walk, block, rank)
    _cover(walk, block)
    if block.kind == "label" and block.body < len(block.line.text):
        _paragraph(walk, n)


def _open(walk: Walk, block: Block, rank: int) -> None:
    while walk.stack[-1].rank >= rank:
        walk.stack.pop()
    outer = walk.stack[-1]
    title = block.title
    if block.number is None:
        id_ = f"{outer.base if outer.rank < 0 else outer.id}/{slug(title)}"
        walk.stack.append(Section(rank, title, outer.number, id_, id_))
        return
    absolute = block.number.family == "decimal" and len(block.number.values) > 1
    base = _decimal_base(walk) if absolute else (outer.base if outer.rank < 0 else outer.id)
    id_ = f"{base}/{slug(block.number.printed)}"
    walk.stack.append(
        Section(rank, title, block.number.printed, id_, base if block.number.family == "decimal" else id_)
    )


def _decimal_base(walk: Walk) -> str:
    """What "5.3" hangs on: not on 5, for it says so itself."""
    return walk.stack[-1].base


def _cover(walk: Walk, block: Block) -> None:
    if walk.start < 0:
        walk.start = block.line.start
    walk.end = block.line.end


def _extend(walk: Walk, n: int) -> None:
    _cover(walk, walk.found[n])
    _paragraph(walk, n)


def _paragraph(walk: Walk, n: int) -> None:
    walk.paragraphs += 1
    walk.first = n if walk.first < 0 else walk.first
    walk.last = n


def _close(walk: Walk, lead: str = "") -> list[Group]:
    """The open group as a clause: its section's own, or text that goes on behind a list. None when none is open."""
    if walk.start < 0:
        return []
    section = walk.stack[-1]
    name = f"{section.id}/{_words(walk.found[walk.first].text)}" if section.used else section.id
    closed = _group(walk, name, walk.start, walk.end, lead)
    section.used = True
    walk.start = walk.end = walk.first = walk.last = -1
    walk.paragraphs = 0
    return [closed]


def _group(walk: Walk, name: str, start: int, end: int, lead: str) -> Group:
    walk.ids[name] += 1
    again = walk.ids[name]
    section = walk.stack[-1]
    open_ = walk.stack if walk.shape.branches or len(walk.stack) == 1 else walk.stack[1:]
    titles = tuple(s.title for s in open_ if s.title)
    path = (*titles, lead) if lead else titles
    return Group(name if again == 1 else f"{name}~{again}", section.number, path, start, end, lead)


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
    outer = walk.stack[-1].id
    if walk.paragraphs:
        closed = _close(walk)
        outer = closed[0].id
        yield from closed
    yield from _items(walk, n, last, lead, outer)


def _lead(walk: Walk) -> str:
    """The sentence that ends the open group in ":"; a list without one has no lead-in."""
    if walk.last < 0:
        return ""
    text = walk.found[walk.last].text.rstrip()
    if not LEAD_IN.search(text[-60:]):
        text_ends = text.endswith((".", "!", "?"))
        if text_ends:
            return ""
    ends = [0, *sentence_ends(text[-2000:])]
    tail = text[-2000:]
    return headings.shown(tail[ends[-2] if ends[-1] == len(tail) and len(ends) > 1 else 0 :].strip())


def _is_bare(items: Sequence[Block]) -> bool:
    return sum(1 for b in items if _says(b)) * 2 <= len(items)


def _says(block: Block) -> bool:
    """Whether an item says something by itself: a label with text, a sentence, or as long as one."""
    text = block.text
    return len(text) >= SAYS or bool(headings.item_label(text)) or text.endswith(".") and len(text.split()) > 7  # noqa: PLR2004


def _bare_list(walk: Walk, n: int, last: int, lead: str) -> Iterator[Group]:
    """Words and phrases: cited as a list, with the paragraph that leads it in and no other."""
    if walk.paragraphs > 1 and lead:
        opener = walk.found[walk.last].line
        walk.end = walk.found[walk.last - 1].line.end
        keep = walk.last
        yield from _close(walk)
        walk.start, walk.first = opener.start, keep
    if walk.first < 0:
        walk.first = n
    for k in range(n, last):
        _cover(walk, walk.found[k])
    yield from _close(walk, lead)


def _items(walk: Walk, n: int, last: int, lead: str, outer: str) -> Iterator[Group]:
    """Each item with what is indented under it."""
    top = min(b.line.indent for b in walk.found[n:last] if b.kind == "item")
    starts = [k for k in range(n, last) if walk.found[k].kind == "item" and walk.found[k].line.indent <= top + 1]
    if not starts or starts[0] != n:
        starts = [n, *starts]
    for k, after in zip(starts, [*starts[1:], last], strict=True):
        block = walk.found[k]
        name = f"{outer}/{_item_slug(block)}"
        start = walk.start if walk.start >= 0 else block.line.start  # a heading without text goes to its first item
        walk.start = -1
        group = _group(walk, name, start, walk.found[after - 1].line.end, lead)
        own = block.number.printed if block.number and not group.number else group.number
        yield Group(group.id, own, group.path, group.start, group.end, group.lead)
    walk.stack[-1].used = True


def _item_slug(block: Block) -> str:
    label = headings.item_label(block.text)
    return slug(label) if label else _words(block.text)


def _words(text: str) -> str:
    return slug(" ".join(headings.shown(text[:300]).split()[:SLUG_WORDS]))


def slug(text: str) -> str:
    """Words for an id: letters and digits of any script in lower case, joined by "-"; dots stay inside numbers."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "").replace("'", "").replace("§", "section ")
    words = re.findall(r"\d+(?:\.\d+)+|[^\W_]+", plain.casefold())
    return "-".join(words)[:80].strip("-.") or "text"
