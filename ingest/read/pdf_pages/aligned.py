"""Find tables in a PDF's lines: neighbours whose parts begin at the same left edges.

A table that a page ends with goes on with the rows at the head of the next page that share its columns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.read.marks.grid import column_names
from ingest.read.marks.written import table_lines
from ingest.read.pdf_pages.rows import Row

NEAR = 4.0  # points between left edges that are the same column
LONGEST_FIRST = 45  # characters in the first of two columns; a longer one is running text in two columns
_COUNTS = re.compile(r"(?:[•●▪◦–—*-]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]?)", re.IGNORECASE)

Cells = list[list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one page, or the part of one that began on the page before."""

    end: int  # index behind its last line
    lines: list[str]  # Markdown
    edges: list[float]  # left edges of its columns, in points
    names: list[str]  # of its columns; empty where it has none
    goes_on: bool = False  # from the page before


def tables(rows: Sequence[Row], before: Table | None = None) -> dict[int, Table]:
    """Return a page's tables by the index of their first line; `before` is the one that the page before ends with."""
    by_line: dict[int, Table] = {}
    n = 0
    if before and (rest := _rest(rows, before)):
        by_line[0] = rest
        n = rest.end
    while n < len(rows):
        edges = [x for x, _ in rows[n].cells]
        last, cells = _cells(rows, n, edges)
        if _is_table(cells):
            heads = column_names(cells, bold=rows[n].bold and not rows[n + 1].bold)
            by_line[n] = Table(last, table_lines(cells, heads), edges, cells[0] if heads else [])
            n = last
        else:
            n += 1
    return by_line


def _rest(rows: Sequence[Row], before: Table) -> Table | None:
    """The rows with which a page goes on with a table; column names that are printed once more are left out."""
    last, cells = _cells(rows, 0, before.edges)
    if not cells or sum(1 for cell in cells[0] if cell) < 2:  # noqa: PLR2004 - a lone cell is a line of text
        return None
    kept = cells[1:] if cells[0] == before.names else cells
    return Table(last, table_lines(kept, 0), before.edges, before.names, goes_on=True)


def _cells(rows: Sequence[Row], n: int, edges: Sequence[float]) -> tuple[int, Cells]:
    """The rows from line n on that share columns; a line without the first column goes on in the cells above."""
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
