"""A page's table → rows of cells, with how many rows are column names. Tables that only lay a page out are none."""

from collections.abc import Callable, Sequence
from typing import Any

from ingest.clauses.grid import Grid, head_rows

LONGEST_CELL = 3000  # characters; a table with longer cells lays out a page
MAX_SPAN = 100  # columns or rows that one cell is believed to cover
MAX_CELLS = 100_000  # of a table; more is no table of a policy


def data_table(table: Any) -> bool:
    """Say whether a table holds rows of data: no headings or tables in it, cells beside each other."""
    if table.get("role") in ("presentation", "none") or table.xpath(".//table"):
        return False
    cells, rows = table.xpath(".//td | .//th"), table.xpath(".//tr")
    if any(len(cell.text_content()) > LONGEST_CELL for cell in cells) or _has_headings(cells, len(rows)):
        return False
    beside = sum(1 for row in rows if len(row.xpath("./td | ./th")) > 1)
    return beside * 2 >= len(rows) > 0


def _has_headings(cells: Sequence[Any], rows: int) -> bool:
    """Whether headings divide a table. Where they stand beside each other and fill their cells, they are large letters.

    <td><h4>Do we sell?</h4></td><td><h4>NO</h4></td> is a row as any other.
    """
    filled = [(cell, headings) for cell in cells if (headings := headings_in(cell))]
    large = (_words(cell) == "".join(map(_words, headings)) for cell, headings in filled)
    return bool(filled) and not (len(filled) > rows and all(large))


def headings_in(cell: Any) -> list[Any]:
    """The headings in a cell that have words: editors leave empty ones behind."""
    return [heading for heading in cell.xpath(".//h1 | .//h2 | .//h3 | .//h4") if _words(heading)]


def _words(node: Any) -> str:
    return "".join(node.text_content().split())


def read_table(table: Any, read_cell: Callable[[Any], str]) -> Grid:
    """Read each cell; a cell over several rows or columns stands in each of them.

    One over the whole row, as a heading between rows has, stands in the first alone.
    """
    rows = [row for row in table.xpath(".//tr") if row.xpath("./td | ./th")]
    in_head = [bool(row.xpath("ancestor::thead")) or _all_head(row) for row in rows]
    heads = next((n for n, head in enumerate(in_head) if not head), len(rows))
    heads = heads if heads < len(rows) else min(1, len(rows) - 1)
    cells: list[list[str]] = []
    count = 0
    open_: dict[int, tuple[str, int]] = {}  # column → text of a cell from above, rows that it still covers
    for n, row in enumerate(rows):
        cells.append(_row(row, open_, read_cell, repeat=n < (heads or 1)))
        count += len(cells[-1])
        if count > MAX_CELLS:
            raise ValueError("has a table of more than 100,000 cells; save it as .txt")
    return Grid(cells, heads or (head_rows(cells, _reach(rows[0]), bold=_all_bold(rows[0])) if rows else 0))


def _reach(row: Any) -> int:
    """How many rows the merged cells of a table's first row reach into: 2 where one stands over several columns."""
    cells = row.xpath("./td | ./th")
    if not any(_span(cell, "colspan") > 1 for cell in cells):
        return 1
    return max(2, *(_span(cell, "rowspan") for cell in cells))


def _row(row: Any, open_: dict[int, tuple[str, int]], read_cell: Callable[[Any], str], *, repeat: bool) -> list[str]:
    """The cells of one row, those that reach into it from above included."""
    out: list[str] = []
    own = row.xpath("./td | ./th")
    width = sum(_span(cell, "colspan") for cell in own) + len(open_)
    for cell in own:
        _from_above(out, open_)
        text, across, down = read_cell(cell), _span(cell, "colspan"), _span(cell, "rowspan")
        for k in range(across):
            shown = text if repeat or k == 0 or across < width else ""
            if down > 1:
                open_[len(out)] = (shown, down - 1)
            out.append(shown)
    _from_above(out, open_)
    return out


def _from_above(out: list[str], open_: dict[int, tuple[str, int]]) -> None:
    while (column := len(out)) in open_:
        text, left = open_.pop(column)
        if left > 1:
            open_[column] = (text, left - 1)
        out.append(text)


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(MAX_SPAN, max(1, int(value))) if value.isdigit() else 1


def _all_head(row: Any) -> bool:
    """Whether a row has head cells alone, and more than one: a lone one is the head of a row."""
    cells = row.xpath("./td | ./th")
    across = sum(_span(cell, "colspan") for cell in cells)
    return across > 1 and all(cell.tag == "th" or not cell.text_content().strip() for cell in cells)


def _all_bold(row: Any) -> bool:
    cells = [cell for cell in row.xpath("./td | ./th") if cell.text_content().strip()]
    bold = (len("".join(cell.xpath(".//b//text() | .//strong//text()")).strip()) for cell in cells)
    return bool(cells) and all(b >= len(c.text_content().strip()) for b, c in zip(bold, cells, strict=True))
