"""Find tables in a PDF's lines: neighbours whose parts begin at the same left edges."""

import re
from collections.abc import Sequence

from ingest.read.marks.grid import column_names
from ingest.read.marks.written import table_lines
from ingest.read.pdf_pages.rows import Row

NEAR = 4.0  # points between left edges that are the same column
LONGEST_FIRST = 45  # characters in the first of two columns; a longer one is running text in two columns
_COUNTS = re.compile(r"(?:[•●▪◦–—*-]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]?)", re.IGNORECASE)

Cells = list[list[str]]


def tables(rows: Sequence[Row]) -> dict[int, tuple[int, list[str]]]:
    """Return a page's tables: index of the first line → (index behind the last, Markdown lines)."""
    found: dict[int, tuple[int, list[str]]] = {}
    n = 0
    while n < len(rows):
        last, cells = _table(rows, n)
        if _is_table(cells):
            bold = rows[n].bold and not rows[n + 1].bold
            found[n] = last, table_lines(cells, column_names(cells, bold=bold))
            n = last
        else:
            n += 1
    return found


def _table(rows: Sequence[Row], n: int) -> tuple[int, Cells]:
    """The rows from line n on that share its columns; a line without the first column goes on in the cells above."""
    edges = [x for x, _ in rows[n].cells]
    cells: Cells = []
    if len(edges) < 2:  # noqa: PLR2004 - columns
        return n, cells
    for k in range(n, len(rows)):
        columns = [_column(x, edges) for x, _ in rows[k].cells]
        if None in columns or not columns:
            return k, cells
        if columns[0] == 0 and (len(columns) == len(edges) or (len(columns) > 1 and len(edges) > 2)):  # noqa: PLR2004
            cells.append([""] * len(edges))
        elif columns[0] == 0 or not cells:
            return k, cells
        for column, (_, text) in zip(columns, rows[k].cells, strict=True):
            cells[-1][column or 0] = f"{cells[-1][column or 0]} {text}".strip()
    return len(rows), cells


def _column(x: float, edges: Sequence[float]) -> int | None:
    return next((n for n, edge in enumerate(edges) if abs(edge - x) <= NEAR), None)


def _is_table(cells: Cells) -> bool:
    """Whether rows are a table, and not a numbered list or running text in two columns."""
    if len(cells) < 2 or (len(cells[0]) == 2 and len(cells) < 3):  # noqa: PLR2004 - rows and columns
        return False
    if any(_COUNTS.fullmatch(row[0].strip()) for row in cells):
        return False
    if len(cells[0]) > 2:  # noqa: PLR2004 - columns
        return True
    return all(0 < len(row[0]) <= LONGEST_FIRST and not row[1][:1].islower() for row in cells)
