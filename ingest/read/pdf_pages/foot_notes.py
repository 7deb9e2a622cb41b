"""Notes at the foot of a PDF's page: marked as notes, and put behind the sentence that runs over the page."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.pdf_pages.rows import Row

SMALL = 0.92  # times the size of the text: so notes are set
_NOTE = re.compile(r"(?:\[(?P<square>\w{1,3}|[*†‡§]{1,3})\]|(?P<mark>\d{1,2}|[*†‡§]{1,3})[.)]?)\s*(?=\S)")
_REFERRED = re.compile(r"(?<=\S) ?\[(\d{1,3})\]")
_ENDS = re.compile(r"[.!?:;][”\"’')\]]*$")


def place_notes(pages: Sequence[list[Row]], body: float) -> list[list[Row]]:
    """Give each page's lines with its notes set apart by blank ones.

    A note under a sentence that goes on over the page stands where that sentence ends, so that it does not cut it.
    """
    out: list[list[Row]] = []
    waiting: list[Row] = []
    referred: set[str] = set()  # marks in the text so far
    for n, rows in enumerate(pages):
        text, notes = _parted(rows, body, referred)
        text = _after_sentence(text, waiting) if waiting else text
        waiting = []
        if notes and n + 1 < len(pages) and _runs_on(text):
            waiting = notes
        elif notes:
            text = [*text, *notes]
        out.append(text)
    return out


def _parted(rows: list[Row], body: float, referred: set[str]) -> tuple[list[Row], list[Row]]:
    """The lines of a page without its notes, and the notes, each begun by "[1] ", with a blank line before."""
    referred.update(mark for row in rows for mark in _REFERRED.findall(row.text))
    first = next((n for n, row in enumerate(rows) if _begins_notes(rows, n, body, referred)), len(rows))
    notes: list[Row] = []
    for row in rows[first:]:
        match = _NOTE.match(row.text)
        if match:
            mark = match["square"] or match["mark"]
            notes += [Row("", 0.0, bold=False), replace(row, text=f"[{mark}] {row.text[match.end() :]}", bold=False)]
        else:
            notes.append(row)
    return rows[:first], [*notes, Row("", 0.0, bold=False)] if notes else []


def _begins_notes(rows: Sequence[Row], n: int, body: float, referred: set[str]) -> bool:
    """Whether from line n on all is small print that begins with a mark, below the text.

    A plain figure counts as a mark only where the text refers to it, on this page or one before.
    """
    printed = [row for row in rows[n:] if row.text]
    match = _NOTE.match(rows[n].text)
    if match is None or rows[n].ruling or not all(row.size <= body * SMALL for row in printed):
        return False
    above = [row for row in rows[:n] if row.text]
    if not above or any(row.y and row.y < rows[n].y for row in above[-3:]):
        return False
    mark = match["square"] or match["mark"]
    return not mark.isdigit() or mark in referred


def _runs_on(rows: Sequence[Row]) -> bool:
    last = next((row.text for row in reversed(rows) if row.text), "")
    return bool(last) and not _ENDS.search(last)


def _after_sentence(rows: list[Row], notes: list[Row]) -> list[Row]:
    end = next((n for n, row in enumerate(rows) if row.text and _ENDS.search(row.text)), len(rows) - 1)
    return [*rows[: end + 1], *notes, *rows[end + 1 :]]
