"""Write a comparison or a checklist as an Excel workbook: the matrix on one sheet, every quote on another.

Only here is openpyxl written with.
"""

import io
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS = 2_000  # of a sheet that is sent; a sheet has room for a million
LONGEST_CELL = 32_000  # characters; Excel takes 32,767
WIDTHS = (40, 24, 18, 60, 40, 80, 18)  # of the first columns, in characters
WIDTH = 24  # of those after them


class Posted(BaseModel):
    """The two sheets that somebody sends, by rows, headings first; bounded."""

    matrix: list[list[str]] = Field(max_length=MOST_ROWS)
    quotes: list[list[str]] = Field(max_length=MOST_ROWS)


def workbook(matrix: list[list[str]], quotes: list[list[str]], title: str = "Comparison") -> bytes:
    """Write two sheets, by rows, headings first; a cell that begins like a formula stays text."""
    from openpyxl import Workbook

    book = Workbook()
    _fill(book.worksheets[0], title, matrix)
    _fill(book.create_sheet(), "Quotes", quotes)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: "Worksheet", title: str, rows: list[list[str]]) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.title = title
    sheet.freeze_panes = "B2"
    for y, row in enumerate(rows, 1):
        for x, text in enumerate(row, 1):
            cell = sheet.cell(y, x)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]
            cell.data_type = "s"  # text, whatever it begins with
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=y == 1)
    for column in range(max(map(len, rows), default=0)):
        sheet.column_dimensions[get_column_letter(column + 1)].width = WIDTHS[column] if column < len(WIDTHS) else WIDTH
