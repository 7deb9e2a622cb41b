"""What a PDF's page draws: lines, and letters in one go, with the words that they make.

Small figures beside larger words are marks.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ingest.read.marks.written import raised
from ingest.read.pdf_pages.drawn_lines import OPERATORS, Pen

SMALLER = 0.82  # times the size of a line: from here down a figure beside it is a raised or lowered mark
RAISED = 0.87  # times the size of a line: so a browser sets a mark (83 %), and tells it by its rise
LOWEST, HIGHEST = 0.25, 0.48  # times the size of a line: rise of such a mark; other cells of a row rise less or more
LETTER = 0.5  # widths of a letter in its size, on average: pypdf does not say how long a text is
MARK = re.compile(r"\d{1,3}(?:,\s?\d{1,3})*|[*†‡§]{1,3}|[a-z]|st|nd|rd|th")
_STROKES = ("/", "\u2044")  # of fractions


@dataclass(frozen=True, slots=True)
class Chunk:
    """Letters drawn in one go."""

    text: str
    size: float
    bold: bool
    x: float
    y: float


def drawn(page: Any) -> tuple[list[Chunk], Pen]:
    """Return the letters of a page in the order in which they are drawn, and the lines."""
    chunks, pen = list[Chunk](), Pen()

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        name = str((font or {}).get("/BaseFont", "")).lower() if hasattr(font, "get") else ""
        bold = "bold" in name or "black" in name or "heavy" in name
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        chunks.append(Chunk(text, round(float(size) * scale, 1), bold, float(x), float(y)))

    def draw(operator: bytes, operands: Any, cm: Sequence[float], _: Sequence[float]) -> None:
        if operator in OPERATORS:
            with suppress(TypeError, ValueError, IndexError):  # a damaged line is none
                pen.take(operator, operands, cm)

    page.extract_text(visitor_text=visit, visitor_operand_before=draw)
    return chunks, pen


def said(line: Sequence[Chunk]) -> list[Chunk]:
    """Return those that are more than blanks."""
    return [chunk for chunk in line if chunk.text.strip()]


def rises(chunk: Chunk, size: float, y: float) -> bool:
    """Whether letters that are little smaller than a line's stand as high above its foot as raised ones do."""
    return chunk.size <= size * RAISED and size * LOWEST < chunk.y - y < size * HIGHEST


def joined(chunks: Sequence[Chunk], size: float, y: float) -> list[str]:
    """The words of some chunks; small figures beside larger words are marks, but for those above a stroke: "1/2"."""
    out: list[str] = []
    for n, chunk in enumerate(chunks):
        mark = chunk.text.strip()
        foot = next((other.y for other in reversed(chunks[:n]) if other.size >= size and other.text.strip()), y)
        small = 0 < chunk.size <= size * SMALLER or rises(chunk, size, foot)
        small = small and any(other.size > chunk.size for other in chunks)
        after = next((other.text[:1] for other in chunks[n + 1 :] if other.text), "")
        if mark and small and after not in _STROKES and MARK.fullmatch(mark) and _is_mark(mark, out, chunk, y):
            shown = raised("".join(out), mark, lowered=chunk.y < y - 0.5)
            out.append(shown.rstrip() if after.isspace() else shown)
            out.append(" " if after.isalnum() and out[-1].endswith("]") else "")
        else:
            out.append(chunk.text)
    return out


def _is_mark(mark: str, out: Sequence[str], chunk: Chunk, y: float) -> bool:
    """Small capitals are no marks: a single letter must stand above or below the line, an ending behind a figure."""
    if mark[0].isalpha():
        before = "".join(out).rstrip()
        return before[-1:].isdigit() if len(mark) > 1 else abs(chunk.y - y) > chunk.size * 0.2
    return True
