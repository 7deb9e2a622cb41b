"""Find the tables in a text's lines, and read a row: "| CCTV | 30 days |" under "| Category | Kept for |".

A table has a line of column names over "|---|---|", or is two and more lines between upright strokes, whose first is
taken for names where it looks like them.
Pure: offsets and strings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ingest.clauses import headings
from ingest.clauses.grid import column_names
from ingest.clauses.lines import Line
from ingest.spans import Span

LEAST_ROWS: Final = 2  # under a line that may name the columns, where no rule says that it does
_RULE: Final = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?|\|\s*:?-+:?\s*\|")
_STROKE: Final = re.compile(r"(?<!\\)\|")
_CELL: Final = re.compile(r"(?:[^|\\]|\\.)*")  # "\\|" is a stroke in a cell


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of a table."""

    kind: Literal["head", "row"]  # the line under the names counts as head
    columns: tuple[str, ...] = ()  # of a row: the names of its columns as a reader sees them, "" without one


def table_lines(lines: Sequence[Line]) -> dict[int, TableLine]:
    """Find the lines that belong to tables, by index."""
    in_tables: dict[int, TableLine] = {}
    n = 0
    while n < len(lines):
        end = _with_names(lines, n, in_tables) if _has_names(lines, n) else _without_names(lines, n, in_tables)
        n = max(end, n + 1)
    return in_tables


def _has_names(lines: Sequence[Line], n: int) -> bool:
    """Whether line n holds column names: a rule of as many parts stands under it."""
    if n + 1 >= len(lines) or lines[n].code or not _STROKE.search(lines[n].text):
        return False
    rule = lines[n + 1]
    return not rule.gap and bool(_RULE.fullmatch(rule.text)) and len(cells(rule.text)) == len(cells(lines[n].text))


def _with_names(lines: Sequence[Line], n: int, in_tables: dict[int, TableLine]) -> int:
    """Read a table with column names from line n on; return the index behind its last line."""
    columns = tuple(headings.shown(lines[n].text[start:end]) for start, end in cells(lines[n].text))
    in_tables[n] = in_tables[n + 1] = TableLine("head")
    end = n + 2
    while end < len(lines) and not lines[end].gap and _STROKE.search(lines[end].text) and not _has_names(lines, end):
        width = len(cells(lines[end].text))
        in_tables[end] = TableLine("row", (*columns, *[""] * (width - len(columns)))[: max(width, 1)])
        end += 1
    return end


def _without_names(lines: Sequence[Line], n: int, in_tables: dict[int, TableLine]) -> int:
    """Read lines between strokes from line n on, the first as names where it looks so.

    Returns the index behind the last, n where there is none.
    """
    end = n
    while end < len(lines) and _between_strokes(lines[end]) and (end == n or not lines[end].gap):
        if _has_names(lines, end):
            break
        end += 1
    grid = [[line.text[start:stop] for start, stop in cells(line.text)] for line in lines[n:end]]
    heads = column_names(grid) if len(grid) > LEAST_ROWS else 0
    columns = tuple(map(headings.shown, grid[0])) if heads else ()
    for k, row in enumerate(grid):
        named = (*columns, *[""] * (len(row) - len(columns)))[: len(row)]
        in_tables[n + k] = TableLine("head") if k < heads else TableLine("row", named)
    return end


def _between_strokes(line: Line) -> bool:
    text = line.text
    return not line.code and text[0] == "|" and text[-1] == "|" and len(_STROKE.findall(text)) > 2  # noqa: PLR2004


def cells(row: str) -> list[Span]:
    """Give the span of each cell's text in a row: "| CCTV | 30 days |" → [(2, 6), (9, 16)]; an empty cell is empty."""
    start = 1 if row.startswith("|") else 0
    spans: list[Span] = []
    while start < len(row) or not spans:
        match = _CELL.match(row, start)
        end = match.end() if match else len(row)
        if end == start and end < len(row) and row[end] != "|":
            end = row.find("|", end) if "|" in row[end:] else len(row)  # a lone backslash at the end
        raw = row[start:end]
        left = start + len(raw) - len(raw.lstrip())
        spans.append((left, left + len(raw.strip())))
        start = end + 1
    return spans


def row_shown(row: str, columns: Sequence[str]) -> str:
    """Show a row with its column names: "Category: CCTV footage · Kept for: 30 days"; empty cells are left out."""
    shown = []
    for n, (start, end) in enumerate(cells(row)):
        cell = headings.shown(row[start:end].replace("\\|", "|"))
        if cell:
            name = columns[n] if n < len(columns) else ""
            shown.append(f"{name}: {cell}" if name else cell)
    return " · ".join(shown)


def row_head(row: str) -> str:
    """Return what a row is about, its first cell with a word in it: "| CCTV footage | 30 days |" → "CCTV footage"."""
    texts = (headings.shown(row[start:end]) for start, end in cells(row))
    return next((text for text in texts if any(character.isalnum() for character in text)), "")
