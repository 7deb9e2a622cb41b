"""What a careful reader notices in a policy: gaps in its numbers, lists that never come, terms nobody defined. Pure.

Each finding names a line, quotes it and says in one sentence what is odd; none says what is lawful. The same text gives
the same findings. What a text says is looked at in ingest/wording.py, what nobody sees of it in ingest/unseen.py, how
it is built here.
Refuses to know files, models and the law.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.clauses.blocks import Block
from ingest.clauses.clause import Clause
from ingest.clauses.outline import Outline
from ingest.findings.finding import QUOTE, Odd

REACH = 200  # characters before a heading in which its line may begin
_ANNOUNCES = re.compile(
    r":[*_]{0,3}$"
    r"|\b(?:here is|below is|the following is) an? (?:non-exhaustive |complete |full )?(?:list|overview|table)\b",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(r"\s(?:and|or)[,;:]?$")


def _odd(kind: str, block: Block, says: str) -> Odd:
    return Odd(kind, block.line.start, block.line.end, says)


def _documents(found: Sequence[Block], shape: Outline) -> Iterator[Odd]:
    names = list(shape.branches.values())
    for n, name in list(shape.branches.items())[1:]:
        others = " and ".join(f"the {other}" for other in names if other != name) or "another document"
        yield _odd(
            "two-documents", found[n], f"A second document begins here, the {name}; the file also holds {others}."
        )


def _numbers(found: Sequence[Block], shape: Outline) -> Iterator[Odd]:
    """Counts of headings that start late, skip or repeat, at each depth under each heading."""
    open_: dict[tuple[str, int], tuple[int, ...]] = {}
    marked = any(block.line.mark for block in found)
    outer = min((rank for n, rank in shape.ranks.items() if found[n].number), default=0)
    for n in sorted({*shape.ranks, *shape.branches}):
        number = found[n].number
        if n in shape.branches or number is None:
            open_ = {} if n in shape.branches or shape.ranks[n] < outer else open_
            continue
        if (marked and found[n].kind == "label") or not number.family.startswith(("decimal", "word:")):
            continue  # counts inside paragraphs and lists begin anew as they like
        style = (number.family, len(number.values))
        before = open_.get(style)
        yield from _step(found[n], number.values, before)
        open_[style] = number.values
        for other in [s for s in open_ if s[0] == style[0] and s[1] > style[1]]:
            del open_[other]


def _step(block: Block, values: tuple[int, ...], before: tuple[int, ...] | None) -> Iterator[Odd]:
    """What is odd about one number after the one before it at its depth."""
    value, printed = values[-1], block.number.printed if block.number else ""
    if before is None or before[:-1] != values[:-1]:
        if value > 1 and block.kind == "heading":
            yield _odd("numbering-gap", block, f"The count begins at {printed}; what comes before it is missing.")
        return
    if value == before[-1]:
        yield _odd("numbering-repeat", block, f"Two headings have the number {printed}.")
    elif value > before[-1] + 1:
        missing = [".".join(map(str, (*values[:-1], v))) for v in range(before[-1] + 1, value)]
        gap = missing[0] if len(missing) == 1 else f"{missing[0]} to {missing[-1]}"
        yield _odd(
            "numbering-gap", block, f"The count goes from {'.'.join(map(str, before))} to {printed}; {gap} is missing."
        )
    elif value < before[-1] and value != 1:
        yield _odd("numbering-repeat", block, f"The number {printed} comes after {'.'.join(map(str, before))}.")


def _homeless(found: Sequence[Block], shape: Outline) -> Iterator[Odd]:
    """Text before the first heading, and text behind a list where a heading's number is missing."""
    heads = [n for n in sorted(shape.ranks) if found[n].kind == "heading"]
    if heads and heads[0] > 0 and shape.title < 0 and not shape.branches and _is_paragraph(found[0]):
        yield _odd(
            "text-under-no-heading", found[0], "The text before the first heading stands under none, not even a title."
        )
    counted = [n for n in heads if found[n].number and len(_values(found[n])) == 1]
    for before, after in pairwise(counted):
        if _values(found[after])[0] == _values(found[before])[0] + 2 and found[after - 1].kind == "text":
            behind = next((k for k in range(after - 1, before, -1) if found[k - 1].kind != "text"), before)
            if found[behind - 1].kind == "item":
                says = f"This text stands behind the list of {_printed(found[before])}"
                yield _odd("text-under-no-heading", found[behind], f"{says} and may belong to the missing heading.")


def _is_paragraph(block: Block) -> bool:
    return block.kind == "text" and len(block.line.text) > QUOTE


def _values(block: Block) -> tuple[int, ...]:
    return block.number.values if block.number else (0,)


def _printed(block: Block) -> str:
    return block.number.printed if block.number else ""


def _damaged(found: Sequence[Block], text: str) -> Iterator[Odd]:
    """Headings that read like a line of the text, or stand inside one."""
    for block in found:
        line = block.line
        if block.kind != "heading" or line.mark:
            continue
        if block.number and re.search(r": .{3,}\.$", block.title):
            yield _odd(
                "damaged-heading",
                block,
                f"Heading {_printed(block)} reads like a line of the text; its own words may be lost.",
            )
        before = text[max(0, line.start - REACH) : line.start]
        if before.rsplit("\n", 1)[-1].strip():
            yield _odd("heading-in-text", block, "A heading stands inside a line of text.")


def _missing_lists(found: Sequence[Block], shape: Outline) -> Iterator[Odd]:
    """Text that announces a list which never comes or breaks off."""
    for n, block in enumerate(found):
        if block.kind == "heading" or block.line.mark:
            continue
        after = found[n + 1] if n + 1 < len(found) else None
        text = block.line.text.rstrip()
        ends = after is None or (after.kind == "heading" and not _announced(shape, n))
        if ends and _ANNOUNCES.search(text[-300:]):
            yield _odd("missing-list", block, "A list is announced here and never comes.")
        elif text.endswith(":") and after is not None and after.kind == "text" and _runs_on(after.line.text):
            yield _odd("missing-list", block, "A list is announced here; running text follows.")
        elif block.kind == "item" and (after is None or after.kind != "item") and _BREAKS_OFF.search(text[-20:]):
            yield _odd("list-breaks-off", block, f"The list ends in “{text.split()[-1]}”: its last item may be lost.")


def _announced(shape: Outline, n: int) -> bool:
    """Whether the headings that follow text n stand under the one above it: they are what it announces."""
    above = next((k for k in range(n, -1, -1) if k in shape.ranks), -1)
    return above >= 0 and shape.ranks.get(n + 1, 0) > shape.ranks[above]


def _runs_on(text: str) -> bool:
    return (
        len(text) > QUOTE
        and text.rstrip().endswith(".")
        and bool(re.match(r"(?:We|The|You|Our|If|It|This|In)\b", text))
    )


_COMMON = frozenset(
    "about additional further other general information introduction overview definitions miscellaneous contact"
    " details what which when where your their with from this that these those have does will into more and the for"
    " our".split(),
)


def _unanswered(clauses: Sequence[Clause], text: str) -> Iterator[Odd]:
    """Questions in headings, none of whose own words comes back in what stands under them."""
    below: dict[str, list[Clause]] = {}
    for clause in clauses:
        for heading in {t for t in clause.path if t.endswith("?")} - {clause.lead}:
            below.setdefault(heading, []).append(clause)
    for heading, under in below.items():
        said = " ".join(c.text for c in under).replace(heading, " ").lower()
        asked = [w for w in re.findall(r"[a-z]{4,}", heading.lower()) if w not in _COMMON]
        if asked and not any(w[: max(4, len(w) - 3)] in said for w in asked):
            start = text.find(heading, under[0].start, under[0].end)
            words = ", ".join(f"“{w}”" for w in asked)
            start = start if start >= 0 else under[0].start
            yield Odd("heading-not-answered", start, start + len(heading), f"The text below never says {words}.")
