"""Workbooks are read as their sheets show."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from ingest.clauses.split import split
from ingest.clauses.tables import row_shown
from ingest.policy import Policy
from ingest.read.other.spreadsheet import _shown, read_spreadsheet


def packed(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rules() -> Workbook:
    """A sheet of rules: a title, a note, a table with a group over two rows, struck and hidden cells."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Rules"
    sheet.append(["Acme Retention Rules"])
    sheet.append([])
    sheet.append(["Times run from the end of the contract."])
    sheet.append([])
    sheet.append(["Group", "Data", "Kept for", "Fee"])
    sheet.append(["Site", "CCTV footage", "30 days", 9.5])
    sheet.append([None, "Badge logs", "1 year", 12])
    sheet.append(["Staff", "Payroll", "10 years", 1200])
    sheet.append(["Staff", "Secret", "9 years", 1])
    sheet.merge_cells("A6:A7")
    for row in range(6, 10):
        sheet.cell(row, 4).number_format = '#,##0.00 "euro"'
    for column in range(1, 5):
        sheet.cell(9, column).font = Font(strike=True)
    sheet["F6"] = "internal"
    sheet.column_dimensions["F"].hidden = True
    other = book.create_sheet("Draft")
    other["A1"] = "not valid"
    other.sheet_state = "hidden"
    return book


def test_a_sheet_is_its_title_its_notes_and_its_tables() -> None:
    """Merged cells stand in each row, figures in their formats; what is struck or hidden is told."""
    reading = read_spreadsheet(packed(rules()))
    assert reading.text == (
        "## Rules\n\nAcme Retention Rules\n\nTimes run from the end of the contract.\n\n"
        "| Group | Data | Kept for | Fee |\n|---|---|---|---|\n| Site | CCTV footage | 30 days | 9.50 euro |\n"
        "| Site | Badge logs | 1 year | 12.00 euro |\n| Staff | Payroll | 10 years | 1,200.00 euro |\n"
    )
    assert {(left.kind, left.words) for left in reading.left_out} == {
        ("hidden-text", "internal"),
        ("hidden-text", "not valid"),
        ("struck-text", "Staff Secret 9 years 1.00 euro"),
    }


def test_a_row_of_a_sheet_is_a_clause() -> None:
    """Cited alone, shown with its columns."""
    text = read_spreadsheet(packed(rules())).text
    row = next(clause for clause in split(Policy("acme", "Acme", (), "", text)) if "Badge" in clause.text)
    assert row.text == "| Site | Badge logs | 1 year | 12.00 euro |"
    assert row_shown(row.text, row.columns) == "Group: Site · Data: Badge logs · Kept for: 1 year · Fee: 12.00 euro"


@pytest.mark.parametrize(
    "value,form,shown",
    [
        (0.19, "0%", "19%"),
        (9.5, '0.00 "euro"', "9.50 euro"),
        (1200, "[$€-407]#,##0", "€1,200"),
        (3.2, "General", "3.2"),
        (30.0, "General", "30"),
        (True, "General", "TRUE"),
        (datetime(2026, 11, 25, tzinfo=UTC), "yyyy-mm-dd", "2026-11-25"),
        (date(2026, 11, 25), "dd.mm.yyyy", "2026-11-25"),
        ("30\n days", "@", "30 days"),
    ],
)
def test_values_are_written_as_their_formats_show_them(value: object, form: str, shown: str) -> None:
    """Shares, money, dates, words."""
    assert _shown(value, form) == shown


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", packed(rules())[:1000], b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    """Empty, cut off, or locked with a password, which is another kind of file."""
    with pytest.raises(ValueError, match=r"save it again as \.xlsx"):
        read_spreadsheet(data)
