"""Make a section of each heading: its id, and the headings over its clauses.

    "1. Data", "1.1 Your account"    →    ids "p/1" and "p/1.1", titles ("Data",) and ("Data", "Your account")

An id is made of what a section says of itself: its number, or the words of its heading. What stands around it comes in
only where two sections say the same, so that a heading added, removed or renamed elsewhere leaves it alone.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ingest.clauses.blocks import Block
from ingest.clauses.outline import Level, Outline, Rank

INTRODUCTION: Final = "introduction"  # the text before the first heading
MAX_SLUG: Final = 80  # characters


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    rank: Rank
    titles: tuple[str, ...]  # headings from the outside in, its own last
    number: str  # its own, or that of the nearest heading outside it
    id: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a heading stands: its own key, and the index of the heading above it (-1: none)."""

    block: int
    rank: Rank
    above: int
    document: int  # index of the block that begins its document, -1 for the only one
    key: str


def sections(policy_id: str, outline: Outline) -> dict[int, Section]:
    """Make a section of each heading and label, by its block's index; -1 and each document hold what stands before."""
    beginning = Rank(Level.DOCUMENT)
    made = {-1: Section(beginning, _opening_titles(outline), "", f"{policy_id}/{INTRODUCTION}")}
    bases = {-1: policy_id} | {n: f"{policy_id}/{slug(name)}" for n, name in outline.documents.items()}
    for n, name in outline.documents.items():
        made[n] = Section(beginning, (name,), "", f"{bases[n]}/{INTRODUCTION}")
    places = _places(outline)
    keys = Counter((place.document, place.key) for place in places if _stands_alone(outline.blocks[place.block]))
    for place in places:
        made[place.block] = _section(place, outline.blocks[place.block], made, bases[place.document], keys)
    return made


def _opening_titles(outline: Outline) -> tuple[str, ...]:
    return (outline.blocks[outline.title].title,) if outline.title >= 0 else ()


def _places(outline: Outline) -> list[_Place]:
    """Put every ranked heading under the one that is open when it comes."""
    open_places: list[_Place] = []
    document = -1
    places: list[_Place] = []
    for n in sorted({*outline.ranks, *outline.documents}):
        if n in outline.documents:
            document, open_places = n, []
        if n not in outline.ranks:
            continue
        while open_places and open_places[-1].rank >= outline.ranks[n]:
            open_places.pop()
        block = outline.blocks[n]
        key = slug(block.number.printed if block.number else block.title)
        above = open_places[-1].block if open_places else -1
        places.append(_Place(n, outline.ranks[n], above, document, key))
        open_places.append(places[-1])
    return places


def _stands_alone(block: Block) -> bool:
    """Whether a heading's own words name it: "5.3", "Article 5", "Your rights"; not "(a)", and no label."""
    if block.number is None:
        return block.kind == "heading"
    return block.number.family == "decimal" or block.number.family.startswith("word:")


def _section(
    place: _Place, block: Block, made: Mapping[int, Section], base: str, keys: Counter[tuple[int, str]]
) -> Section:
    """Make the section of one heading. `made`: those before it; `keys`: how often each key stands in each document."""
    document = made[place.document]
    above = made[place.above] if place.above >= 0 else None
    alone = _stands_alone(block) and keys[(place.document, place.key)] == 1
    outer = base if alone or above is None else above.id
    titles = above.titles if above else document.titles if place.document >= 0 else ()
    number = _cited(block, above.number if above else "")
    return Section(place.rank, (*titles, block.title) if block.title else titles, number, f"{outer}/{place.key}")


def _cited(block: Block, outer: str) -> str:
    """Write a heading's number as people cite it: "(iii)" under "2.6" → "2.6(iii)"; without one, that of the outer."""
    if block.number is None:
        return outer
    printed = block.number.printed
    return f"{outer}{printed}" if printed.startswith("(") else printed


def slug(text: str) -> str:
    """Make words for an id: "What we collect (2.1)" → "what-we-collect-2.1". Letters of any script, in lower case."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "").replace("'", "").replace("§", "section ")
    words = re.findall(r"\d+(?:\.\d+)+|[^\W_]+", plain.casefold())
    return "-".join(words)[:MAX_SLUG].strip("-.") or "text"
