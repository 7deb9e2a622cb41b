"""A PDF page → its printed lines, with place, size and weight; raised marks are kept apart."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.read.marks.written import raised

SMALLER = 0.82  # times the size of a line: from here down a figure beside it is a raised or lowered mark
RAISED = 0.87  # times the size of a line: so a browser sets a mark (83 %), and tells it by its rise
LOWEST, HIGHEST = (
    0.25,
    0.48,
)  # times the size of a line: rise of such a mark; cells that are set higher rise less or more
_MARK = re.compile(r"\d{1,3}(?:,\s?\d{1,3})*|[*†‡§]{1,3}|[a-z]|st|nd|rd|th")
_STROKES = ("/", "\u2044")  # of fractions
GAP = 1.6  # times its size: a wider hole in a line parts two cells
LETTER = 0.5  # widths of a letter in its size, on average: pypdf does not say how long a text is


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line."""

    text: str
    size: float  # of most of its letters, in points
    bold: bool
    y: float = 0.0  # points above the foot of the page
    cells: tuple[tuple[float, str], ...] = ()  # left edge and text of each part that a wide hole sets apart


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Letters drawn in one go."""

    text: str
    size: float
    bold: bool
    x: float
    y: float


def read_rows(page: Any) -> Iterator[Row]:
    """Give the lines of a page in reading order."""
    yield from map(_row, _with_raised(_lines(page)))


def _lines(page: Any) -> Iterator[list[_Chunk]]:
    """The chunks of a page, line by line, as pypdf ends the lines."""
    line: list[_Chunk] = []
    for chunk in _chunks(page):
        first, *rest = chunk.text.split("\n")
        line.append(_Chunk(first, chunk.size, chunk.bold, chunk.x, chunk.y))
        for part in rest:
            yield line
            line = [_Chunk(part, chunk.size, chunk.bold, chunk.x, chunk.y)]
    yield line


def _with_raised(lines: Iterator[list[_Chunk]]) -> Iterator[list[_Chunk]]:
    """Lines together with the raised marks that pypdf gives as lines of their own, and with the words behind those."""
    whole: list[_Chunk] = []
    for line in lines:
        if _belongs(line, whole):
            whole = [*whole, *line]
            continue
        if whole:
            yield whole
        whole = line
    yield whole


def _belongs(line: Sequence[_Chunk], before: Sequence[_Chunk]) -> bool:
    """Whether a line goes on with the one before: a raised mark behind its words, or words behind its raised mark."""
    printed, earlier = _said(line), _said(before)
    if not printed or not earlier or printed[0].x <= earlier[-1].x:
        return False
    if _is_lifted(printed, earlier):
        return True
    words = earlier[:-1] or printed
    return _is_lifted(earlier[-1:], words) and abs(printed[0].y - words[-1].y) < 1


def _is_lifted(mark: Sequence[_Chunk], words: Sequence[_Chunk]) -> bool:
    """Whether some letters are one small mark that stands above the foot of the words."""
    if len(mark) != 1 or not _MARK.fullmatch(mark[0].text.strip()):
        return False
    largest = max(words, key=lambda chunk: chunk.size)
    lifted = largest.size * 0.1 < mark[0].y - largest.y < largest.size
    return (lifted and mark[0].size <= largest.size * SMALLER) or _rises(mark[0], largest.size, largest.y)


def _rises(chunk: _Chunk, size: float, y: float) -> bool:
    """Whether letters that are little smaller than a line's stand as high above its foot as raised ones do."""
    return chunk.size <= size * RAISED and size * LOWEST < chunk.y - y < size * HIGHEST


def _said(line: Sequence[_Chunk]) -> list[_Chunk]:
    return [chunk for chunk in line if chunk.text.strip()]


def _chunks(page: Any) -> list[_Chunk]:
    chunks: list[_Chunk] = []

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        name = str((font or {}).get("/BaseFont", "")).lower() if hasattr(font, "get") else ""
        bold = "bold" in name or "black" in name or "heavy" in name
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        chunks.append(_Chunk(text, round(float(size) * scale, 1), bold, float(x), float(y)))

    page.extract_text(visitor_text=visit)
    return chunks


def _row(chunks: Sequence[_Chunk]) -> Row:
    printed = _said(chunks)
    if not printed:
        return Row("", 0.0, bold=False)
    sizes: Counter[float] = Counter()
    for chunk in printed:
        sizes[chunk.size] += len(chunk.text.strip())
    size = max(sizes, key=lambda font_size: (sizes[font_size], font_size))
    foot = next(chunk.y for chunk in printed if chunk.size == size)
    full = [chunk for chunk in printed if chunk.size > size * SMALLER and not _rises(chunk, size, foot)] or printed
    letters = sum(len(chunk.text.strip()) for chunk in printed)
    bold = sum(len(chunk.text.strip()) for chunk in printed if chunk.bold) * 10 >= letters * 9
    cells = _cells(printed, max(chunk.size for chunk in full), full[0].y)
    whole = "".join(_joined(chunks, max(chunk.size for chunk in full), full[0].y)).strip()
    return Row(whole, max(chunk.size for chunk in printed), bold, full[0].y, cells)


def _joined(chunks: Sequence[_Chunk], size: float, y: float) -> list[str]:
    """The words of some chunks; small figures beside larger words are marks, but for those above a stroke: "1/2"."""
    out: list[str] = []
    for n, chunk in enumerate(chunks):
        mark = chunk.text.strip()
        small = 0 < chunk.size <= size * SMALLER or _rises(chunk, size, y)
        small = small and any(other.size > chunk.size for other in chunks)
        after = next((other.text[:1] for other in chunks[n + 1 :] if other.text), "")
        if mark and small and after not in _STROKES and _MARK.fullmatch(mark) and _is_mark(mark, out, chunk, y):
            shown = raised("".join(out), mark, lowered=chunk.y < y - 0.5)
            out.append(shown.rstrip() if after.isspace() else shown)
            out.append(" " if after.isalnum() and out[-1].endswith("]") else "")
        else:
            out.append(chunk.text)
    return out


def _is_mark(mark: str, out: Sequence[str], chunk: _Chunk, y: float) -> bool:
    """Small capitals are no marks: a single letter must stand above or below the line, an ending behind a figure."""
    if mark[0].isalpha():
        before = "".join(out).rstrip()
        return before[-1:].isdigit() if len(mark) > 1 else abs(chunk.y - y) > chunk.size * 0.2
    return True


def _cells(said: Sequence[_Chunk], size: float, y: float) -> tuple[tuple[float, str], ...]:
    """The parts of a line between wide holes, each with its left edge."""
    groups: list[list[_Chunk]] = []
    right = 0.0
    for chunk in said:
        if not groups or chunk.x - right > GAP * chunk.size:
            groups.append([])
        groups[-1].append(chunk)
        right = max(right, chunk.x + len(chunk.text.strip()) * chunk.size * LETTER)
    return tuple((group[0].x, "".join(_joined(group, size, y)).strip()) for group in groups)
