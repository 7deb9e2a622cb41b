"""Report what keeps a row or a note from being cited well: tables without column names, marks without a note.

"Our fee is EUR 5 [2]." where [1] alone is explained    →    mark-without-note: "The mark [2] is explained nowhere."
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.clauses.blocks import Block
from ingest.clauses.footnotes import note_mark, referred
from ingest.findings.finding import Oddity
from ingest.policy import Policy

MIN_ROWS: Final = 2  # of a table whose missing names are told


def tables_and_notes(policy: Policy, blocks: Sequence[Block]) -> Iterator[Oddity]:
    """Report tables whose columns have no names, and marks that no note explains where others are explained."""
    for n, block in enumerate(blocks):
        if block.kind == "row" and not any(block.columns) and not (n and blocks[n - 1].kind == "row"):
            rows = next((k for k in range(n, len(blocks)) if blocks[k].kind != "row"), len(blocks)) - n
            if rows >= MIN_ROWS:
                says = f"A table of {rows} rows has no column names: what its cells mean is not told with a row."
                yield Oddity("table-without-head", block.line.start, block.line.end, says)
    yield from _marks_without_note(policy.text, blocks)


def _marks_without_note(text: str, blocks: Sequence[Block]) -> Iterator[Oddity]:
    noted = {block.title for block in blocks if block.kind == "note"}
    if not noted:
        return  # "[3]" may be a source of another document
    for mark in sorted(mark for mark in referred(text) - noted if mark.isdigit()):
        for match in re.finditer(rf"\[{mark}\]", text):
            line = text[text.rfind("\n", 0, match.start()) + 1 :].split("\n", 1)[0]
            if note_mark(line) != mark:
                yield Oddity(
                    "mark-without-note", match.start(), match.end(), f"The mark [{mark}] is explained nowhere."
                )
                break
