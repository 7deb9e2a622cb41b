"""A PDF page → its printed lines, with place, size and weight; raised marks are kept apart."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.read.pdf_pages.chunks import LETTER, MARK, SMALLER, Chunk, drawn, joined, rises, said
from ingest.read.pdf_pages.page_links import with_addresses
from ingest.read.pdf_pages.ruled import Ruling, rulings

GAP = 1.6  # times its size: a wider hole in a line parts two cells


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line."""

    text: str
    size: float  # of most of its letters, in points
    bold: bool
    y: float = 0.0  # points above the foot of the page
    cells: tuple[tuple[float, str], ...] = ()  # left edge and text of each part that a wide hole sets apart
    ruling: Ruling | None = None  # the drawn table that it is a row of


def read_pages(pages: Iterable[Any]) -> Iterator[list[Row]]:
    """Give the lines of each page in reading order; a row of a drawn table is a line."""
    before: Ruling | None = None
    for page in pages:
        chunks, pen = drawn(page)
        lines = list(_lines(with_addresses(chunks, page)))
        grids = rulings(pen, [chunk for line in lines for chunk in line], before)
        rows = list(_rows(lines, grids))
        before = next((row.ruling for row in reversed(rows) if row.ruling), None)
        yield rows


def _lines(chunks: Sequence[Chunk]) -> Iterator[list[Chunk]]:
    """The chunks of a page, line by line, as pypdf ends the lines."""
    line: list[Chunk] = []
    for chunk in chunks:
        first, *rest = chunk.text.split("\n")
        line.append(replace(chunk, text=first))
        for part in rest:
            yield line
            line = [replace(chunk, text=part)]
    yield line


def _rows(lines: Sequence[list[Chunk]], grids: Sequence[Ruling]) -> Iterator[Row]:
    """The lines of a page, each drawn table where its first letters stand."""
    inside = {id(chunk): grid for grid in grids for cell in grid.cells.values() for chunk in cell}
    waiting: list[list[Chunk]] = []
    done: list[Ruling] = []
    for line in lines:
        found = [grid for chunk in line if (grid := inside.get(id(chunk)))]
        outside = [chunk for chunk in line if id(chunk) not in inside]
        if not found or said(outside):
            waiting.append(outside)
        for grid in found:
            if grid not in done:
                yield from map(_row, _with_raised(filter(said, waiting)) if any(map(said, waiting)) else ())
                yield from _ruled_rows(grid)
                waiting, done = [], [*done, grid]
    if any(map(said, waiting)) or not done:
        yield from map(_row, _with_raised(iter(waiting)))


def _ruled_rows(grid: Ruling) -> Iterator[Row]:
    """The rows of a drawn table; a first one that is one cell over all columns is a line above it, no heading."""
    for n, (cells, chunks) in enumerate(grid.lines()):
        size, bold = _weight(chunks)
        y = max((chunk.y for chunk in chunks), default=0.0)
        if n == 0 and len(set(cells)) == 1:
            yield Row(cells[0], size, bold=False, y=y)
        else:
            yield Row(" ".join(filter(None, cells)), size, bold, y, tuple(zip(grid.xs, cells, strict=False)), grid)


def _with_raised(lines: Iterator[list[Chunk]]) -> Iterator[list[Chunk]]:
    """Lines together with the raised marks that pypdf gives as lines of their own, and with the words behind those."""
    whole: list[Chunk] = []
    for line in lines:
        if _belongs(line, whole):
            whole = [*whole, *line]
            continue
        if whole:
            yield whole
        whole = line
    yield whole


def _belongs(line: Sequence[Chunk], before: Sequence[Chunk]) -> bool:
    """Whether a line goes on with the one before: a raised mark behind its words, or words behind its raised mark."""
    printed, earlier = said(line), said(before)
    if not printed or not earlier or printed[0].x <= earlier[-1].x:
        return False
    if _is_lifted(printed, earlier):
        return True
    words = earlier[:-1] or printed
    return _is_lifted(earlier[-1:], words) and abs(printed[0].y - words[-1].y) < 1


def _is_lifted(mark: Sequence[Chunk], words: Sequence[Chunk]) -> bool:
    """Whether some letters are one small mark that stands above the foot of the words."""
    if len(mark) != 1 or not MARK.fullmatch(mark[0].text.strip()):
        return False
    largest = max(words, key=lambda chunk: chunk.size)
    lifted = largest.size * 0.1 < mark[0].y - largest.y < largest.size
    return (lifted and mark[0].size <= largest.size * SMALLER) or rises(mark[0], largest.size, largest.y)


def _row(chunks: Sequence[Chunk]) -> Row:
    printed = said(chunks)
    if not printed:
        return Row("", 0.0, bold=False)
    size, bold = _weight(printed)
    foot = next(chunk.y for chunk in printed if chunk.size == size)
    full = [chunk for chunk in printed if chunk.size > size * SMALLER and not rises(chunk, size, foot)] or printed
    cells = _cells(printed, max(chunk.size for chunk in full), full[0].y)
    whole = "".join(joined(chunks, max(chunk.size for chunk in full), full[0].y)).strip()
    return Row(whole, max(chunk.size for chunk in printed), bold, full[0].y, cells)


def _weight(printed: Sequence[Chunk]) -> tuple[float, bool]:
    """The size of most letters, and whether nearly all are bold."""
    sizes: Counter[float] = Counter()
    for chunk in printed:
        sizes[chunk.size] += len(chunk.text.strip())
    bold = sum(len(chunk.text.strip()) for chunk in printed if chunk.bold)
    size = max(sizes, key=lambda font_size: (sizes[font_size], font_size), default=0.0)
    return size, bold * 10 >= sum(sizes.values()) * 9 > 0


def _cells(said: Sequence[Chunk], size: float, y: float) -> tuple[tuple[float, str], ...]:
    """The parts of a line between wide holes, each with its left edge."""
    groups: list[list[Chunk]] = []
    right = 0.0
    for chunk in said:
        if not groups or chunk.x - right > GAP * chunk.size:
            groups.append([])
        groups[-1].append(chunk)
        right = max(right, chunk.x + len(chunk.text.strip()) * chunk.size * LETTER)
    return tuple((group[0].x, "".join(joined(group, size, y)).strip()) for group in groups)
