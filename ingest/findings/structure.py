"""Report what is odd in how a policy is built: gaps in its numbers, lists that never come, headings not answered.

    "1. Data", "2. Use", "4. Rights"    →    numbering-gap: "The count goes from 2 to 4; 3 is missing."

Says what is odd, never what is lawful.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from ingest.clauses.blocks import Block
from ingest.clauses.clause import Clause
from ingest.clauses.outline import Outline
from ingest.findings.finding import QUOTE, Oddity
from ingest.policy import Policy

LINE_REACH: Final = 200  # characters before a heading in which its line may begin
END_REACH: Final = 300  # characters at the end of a text in which it may announce a list
BREAK_REACH: Final = 20  # characters at the end of an item in which it may break off
MIN_STEM: Final = 4  # letters of a heading's word that must come back below it, its last three left out
_ANNOUNCES = re.compile(
    r":[*_]{0,3}$"
    r"|\b(?:here is|below is|the following is) an? (?:non-exhaustive |complete |full )?(?:list|overview|table)\b",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(r"\s(?:and|or)[,;:]?$")
_COMMON = frozenset(
    "about additional further other general information introduction overview definitions miscellaneous contact"
    " details what which when where your their with from this that these those have does will into more and the for"
    " our".split(),
)


def structure(policy: Policy, clauses: Sequence[Clause], outline: Outline) -> Iterator[Oddity]:
    """Report all that is odd in how a policy is built, in no order."""
    yield from _documents(outline)
    yield from _numbers(outline)
    yield from _homeless(outline)
    yield from _damaged(outline.blocks, policy.text)
    yield from _missing_lists(outline)
    yield from _unanswered(clauses, policy.text)


def _oddity(kind: str, block: Block, says: str) -> Oddity:
    return Oddity(kind, block.line.start, block.line.end, says)


def _documents(outline: Outline) -> Iterator[Oddity]:
    """Report each document in the file but the first."""
    names = list(outline.documents.values())
    for n, name in list(outline.documents.items())[1:]:
        others = " and ".join(f"the {other}" for other in names if other != name) or "another document"
        says = f"A second document begins here, the {name}; the file also holds {others}."
        yield _oddity("two-documents", outline.blocks[n], says)


def _numbers(outline: Outline) -> Iterator[Oddity]:
    """Report counts of headings that start late, skip or repeat, at each depth under each heading."""
    counts: dict[tuple[str, int], tuple[int, ...]] = {}  # (family, depth) → the number that was counted last
    marked = any(block.line.mark for block in outline.blocks)
    outermost = min((rank for n, rank in outline.ranks.items() if outline.blocks[n].number), default=None)
    for n in sorted({*outline.ranks, *outline.documents}):
        block = outline.blocks[n]
        if n in outline.documents or block.number is None:
            if n in outline.documents or (outermost and outline.ranks[n] < outermost):
                counts = {}
        elif _counts(block, marked=marked):
            family, depth = block.number.family, len(block.number.values)
            yield from _step(block, block.number.values, counts.get((family, depth)))
            counts[family, depth] = block.number.values
            counts = {style: number for style, number in counts.items() if style[0] != family or style[1] <= depth}


def _counts(block: Block, *, marked: bool) -> bool:
    """Whether a number belongs to a count that must not skip: those in paragraphs and lists begin anew as they like."""
    label = marked and block.kind == "label"
    return not label and block.number is not None and block.number.family.startswith(("decimal", "word:"))


def _step(block: Block, values: tuple[int, ...], before: tuple[int, ...] | None) -> Iterator[Oddity]:
    """Report what is odd about one number after the one before it at its depth."""
    value, printed = values[-1], block.number.printed if block.number else ""
    if before is None or before[:-1] != values[:-1]:
        if value > 1 and block.kind == "heading":
            yield _oddity("numbering-gap", block, f"The count begins at {printed}; what comes before it is missing.")
        return
    if value == before[-1]:
        yield _oddity("numbering-repeat", block, f"Two headings have the number {printed}.")
    elif value > before[-1] + 1:
        first, last = _dotted((*values[:-1], before[-1] + 1)), _dotted((*values[:-1], value - 1))
        gap = first if first == last else f"{first} to {last}"
        yield _oddity("numbering-gap", block, f"The count goes from {_dotted(before)} to {printed}; {gap} is missing.")
    elif value < before[-1] and value != 1:
        yield _oddity("numbering-repeat", block, f"The number {printed} comes after {_dotted(before)}.")


def _dotted(values: Sequence[int]) -> str:
    """Write a number's values: (5, 3) → "5.3"."""
    return ".".join(map(str, values))


def _homeless(outline: Outline) -> Iterator[Oddity]:
    """Report text before the first heading, and text behind a list where a heading's number is missing."""
    blocks = outline.blocks
    heads = [n for n in sorted(outline.ranks) if blocks[n].kind == "heading"]
    if heads and heads[0] > 0 and outline.title < 0 and not outline.documents and _is_paragraph(blocks[0]):
        says = "The text before the first heading stands under none, not even a title."
        yield _oddity("text-under-no-heading", blocks[0], says)
    counted = [n for n in heads if blocks[n].number and len(_values(blocks[n])) == 1]
    for before, after in pairwise(counted):
        if _values(blocks[after])[0] == _values(blocks[before])[0] + 2 and blocks[after - 1].kind == "text":
            behind = next((n for n in range(after - 1, before, -1) if blocks[n - 1].kind != "text"), before)
            if blocks[behind - 1].kind == "item":
                says = f"This text stands behind the list of {_printed(blocks[before])}"
                yield _oddity("text-under-no-heading", blocks[behind], f"{says} and may belong to the missing heading.")


def _is_paragraph(block: Block) -> bool:
    return block.kind == "text" and len(block.line.text) > QUOTE


def _values(block: Block) -> tuple[int, ...]:
    return block.number.values if block.number else (0,)


def _printed(block: Block) -> str:
    return block.number.printed if block.number else ""


def _damaged(blocks: Sequence[Block], text: str) -> Iterator[Oddity]:
    """Report headings that read like a line of the text, or stand inside one."""
    for block in blocks:
        line = block.line
        if block.kind != "heading" or line.mark:
            continue
        if block.number and re.search(r": .{3,}\.$", block.title):
            says = f"Heading {_printed(block)} reads like a line of the text; its own words may be lost."
            yield _oddity("damaged-heading", block, says)
        before = text[max(0, line.start - LINE_REACH) : line.start]
        if before.rsplit("\n", 1)[-1].strip():
            yield _oddity("heading-in-text", block, "A heading stands inside a line of text.")


def _missing_lists(outline: Outline) -> Iterator[Oddity]:
    """Report text that announces a list which never comes or breaks off."""
    following = (*outline.blocks[1:], None)
    for n, (block, after) in enumerate(zip(outline.blocks, following, strict=False)):
        if block.kind == "heading" or block.line.mark:
            continue
        text = block.line.text.rstrip()
        ends = after is None or (after.kind == "heading" and not _announced(outline, n))
        if ends and _ANNOUNCES.search(text[-END_REACH:]):
            yield _oddity("missing-list", block, "A list is announced here and never comes.")
        elif text.endswith(":") and after is not None and after.kind == "text" and _runs_on(after.line.text):
            yield _oddity("missing-list", block, "A list is announced here; running text follows.")
        elif block.kind == "item" and not (after and after.kind == "item") and _BREAKS_OFF.search(text[-BREAK_REACH:]):
            yield _oddity(
                "list-breaks-off", block, f"The list ends in “{text.split()[-1]}”: its last item may be lost."
            )


def _announced(outline: Outline, n: int) -> bool:
    """Whether the heading that follows text n stands under the one above it: it is what the text announces."""
    above = next((k for k in range(n, -1, -1) if k in outline.ranks), None)
    return above is not None and n + 1 in outline.ranks and outline.ranks[n + 1] > outline.ranks[above]


def _runs_on(text: str) -> bool:
    return (
        len(text) > QUOTE
        and text.rstrip().endswith(".")
        and bool(re.match(r"(?:We|The|You|Our|If|It|This|In)\b", text))
    )


def _unanswered(clauses: Sequence[Clause], text: str) -> Iterator[Oddity]:
    """Report questions in headings, none of whose own words comes back in what stands under them."""
    below: dict[str, list[Clause]] = {}
    for clause in clauses:
        for heading in {title for title in clause.path if title.endswith("?")} - {clause.lead}:
            below.setdefault(heading, []).append(clause)
    for heading, answering in below.items():
        answer = " ".join(clause.text for clause in answering).replace(heading, " ").lower()
        asked = [word for word in re.findall(r"[a-z]{4,}", heading.lower()) if word not in _COMMON]
        if asked and not any(word[: max(MIN_STEM, len(word) - 3)] in answer for word in asked):
            start = text.find(heading, answering[0].start, answering[0].end)
            words = ", ".join(f"“{word}”" for word in asked)
            start = start if start >= 0 else answering[0].start
            yield Oddity("heading-not-answered", start, start + len(heading), f"The text below never says {words}.")
