r"""Split a policy into clauses, each under its headings and with an id that outlives its neighbours.

    "1. Data\nWe collect:\n- Account data: your name.\n"    →    clauses "p/1" and "p/1/account-data"

clause.py says what a clause is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from ingest.clauses import headings
from ingest.clauses.blocks import Block
from ingest.clauses.clause import Clause
from ingest.clauses.footnotes import placed
from ingest.clauses.lists.bare_lists import LEAD_IN
from ingest.clauses.outline import outline_of
from ingest.clauses.sections import sections, slug
from ingest.clauses.sentences import sentence_ends
from ingest.clauses.tables import row_head
from ingest.policy import Policy

SLUG_WORDS: Final = 8  # of the text, where nothing else names a clause
SLUG_REACH: Final = 300  # characters in which those words are looked for
MIN_SAYING: Final = 60  # characters from which an item says something by itself
MIN_SENTENCE: Final = 5  # words of an item with a full stop that says something by itself
LEAD_REACH: Final = 2000  # characters at the end of a paragraph in which its lead-in is looked for
LEAD_IN_REACH: Final = 60  # characters at its end that tell whether it leads a list in
RULE_REACH: Final = 200  # characters without a letter or a digit: the line is a rule across the page
NONE: Final = -1


def split(policy: Policy) -> tuple[Clause, ...]:
    """Split a policy into its clauses, in text order: no overlap, all text but blanks covered."""
    return placed(tuple(_Splitter(policy).clauses()))


class _Splitter:
    """One pass over the lines of a policy: the section that is open, and the text gathered for the next clause."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._outline = outline_of(policy.text)
        self._blocks = self._outline.blocks
        self._sections = sections(policy.id, self._outline)
        self._section = self._sections[-1]  # the text before the first heading
        self._named: set[str] = set()  # ids of sections that one clause has for its own
        self._times: Counter[str] = Counter()  # how often each id was given
        self._start = NONE  # of the gathered text; NONE when there is none
        self._end = NONE
        self._paragraphs: list[int] = []  # of the gathered text: their blocks, headings left out

    def clauses(self) -> Iterator[Clause]:
        """Give the clauses in text order. To be called once."""
        n = 0
        while n < len(self._blocks):
            if n in self._outline.documents:
                yield from self._begin_document(n)
            if self._blocks[n].kind == "item":
                end = _list_end(self._blocks, n)
                yield from self._list(n, end)
                n = end
            elif self._blocks[n].kind in ("row", "note"):
                yield from self._alone(n)
                n += 1
            else:
                yield from self._line(n)
                n += 1
        yield from self._close()

    def _begin_document(self, n: int) -> Iterator[Clause]:
        """End the gathered text at a new document; a title alone goes to the first document."""
        if self._paragraphs:
            yield from self._close()
        self._section = self._sections[n]

    def _line(self, n: int) -> Iterator[Clause]:
        """Add a line that is no item; a heading ends what was gathered before it."""
        block = self._blocks[n]
        if n in self._outline.ranks:
            yield from self._begin_section(n)
        heading = block.kind in ("heading", "label", "subtitle") and block.body >= len(block.line.text)
        if heading or block.kind == "table head" or (block.kind == "text" and _is_rule(block)):
            self._gather(n)
        else:
            self._gather_paragraph(n)

    def _begin_section(self, n: int) -> Iterator[Clause]:
        """End the gathered text at a heading, unless it is nothing but headings outside that one."""
        deeper = self._sections[n].rank > self._section.rank
        if self._paragraphs or not deeper:
            yield from self._close()
        self._section = self._sections[n]

    def _gather(self, n: int) -> None:
        line = self._blocks[n].line
        self._start = line.start if self._start == NONE else self._start
        self._end = line.end

    def _gather_paragraph(self, n: int) -> None:
        self._gather(n)
        self._paragraphs.append(n)

    def _close(self, lead: str = "", item: int = NONE) -> Iterator[Clause]:
        """Make a clause of the gathered text, if there is any: its section's own, or one named by its first words.

        `item`: the first item of a list that it is, which names it where it has no paragraph.
        """
        if self._start == NONE:
            return
        clause_id = self._section.id
        first = self._paragraphs[0] if self._paragraphs else item
        if clause_id in self._named and first != NONE:
            clause_id = f"{clause_id}/{_first_words(self._blocks[first].text)}"
        self._named.add(self._section.id)
        start, end = self._start, self._end
        self._start = self._end = NONE
        self._paragraphs = []
        yield self._clause(clause_id, start, end, lead)

    def _clause(self, clause_id: str, start: int, end: int, lead: str, number: str = "") -> Clause:
        """Make a clause of the open section; an id that was given before is counted: "p/a/data~2"."""
        self._times[clause_id] += 1
        times = self._times[clause_id]
        section = self._section
        return Clause(
            clause_id if times == 1 else f"{clause_id}~{times}",
            self._policy.id,
            section.number or number,
            (*section.titles, lead) if lead else section.titles,
            self._policy.text[start:end],
            start,
            end,
            lead,
        )

    def _alone(self, n: int) -> Iterator[Clause]:
        """Make a clause of one line: a row of a table, named by its first cell, or a note, named by its mark."""
        block = self._blocks[n]
        yield from self._close()
        head = row_head(block.line.text) if block.kind == "row" else ""
        name = (slug(head) if head else "row") if block.kind == "row" else f"note-{slug(block.title)}"
        clause = self._clause(f"{self._section.id}/{name}", block.line.start, block.line.end, "")
        path = (*clause.path, head) if head else clause.path
        yield replace(clause, path=path, columns=block.columns, note=block.title if block.kind == "note" else "")

    def _list(self, n: int, end: int) -> Iterator[Clause]:
        """Make one clause of a list with its lead-in when its items are bare, else a clause of each item."""
        lead = self._lead()
        if _is_bare(self._blocks[n:end]):
            yield from self._bare_list(n, end, lead)
            return
        outer = self._section.id
        if self._paragraphs:
            for clause in self._close():
                outer = clause.id
                yield clause
        yield from self._items(n, end, lead, outer)

    def _lead(self) -> str:
        """Return the last sentence of the gathered text where it leads a list in; "" after a full stop."""
        if not self._paragraphs:
            return ""
        text = self._blocks[self._paragraphs[-1]].text.rstrip()[-LEAD_REACH:]
        ends = [0, *(end for end in sentence_ends(text) if end < len(text))]
        # One sentence that is all in bold is a title: "**The frequency of the transfer.**"
        last = text.rstrip('*_”"’)') if len(ends) > 1 else text
        if last.endswith((".", "!", "?")) and not LEAD_IN.search(text[-LEAD_IN_REACH:]):
            return ""
        return headings.shown(text[ends[-1] :].strip())

    def _bare_list(self, n: int, end: int, lead: str) -> Iterator[Clause]:
        """Make one clause of a list of words and phrases, with the paragraph that leads it in and no other."""
        if len(self._paragraphs) > 1 and lead:
            lead_in = self._paragraphs.pop()
            self._end = self._blocks[lead_in - 1].line.end
            yield from self._close()
            self._gather_paragraph(lead_in)
        for k in range(n, end):
            self._gather(k)
        yield from self._close(lead, item=n)

    def _items(self, n: int, end: int, lead: str, outer: str) -> Iterator[Clause]:
        """Make a clause of each item, with what is indented under it. A heading without text goes to its first item."""
        starts = _item_starts(self._blocks, n, end)
        for first, after in zip(starts, [*starts[1:], end], strict=True):
            block = self._blocks[first]
            start = block.line.start if self._start == NONE else self._start
            self._start = NONE
            number = block.number.printed if block.number else ""
            item_end = self._blocks[after - 1].line.end
            yield self._clause(f"{outer}/{_item_slug(block)}", start, item_end, lead, number)
        self._named.add(self._section.id)


def _is_rule(block: Block) -> bool:
    return not any(character.isalnum() for character in block.line.text[:RULE_REACH])


def _list_end(blocks: Sequence[Block], n: int) -> int:
    """Find the end of a list; a paragraph indented like an item's text belongs to the item."""
    end = n + 1
    while end < len(blocks) and (blocks[end].kind == "item" or _inside(blocks[end], blocks[n])):
        end += 1
    return end


def _inside(block: Block, first: Block) -> bool:
    return block.kind == "text" and not first.bare and block.line.indent >= first.line.indent + 2


def _item_starts(blocks: Sequence[Block], n: int, end: int) -> list[int]:
    """Find the items of a list that are not indented under another one."""
    indents = {k: blocks[k].line.indent for k in range(n, end) if blocks[k].kind == "item"}
    outermost = min(indents.values())
    starts = [k for k, indent in indents.items() if indent <= outermost + 1]
    return starts if starts[0] == n else [n, *starts]


def _is_bare(items: Sequence[Block]) -> bool:
    return sum(1 for block in items if _says_something(block)) * 2 <= len(items)


def _says_something(block: Block) -> bool:
    """Whether an item says something by itself: a label with text, a sentence, or as long as one."""
    text = block.text
    if len(text) >= MIN_SAYING or headings.item_label(text):
        return True
    return text.endswith(".") and len(text.split()) >= MIN_SENTENCE


def _item_slug(block: Block) -> str:
    label = headings.item_label(block.text)
    return slug(label) if label else _first_words(block.text)


def _first_words(text: str) -> str:
    return slug(" ".join(headings.shown(text[:SLUG_REACH]).split()[:SLUG_WORDS]))
