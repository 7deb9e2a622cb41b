"""Word's tables in tables, and rows that are deleted as tracked changes."""

import pytest

from ingest.read.word.word_document import read_word
from tests.ingest import policy_files as make


def cell(inner: str) -> str:
    """A cell of a Word table: its text, or markup."""
    return f"<w:tc>{inner if inner.startswith('<') else make.word(inner)}</w:tc>"


def table(*rows: tuple[str, ...], heads: int = 0, gone: int = -1) -> str:
    """A Word table of rows of cells, the first ones marked as its head, one deleted as a tracked change."""
    made = ""
    for n, row in enumerate(rows):
        properties = "<w:tblHeader/>" if n < heads else "<w:del/>" if n == gone else ""
        made += f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(map(cell, row))}</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


COURIERS = table(("Courier", "Rate"), ("Swift", "5 euro"), ("Heron", "6 euro")) + "<w:p/>"
BARE = table(("Swift", "by day"), ("Heron", "by night")) + "<w:p/>"
FRAMED = table(("We keep it.",), (COURIERS,)) + "<w:p/>"


@pytest.mark.parametrize(
    "made,shown",
    [
        (
            table(("Region", "Couriers"), ("North", COURIERS), ("South", "none"), heads=1),
            (
                "| Region | Courier | Rate |\n|---|---|---|\n| North | Swift | 5 euro |\n| North | Heron | 6 euro |\n\n"
                "| Region | Couriers |\n|---|---|\n| South | none |\n"
            ),
        ),
        (
            table(("West", "one"), ("North", COURIERS)),
            (
                "| West | one |\n\n|  | Courier | Rate |\n|---|---|---|\n| North | Swift | 5 euro |\n"
                "| North | Heron | 6 euro |\n"
            ),
        ),
        (
            table(("Region", "Couriers"), ("North", BARE), heads=1),
            (
                "| Region | Couriers | Couriers |\n|---|---|---|\n| North | Swift | by day |\n"
                "| North | Heron | by night |\n"
            ),
        ),
        (
            table(("North", make.word("Only these:") + COURIERS), ("a", "b")),
            (
                "|  |  | Courier | Rate |\n|---|---|---|---|\n| North | Only these: | Swift | 5 euro |\n"
                "| North | Only these: | Heron | 6 euro |\n\n| a | b |\n"
            ),
        ),
        (FRAMED, "We keep it.\n\n| Courier | Rate |\n|---|---|\n| Swift | 5 euro |\n| Heron | 6 euro |\n"),
    ],
)
def test_a_table_in_a_cell_gives_a_row_each(made: str, shown: str) -> None:
    """Behind what stands beside it, with the names of both tables."""
    assert read_word(make.docx(made)).text == shown


def test_a_row_that_is_deleted_as_a_tracked_change_is_told() -> None:
    """It is no row of the text; its words are told as other deleted text is, whether its runs are marked or not."""
    runs = "<w:p><w:del><w:r><w:delText>2 days</w:delText></w:r></w:del></w:p>"
    rows = (("Data", "Kept for"), ("Calls", "9 days"), ("Fax logs", runs))
    reading = read_word(make.docx(make.word("We keep:") + table(*rows, heads=1, gone=2)))
    assert reading.text == "We keep:\n\n| Data | Kept for |\n|---|---|\n| Calls | 9 days |\n"
    assert [(entry.kind, entry.words) for entry in reading.left_out] == [("deleted-text", "Fax logs 2 days")]
