"""Column names over two rows, and what a file's maker filled in."""

import pytest

from ingest.clauses.split import split
from ingest.clauses.tables import row_shown
from ingest.policy import Policy
from ingest.read.reading import facts
from ingest.read.web.page_text import read_page
from ingest.read.word.word_document import read_word
from tests.ingest import policy_files as make


def cell(text: str, across: int = 1, merged: str = "") -> str:
    """A cell of a Word table; `merged`: "restart" or "continue"."""
    down = f'<w:vMerge w:val="{merged}"/>' if merged else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{across}"/>{down}</w:tcPr>{make.word(text)}</w:tc>'


def table(*rows: str) -> str:
    """A Word table of rows."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


HEAD = (
    cell("Boat", merged="restart") + cell("Hire", across=2),
    cell("", merged="continue") + cell("an hour") + cell("a day"),
)
ROWS = (cell("Canoe") + cell("8 euro") + cell("30 euro"), cell("Punt") + cell("12 euro") + cell("45 euro"))
SHOWN = [
    "Boat: Canoe · Hire an hour: 8 euro · Hire a day: 30 euro",
    "Boat: Punt · Hire an hour: 12 euro · Hire a day: 45 euro",
]


def rows(text: str) -> list[str]:
    """The rows of a text's tables with their column names."""
    clauses = split(Policy("boats", "Boats", (), "", text))
    return [row_shown(clause.text, clause.columns) for clause in clauses if clause.columns]


def test_names_over_two_rows_of_a_word_table_are_one_head() -> None:
    """A cell over two columns stands before the name of each."""
    assert rows(read_word(make.docx(table(*HEAD, *ROWS))).text) == SHOWN


def test_a_title_over_a_word_table_is_no_row() -> None:
    """One cell over all columns is a line of its own above the table."""
    text = read_word(make.docx(table(cell("Our boats", across=3), *HEAD, *ROWS))).text
    assert text.startswith("Our boats\n\n| Boat |")
    assert rows(text) == SHOWN


def test_merged_cells_over_data_are_no_head() -> None:
    """Figures are no names."""
    data = (cell("Canoe") + cell("8 euro", across=2), cell("Punt") + cell("12 euro") + cell("45 euro"))
    assert rows(read_word(make.docx(table(*data, *ROWS))).text)[0].startswith("Canoe · 8 euro")


def test_names_over_two_rows_of_a_page_s_table_are_one_head() -> None:
    """Where the page does not mark them as names."""
    head = "<tr><td rowspan=2>Boat<td colspan=2>Hire<tr><td>an hour<td>a day"
    page = f"<table>{head}<tr><td>Canoe<td>8 euro<td>30 euro<tr><td>Punt<td>12 euro<td>45 euro</table>"
    assert rows(read_page(page).text) == SHOWN


@pytest.mark.parametrize("value", ["untitled", "(anonymous)", "python-docx", "2013-12-23T23:15:00Z", "Document1", " "])
def test_what_a_program_fills_in_is_no_fact(value: str) -> None:
    """Names and dates that nobody gave."""
    assert facts([("owner", value)]) == ()


def test_what_somebody_said_is_a_fact() -> None:
    """Though it holds a word that programs fill in."""
    said = (("title", "Untitled Works Policy"), ("owner", "User Rights Team"), ("date", "2013-12-23"))
    assert facts(said) == said
