"""Find the lines that a PDF prints at the head or foot of its pages: titles that run along, and page numbers.

A line is one of these where it is the same on many pages but for the page's own number, and stands off from the text.
"Monthly fee: 9 euro" under one page and "Monthly fee: 5 euro" under the next are text: these figures count no pages.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.read.pdf_pages.rows import Row

EDGE = 2  # lines at either end of a page that may run along
OFF = 1.4  # times the distance between lines: from here on a line stands off from the text
SMALL = 0.95  # times the size of the text
TINY = 0.86  # times the size of the text: so an imprint is set
_NUMBER = re.compile(r"(?<![\d.,])\d{1,4}(?![\d,]|\.\d)")
_PAGE_NUMBER = re.compile(
    r"(?:page |p\. ?|seite |s\. ?)?[–—-]?\s?(\d{1,4})(?:\s?(?:/|of|von|de)\s?\d{1,4})?\s?[–—-]?", re.IGNORECASE
)
_IMPRINT = re.compile(
    r"\b(?:confidential|version|copyright|registered (?:in|office)|all rights reserved|internal use)\b|©", re.IGNORECASE
)


def running_lines(pages: Sequence[Sequence[Row]]) -> list[set[int]]:
    """Return for each page the indices of its running lines."""
    if len(pages) < 2:  # noqa: PLR2004 - what runs along needs two pages, but for a page number
        return [_numbers_alone(rows, {n + 1}) for n, rows in enumerate(pages)]
    body = _body_size(pages)
    steps = [_line_step(rows) for rows in pages]
    edges = [_edges(rows) for rows in pages]
    keys: Counter[tuple[str, int]] = Counter()
    for n, rows in enumerate(pages):
        keys.update({key for k in edges[n] for key in _keys(rows[k].text, n)})
    firsts = _page_offsets(pages, edges)
    title = _title_words(pages)
    running = []
    for n, rows in enumerate(pages):
        off = {k for k in edges[n] if _stands_off(rows, k, edges[n], steps[n], body)}
        same = {k for k in off if _often(rows[k], n, keys, len(pages), small=rows[k].size < body * SMALL)}
        imprint = {k for k in off if rows[k].size <= body * TINY and _is_imprint(rows[k].text, title)}
        out = same | imprint | _numbers_alone(rows, {n + first for first in firsts})
        running.append(out - _rows_of_tables(rows, out))
    return running


def _rows_of_tables(rows: Sequence[Row], out: set[int]) -> set[int]:
    """Lines that are rows of a drawn table of which other rows are text: names of columns that each page repeats."""
    kept = [row.ruling for k, row in enumerate(rows) if k not in out]
    return {k for k in out if rows[k].ruling and rows[k].ruling in kept}


def _body_size(pages: Sequence[Sequence[Row]]) -> float:
    sizes: Counter[float] = Counter()
    for row in (row for rows in pages for row in rows):
        sizes[row.size] += len(row.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _line_step(rows: Sequence[Row]) -> float:
    """The usual distance between two lines of a page, in points; 0 where it cannot be told."""
    heights = sorted({round(row.y, 1) for row in rows if row.text})
    steps = sorted(b - a for a, b in pairwise(heights) if b - a > 1)
    return steps[len(steps) // 3] if steps else 0.0


def _edges(rows: Sequence[Row]) -> list[int]:
    """The indices of the two uppermost and the two lowest lines; by their order where places are not told."""
    printed = [n for n, row in enumerate(rows) if row.text]
    ordered = sorted(printed, key=lambda n: (-rows[n].y, n))
    in_order = printed[:EDGE] + printed[-EDGE:]
    return sorted({*ordered[:EDGE], *ordered[-EDGE:], *in_order})


def _keys(text: str, page: int) -> Iterator[tuple[str, int]]:
    """What a line is the same by: its text, and its text with one number taken for the page's."""
    yield text, 0
    for match in _NUMBER.finditer(text):
        yield f"{text[: match.start()]}\0{text[match.end() :]}", int(match.group()) - page


def _often(row: Row, page: int, keys: Counter[tuple[str, int]], pages: int, *, small: bool) -> bool:
    """Whether a line is on enough pages: three and two fifths of all; of small print two pages are enough."""
    count = max(keys[key] for key in _keys(row.text, page))
    return (count >= 3 and count * 5 >= pages * 2) or (count == 2 and pages <= 3 and small)  # noqa: PLR2004


def _stands_off(rows: Sequence[Row], k: int, edges: Sequence[int], step: float, body: float) -> bool:
    """Whether a line is set apart from the text: smaller, or by a wider space on the side of the text."""
    row = rows[k]
    if row.size < body * SMALL:
        return True
    inward = [abs(row.y - rows[n].y) for n in range(len(rows)) if rows[n].text and n not in edges]
    beside = [abs(row.y - rows[n].y) for n in edges if n != k and abs(row.y - rows[n].y) > 1]
    nearest = min([*inward, *beside], default=0.0)
    return bool(step) and nearest > OFF * step


def _is_imprint(text: str, title: set[str]) -> bool:
    """Whether a small line at the edge of a page says what document this is, and no sentence."""
    words = re.findall(r"[^\W\d_]{3,}", text.casefold())
    if not words or text.rstrip().endswith((".", ";", ":")) or re.match(r"\[|[*†‡]|\d{1,2}\s", text):
        return False
    shared = sum(1 for word in words if word in title)
    return shared * 2 > len(words) or (shared > 0 and _IMPRINT.search(text) is not None)


def _title_words(pages: Sequence[Sequence[Row]]) -> set[str]:
    """The words of the largest lines on the first page."""
    printed = [row for row in pages[0] if row.text]
    largest = max((row.size for row in printed), default=0.0)
    return {
        w for row in printed if row.size >= largest * SMALL for w in re.findall(r"[^\W\d_]{3,}", row.text.casefold())
    }


def _page_offsets(pages: Sequence[Sequence[Row]], edges: Sequence[Sequence[int]]) -> set[int]:
    """What lone numbers at the edges are ahead of the page's count on two pages or more; 1 always counts."""
    ahead: Counter[int] = Counter()
    for n, rows in enumerate(pages):
        ahead.update({int(m[1]) - n for k in edges[n] if (m := _PAGE_NUMBER.fullmatch(rows[k].text))})
    return {1} | {offset for offset, count in ahead.items() if count > 1}


def _numbers_alone(rows: Sequence[Row], numbers: set[int]) -> set[int]:
    """Lines at the edge that are nothing but the page's own number."""
    return {k for k in _edges(rows) if (m := _PAGE_NUMBER.fullmatch(rows[k].text)) and int(m[1]) in numbers}
