"""A comparison as an Excel file: its two sheets, and text that stays text."""

import io

import openpyxl
import pytest
from pydantic import ValidationError

from assistant.workbook import MOST_ROWS, Posted, workbook

ROWS = [["Question", "Policy"], ["=1+1", "Acme\x07"], ["+cmd|' /C calc'!A0", "x" * 40_000]]


def test_cells_are_text() -> None:
    """What begins like a formula is text; control characters and what is too long for a cell are cut."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(ROWS, ROWS)))
    assert book.sheetnames == ["Comparison", "Quotes"]
    cell = book["Quotes"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert book["Quotes"]["B2"].value == "Acme"
    assert len(book["Quotes"]["B3"].value) == 32_000


def test_only_what_is_sent_is_bounded() -> None:
    """A checklist of a hundred policies has more quotes than a page may post."""
    many = [["Policy"]] * (MOST_ROWS + 1)
    assert openpyxl.load_workbook(io.BytesIO(workbook(ROWS, many)))["Quotes"].max_row == len(many)
    with pytest.raises(ValidationError):
        Posted(matrix=ROWS, quotes=many)
