"""Find tables in a PDF's lines: neighbours whose parts begin at the same left edges.

A table that a page ends with goes on with the rows at the head of the next page that share its columns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from ingest.clauses.grid import column_names, head_rows
from ingest.read.marks.written import table_lines
from ingest.read.pdf_pages.rows import Row
from ingest.read.pdf_pages.ruled import Ruling, same_columns

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
    ruling: Ruling | None = None  # the lines that are drawn between its cells


def tables(rows: Sequence[Row], before: Table | None = None) -> dict[int, Table]:
    """Return a page's tables by the index of their first line; `before` is the one that the page before ends with."""
    by_line: dict[int, Table] = {}
    n = 0
    if before and rows and (rest := _ruled_rest(rows, before) if rows[0].ruling else _rest(rows, before)):
        by_line[0] = rest
        n = rest.end
    while n < len(rows):
        if rows[n].ruling:
            by_line[n] = _ruled(rows, n)
            n = by_line[n].end
            continue
        edges = [x for x, _ in rows[n].cells]
        last, cells = _cells(rows, n, edges)
        if _is_table(cells):
            heads = column_names(cells, bold=rows[n].bold and not rows[n + 1].bold)
            by_line[n] = Table(last, table_lines(cells, heads), edges, cells[0] if heads else [])
            n = last
        else:
            n += 1
    return by_line


def _ruled(rows: Sequence[Row], n: int) -> Table:
    """The drawn table that begins with line n."""
    ruling = rows[n].ruling
    found = list(takewhile(lambda row: row.ruling is ruling, rows[n:]))
    cells = [[text for _, text in row.cells] for row in found]
    bold = found[0].bold and not all(row.bold for row in found)
    heads = head_rows(cells, ruling.reach() if ruling else 1, bold=bold)
    names = cells[0] if heads else []
    return Table(n + len(found), table_lines(cells, heads), [x for x, _ in found[0].cells], names, ruling=ruling)


def _ruled_rest(rows: Sequence[Row], before: Table) -> Table | None:
    """The rows of a drawn table with which a page goes on with the one before: as wide, or with its names again."""
    table, ruling = _ruled(rows, 0), rows[0].ruling
    cells = [[text for _, text in row.cells] for row in rows[: table.end]]
    again = bool(before.names) and cells[0] == before.names
    if not again and not (ruling and before.ruling and same_columns(ruling.xs, before.ruling.xs)):
        return None
    names = before.names or table.names
    return replace(table, lines=table_lines(cells[1:] if again else cells, 0), names=names, goes_on=True)


def _rest(rows: Sequence[Row], before: Table) -> Table | None:
    """The rows with which a page goes on with a table; column names that are printed once more are left out."""
    last, cells = _cells(rows, 0, [] if before.ruling else before.edges)
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
        if rows[k].ruling:
            return k, cells
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
