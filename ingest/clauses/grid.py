"""The cells of a table, and which of its rows are the column names where the document does not say. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

SHORT = 45  # characters of a column's name
_NAMES = re.compile(
    r"\b(?:name|type|kind|category|categories|purposes?|descriptions?|retention|periods?|duration|expiry|providers?"
    r"|recipients?|country|countries|location|services?|fees?|prices?|plans?|data|basis|bases|examples?|cookies?"
    r"|rights?|details?|contact|role|party|parties|service level|limit|amount|rate|item|term|definition|source"
    r"|sources|collected|shared|sold|disclosed|what they do|activity|version|date|time|deadline|penalty)s?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells, row by row, and how many of its first rows hold column names."""

    cells: Sequence[Sequence[str]]
    heads: int


def head_rows(cells: Sequence[Sequence[str]], deep: int, *, bold: bool = False) -> int:
    """Guess how many of the first rows name the columns, where cells of the first row reach into `deep` rows.

    "Fee | Fee" over "by day | by night": 2, as together they name columns: "Fee by day". Else as `column_names`.
    """
    names = [" ".join(dict.fromkeys(part for part in column if part)) for column in zip(*cells[:deep], strict=False)]
    if deep > 1 and column_names([names, *cells[deep:]], bold=bold):
        return deep
    return column_names(cells, bold=bold)


def column_names(cells: Sequence[Sequence[str]], *, bold: bool = False) -> int:
    """Guess whether the first row names the columns: 1 or 0.

    It does where it is all bold, or where its cells are short, differ, and are unlike those below: no figures over
    figures, or words that name columns ("Service", "Fee"). "Controller | Acme Ltd" over "Address | Oslo" does not.
    """
    if len(cells) < 2 or len(cells[0]) < 2:  # noqa: PLR2004 - a lone row or column has no names
        return 0
    first, below = [cell.strip() for cell in cells[0]], cells[1:]
    named = [cell for cell in first if cell]
    if len(named) < len(first) - 1 or len({cell.casefold() for cell in named}) < len(named):
        return 0
    if any(len(cell) > SHORT or cell[-1] in ".;!" for cell in named):
        return 0
    if bold:
        return 1
    figures = sum(1 for n, cell in enumerate(first) if cell and not _figure(cell) and _mostly_figures(below, n))
    known = sum(1 for cell in named if _NAMES.search(cell))
    return int(not any(map(_figure, named)) and (figures > 0 or known * 2 >= len(named)))


def _figure(cell: str) -> bool:
    return any(character.isdigit() for character in cell)


def _mostly_figures(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return bool(cells) and sum(map(_figure, cells)) * 2 > len(cells)
