"""Tables whose cells are parted by drawn lines: a page's lines → grids, and the letters in each of their cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.read.pdf_pages.chunks import Chunk, joined
from ingest.read.pdf_pages.drawn_lines import NEAR, Line, Pen, merged

MOST_LINES = 400  # of a page, touching ones as one; more are a drawing
LONGEST_CELL = 3000  # characters; a grid with longer cells lays out a page
LEAST_LINES = 3  # printed lines beside each other in all cells of a row: rows that no line parts

Place = tuple[int, int]  # row, column


@dataclass(eq=False, slots=True)
class Ruling:
    """A grid of lines on one page."""

    xs: list[float]  # edges of its columns, from the left
    ys: list[float]  # edges of its rows, from the top
    upright: list[Line]
    level: list[Line]
    cells: dict[Place, list[Chunk]] = field(default_factory=dict)

    def place(self, chunk: Chunk) -> Place | None:
        """Return the cell that letters begin in; of cells that are merged the first one."""
        x, y = chunk.x + NEAR / 2, chunk.y + chunk.size * 0.25
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[-1] < y < self.ys[0]):
            return None
        row = sum(1 for edge in self.ys if edge >= y) - 1
        column = sum(1 for edge in self.xs if edge <= x) - 1
        while column and not self.wall(row, column):
            column -= 1
        while row and not self.floor(row, column):
            row -= 1
        return row, column

    def wall(self, row: int, column: int) -> bool:
        """Whether a line stands at the left edge of a cell."""
        y = (self.ys[row] + self.ys[row + 1]) / 2
        return _holds(self.upright, self.xs[column], y)

    def floor(self, row: int, column: int) -> bool:
        """Whether a line lies at the upper edge of a cell."""
        x = (self.xs[column] + self.xs[column + 1]) / 2
        return _holds(self.level, self.ys[row], x)

    def lines(self) -> list[tuple[list[str], list[Chunk]]]:
        """The words of each row's cells and its letters; a cell over several rows stands in each of them."""
        head, columns = self.head(), range(len(self.xs) - 1)
        rows = [[self._text(n, k, across=n <= head) for k in columns] for n in range(len(self.ys) - 1)]
        used = [k for k in columns if any(row[k] for row in rows)]
        return [([row[k] for k in used], self.letters(n)) for n, row in enumerate(rows) if any(row)]

    def letters(self, row: int) -> list[Chunk]:
        """The letters that begin in a row."""
        return [chunk for (at, _), chunks in sorted(self.cells.items()) if at == row for chunk in chunks]

    def head(self) -> int:
        """The row that may name the columns: the first one below a title over all of them."""
        inner = range(1, len(self.xs) - 1)
        rows = (n for n in range(len(self.ys) - 1) if any(self.wall(n, column) for column in inner))
        return next(rows, 0)

    def reach(self) -> int:
        """How many rows the names of the columns may take: 2 where one stands over several columns."""
        return 1 if all(self.wall(self.head(), column) for column in range(1, len(self.xs) - 1)) else 2

    def _text(self, row: int, column: int, *, across: bool) -> str:
        while across and column and not self.wall(row, column):
            column -= 1  # a name over several columns is a name of each
        while row and not self.floor(row, column):
            row -= 1
        return " ".join(words for line in _printed(self.cells.get((row, column), ())) if (words := _words(line)))


def _holds(lines: Sequence[Line], at: float, middle: float) -> bool:
    return any(abs(line.at - at) <= NEAR and line.start <= middle <= line.end for line in lines)


def _printed(chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    """The printed lines of a cell; a raised mark belongs to the line that it stands over."""
    lines: list[list[Chunk]] = []
    for chunk in chunks:
        if lines and abs(chunk.y - lines[-1][0].y) < 0.6 * max(chunk.size, lines[-1][0].size):
            lines[-1].append(chunk)
        else:
            lines.append([chunk])
    return lines


def _words(line: Sequence[Chunk]) -> str:
    largest = max(line, key=lambda chunk: chunk.size)
    return " ".join("".join(joined(line, largest.size, largest.y)).split())


def rulings(pen: Pen, chunks: Sequence[Chunk], before: Ruling | None) -> list[Ruling]:
    """Return a page's tables with their letters; `before` is the last one of the page before, which may go on here."""
    level, upright = list(merged(pen.level)), list(merged(pen.upright))
    if len(level) + len(upright) > MOST_LINES:
        return []
    grids = list(_grids(level, upright))
    _fill(grids, [chunk for chunk in chunks if chunk.text.strip()] if grids else [])
    return [grid for grid in grids if _is_table(grid, before)]


def _fill(grids: Sequence[Ruling], chunks: Sequence[Chunk]) -> None:
    """Put letters into the cells of grids. What a page draws over a table at another time, as a menu, is none of it."""
    placed = [next(((n, at) for n, grid in enumerate(grids) if (at := grid.place(chunk))), None) for chunk in chunks]
    runs: dict[int, list[list[int]]] = {}  # grid → letters that are drawn one after the other
    for k, found in enumerate(placed):
        if found and k and (before := placed[k - 1]) and before[0] == found[0]:
            runs[found[0]][-1].append(k)
        elif found:
            runs.setdefault(found[0], []).append([k])
    for n, parts in runs.items():
        longest = max(parts, key=len)
        most = len(longest) * 2 > sum(map(len, parts))
        for k in longest if most else sorted(k for part in parts for k in part):
            if found := placed[k]:
                grids[n].cells.setdefault(found[1], []).append(chunks[k])


def _grids(level: list[Line], upright: list[Line]) -> Iterator[Ruling]:
    """The grids that lines which touch each other make."""
    left = set(range(len(upright)))
    while left:
        standing, lying, new = set[int](), set[int](), {left.pop()}
        while new:
            standing |= new
            found = {k for k, line in enumerate(level) if k not in lying and any(_cross(upright[n], line) for n in new)}
            lying |= found
            new = {n for n in left if any(_cross(upright[n], level[k]) for k in found)}
            left -= new
        if lying:
            yield _ruling([level[k] for k in lying], [upright[n] for n in standing])


def _cross(upright: Line, level: Line) -> bool:
    beside = level.start - NEAR <= upright.at <= level.end + NEAR
    return beside and upright.start - NEAR <= level.at <= upright.end + NEAR


def _ruling(level: list[Line], upright: list[Line]) -> Ruling:
    """A grid; where its outer lines are not drawn, it ends where the others do."""
    ends = [min(line.start for line in level), max(line.end for line in level)]
    xs = _edges([*(line.at for line in upright), *ends])
    ys = _edges([*(line.at for line in level), min(v.start for v in upright), max(v.end for v in upright)])
    return Ruling(xs, ys[::-1], upright, level)


def _edges(places: Sequence[float]) -> list[float]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > NEAR:
            edges.append(place)
    return edges


def _is_table(grid: Ruling, before: Ruling | None) -> bool:
    """Whether a grid holds rows of cells, and does not frame a page, a form or rows that no line parts."""
    if len(grid.xs) < 3 or len(grid.ys) < 2:  # noqa: PLR2004 - two columns, one row
        return False
    rows = [cells for cells, _ in grid.lines()]
    beside = sum(1 for row in rows if sum(map(bool, row)) > 1)
    least = 1 if before and same_columns(grid.xs, before.xs) else 2
    if beside < least or beside * 2 < len(rows) or any(len(cell) > LONGEST_CELL for row in rows for cell in row):
        return False
    return not any(_holds_rows(grid.cells, n) for n in range(len(grid.ys) - 1))


def _holds_rows(cells: Mapping[Place, Sequence[Chunk]], row: int) -> bool:
    """Whether all cells of a row have the same printed lines: rows of a table that draws lines between columns only."""
    heights = [tuple(round(line[0].y) for line in _printed(chunks)) for (at, _), chunks in cells.items() if at == row]
    return len(heights) > 1 and len(heights[0]) >= LEAST_LINES and len(set(heights)) == 1


def same_columns(edges: Sequence[float], others: Sequence[float]) -> bool:
    """Say whether columns are as wide as others, wherever on the page they stand."""
    if len(edges) != len(others):
        return False
    return all(abs((a - edges[0]) - (b - others[0])) <= 2 * NEAR for a, b in zip(edges, others, strict=True))
