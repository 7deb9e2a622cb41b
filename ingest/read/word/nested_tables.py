"""A table with tables in its cells → tables one after the other, each row with what stands beside it. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from ingest.clauses.grid import Grid

Place = tuple[int, int]  # row, column
LONGEST = 300  # characters of a row that are written once more beside each row of a table in it


def unfolded(grid: Grid, inner: Mapping[Place, Sequence[Grid]]) -> Iterator[Grid]:
    """Give a table's rows up to a table in a cell, that table's rows behind the cells beside it, and so on.

    "North | (Swift | 5 euro, Heron | 6 euro)" → "North | Swift | 5 euro" and "North | Heron | 6 euro".
    """
    heads = min((grid.heads, *(row for row, _ in inner)))  # a row with a table in it names no columns
    names, rows = Grid(grid.cells[:heads], heads), list[Sequence[str]]()
    for n, row in enumerate(grid.cells[heads:], start=heads):
        tables = [(k, table) for k in range(len(row)) for table in inner.get((n, k), ())]
        long = bool(tables) and sum(map(len, row)) > LONGEST
        if long or not tables:
            rows.append(row)
        if tables and rows:
            yield Grid([*names.cells, *rows], heads)
            rows = []
        yield from (_beside(names, [] if long else row, *found) for found in tables)
    if rows or not inner:
        yield Grid([*names.cells, *rows], heads)


def _beside(names: Grid, row: Sequence[str], column: int, table: Grid) -> Grid:
    """The rows of a table in a cell of a row, each behind that row's filled cells, names over names."""
    filled = [k for k, cell in enumerate(row) if cell]
    own = [[*[""] * len(filled), *cells] for cells in table.cells[: table.heads]]
    width = 0 if own else max((len(cells) for cells in table.cells), default=0)
    outer = [
        [*_at(cells, filled), *_at(cells, [column]) * width] for cells in names.cells if sum(map(len, cells)) <= LONGEST
    ]
    head = [*outer, *own]
    return Grid([*head, *([*_at(row, filled), *cells] for cells in table.cells[table.heads :])], len(head))


def _at(row: Sequence[str], columns: Sequence[int]) -> list[str]:
    return [row[column] if column < len(row) else "" for column in columns]
