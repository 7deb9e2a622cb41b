"""Blocks and their outline → Sections: what each heading's clauses are called, and under which headings they stand.

An id is made of what a section says of itself: its number, or the words of its heading. What stands around it comes in
only where two sections say the same, so that a heading added, removed or renamed elsewhere leaves it alone.
Pure; refuses to know offsets and texts.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clauses.blocks import Block
from ingest.clauses.outline import Outline

INTRODUCTION = "introduction"  # the text before the first heading


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    rank: int
    titles: tuple[str, ...]  # headings from the outside in, its own last
    number: str  # its own, or that of the nearest heading outside it
    id: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a heading stands: its own key, and the index of the heading above it (-1: none)."""

    block: int
    rank: int
    above: int
    branch: int  # index of the block that begins its document, -1 for the only one
    key: str


def sections(policy_id: str, found: Sequence[Block], shape: Outline) -> dict[int, Section]:
    """A section for each heading and label by its block's index; -1 and each branch hold a document's beginning."""
    places = _places(found, shape)
    out = {-1: Section(-1, _opening_titles(found, shape), "", f"{policy_id}/{INTRODUCTION}")}
    bases = {-1: policy_id} | {n: f"{policy_id}/{slug(name)}" for n, name in shape.branches.items()}
    for n, name in shape.branches.items():
        out[n] = Section(-1, (name,), "", f"{bases[n]}/{INTRODUCTION}")
    keys = Counter((p.branch, p.key) for p in places if _stands_alone(found[p.block]))
    for place in places:
        out[place.block] = _section(place, found[place.block], out, bases[place.branch], keys)
    return out


def _opening_titles(found: Sequence[Block], shape: Outline) -> tuple[str, ...]:
    return (found[shape.title].title,) if shape.title >= 0 else ()


def _places(found: Sequence[Block], shape: Outline) -> list[_Place]:
    """Every ranked heading under the one that is open when it comes."""
    stack: list[_Place] = []
    branch = -1
    out: list[_Place] = []
    for n in sorted({*shape.ranks, *shape.branches}):
        if n in shape.branches:
            branch, stack = n, []
        if n not in shape.ranks:
            continue
        while stack and stack[-1].rank >= shape.ranks[n]:
            stack.pop()
        block = found[n]
        key = slug(block.number.printed if block.number else block.title)
        place = _Place(n, shape.ranks[n], stack[-1].block if stack else -1, branch, key)
        stack.append(place)
        out.append(place)
    return out


def _stands_alone(block: Block) -> bool:
    """Whether a heading's own words name it: "5.3", "Article 5", "Your rights"; not "(a)", and no label."""
    if block.number is None:
        return block.kind == "heading"
    return block.number.family == "decimal" or block.number.family.startswith("word:")


def _section(
    place: _Place,
    block: Block,
    known: dict[int, Section],
    base: str,
    keys: Counter[tuple[int, str]],
) -> Section:
    root = known[place.branch]
    above = known[place.above] if place.above >= 0 else None
    alone = _stands_alone(block) and keys[(place.branch, place.key)] == 1
    outer = base if alone or above is None else above.id
    titles = above.titles if above else root.titles if place.branch >= 0 else ()
    number = _cited(block, above.number if above else "")
    return Section(place.rank, (*titles, block.title) if block.title else titles, number, f"{outer}/{place.key}")


def _cited(block: Block, outer: str) -> str:
    """A heading's number as people cite it: "(iii)" under "2.6" is "2.6(iii)"; without one, that of the outer."""
    if block.number is None:
        return outer
    printed = block.number.printed
    return f"{outer}{printed}" if printed.startswith("(") else printed


def slug(text: str) -> str:
    """Words for an id: letters and digits of any script in lower case, joined by "-"; dots stay inside numbers."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "").replace("'", "").replace("§", "section ")
    words = re.findall(r"\d+(?:\.\d+)+|[^\W_]+", plain.casefold())
    return "-".join(words)[:80].strip("-.") or "text"
