"""A PDF page → its printed lines, with place, size and weight; raised marks are kept apart."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.read.pdf_pages.chunks import LETTER, MARK, SMALLER, Chunk, drawn_chunks, joined, rises, said
from ingest.read.pdf_pages.page_links import with_addresses

GAP = 1.6  # times its size: a wider hole in a line parts two cells


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line."""

    text: str
    size: float  # of most of its letters, in points
    bold: bool
    y: float = 0.0  # points above the foot of the page
    cells: tuple[tuple[float, str], ...] = ()  # left edge and text of each part that a wide hole sets apart


def read_rows(page: Any) -> Iterator[Row]:
    """Give the lines of a page in reading order."""
    yield from map(_row, _with_raised(_lines(page)))


def _lines(page: Any) -> Iterator[list[Chunk]]:
    """The chunks of a page, line by line, as pypdf ends the lines."""
    line: list[Chunk] = []
    for chunk in with_addresses(drawn_chunks(page), page):
        first, *rest = chunk.text.split("\n")
        line.append(Chunk(first, chunk.size, chunk.bold, chunk.x, chunk.y))
        for part in rest:
            yield line
            line = [Chunk(part, chunk.size, chunk.bold, chunk.x, chunk.y)]
    yield line


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
    sizes: Counter[float] = Counter()
    for chunk in printed:
        sizes[chunk.size] += len(chunk.text.strip())
    size = max(sizes, key=lambda font_size: (sizes[font_size], font_size))
    foot = next(chunk.y for chunk in printed if chunk.size == size)
    full = [chunk for chunk in printed if chunk.size > size * SMALLER and not rises(chunk, size, foot)] or printed
    letters = sum(len(chunk.text.strip()) for chunk in printed)
    bold = sum(len(chunk.text.strip()) for chunk in printed if chunk.bold) * 10 >= letters * 9
    cells = _cells(printed, max(chunk.size for chunk in full), full[0].y)
    whole = "".join(joined(chunks, max(chunk.size for chunk in full), full[0].y)).strip()
    return Row(whole, max(chunk.size for chunk in printed), bold, full[0].y, cells)


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
