"""Rows of tables, notes and program code are what they are: each row is cited with its columns' names."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.clauses.clause import searchable
from ingest.clauses.footnotes import Notes, note_mark, referred
from ingest.clauses.split import split
from ingest.clauses.tables import cells, row_head, row_shown
from ingest.findings.collect import findings
from tests.ingest.policy_texts import policy

TABLE = """# Staff Handbook

## 1. Keeping

We keep data as follows.

| Category | Kept for | Basis |
|---|---|---|
| Payroll | 7 years | law |
| CCTV footage | 30 days | |
| | 1 day | consent |

It is then deleted.
"""


def test_each_row_is_a_clause_with_its_columns() -> None:
    """The quote is the row as it stands; what is searched says the columns; the head goes with its lead-in."""
    clauses = split(policy(TABLE))
    assert [c.text for c in clauses if c.columns] == [
        "| Payroll | 7 years | law |",
        "| CCTV footage | 30 days | |",
        "| | 1 day | consent |",
    ]
    cctv = next(c for c in clauses if "CCTV" in c.text)
    assert cctv.columns == ("Category", "Kept for", "Basis")
    assert (cctv.number, cctv.path) == ("1", ("Keeping", "CCTV footage"))
    assert cctv.id.endswith("/1/cctv-footage")
    assert searchable(cctv, cctv.start, cctv.end) == "Keeping\nCCTV footage\nCategory: CCTV footage · Kept for: 30 days"
    assert clauses[0].text.endswith("|---|---|---|")
    assert clauses[-1].text == "It is then deleted."


def test_an_empty_first_cell_shifts_no_column() -> None:
    """What stands under a name stays under it."""
    assert row_shown("| | no | yes |", ("Plan", "Phone", "Chat")) == "Phone: no · Chat: yes"
    assert row_shown("a | b", ("", "Fee")) == "a · Fee: b"
    assert row_head("| | **Gold** | 1 |") == "Gold"


def test_strokes_in_cells_and_rows_of_other_widths() -> None:
    """An escaped stroke parts nothing; a row may have more cells than names."""
    assert row_shown("| a \\| b | c |", ("X",)) == "X: a | b · c"
    text = "| A | B |\n|---|---|\n| 1 | 2 | 3 |\n| 4 |\n"
    assert [c.columns for c in split(policy(text)) if c.columns] == [("A", "B", ""), ("A",)]


@given(st.text(alphabet="| ab\\\n", max_size=30))
def test_cells_are_parts_of_the_row(row: str) -> None:
    """Each span lies in the row, in order, without outer blanks."""
    spans = cells(row)
    assert [edge for span in spans for edge in span] == sorted(edge for span in spans for edge in span)
    assert all(row[start:end] == row[start:end].strip() for start, end in spans)
    assert all(end <= len(row) for _, end in spans)


def test_lines_between_strokes_are_rows_without_names() -> None:
    """A finding tells that the names are missing."""
    source = policy("# One\n\nSome text that stands before it.\n\n| Controller | Acme |\n| Address | Oslo |\n")
    assert [c.path for c in split(source) if c.columns] == [("One", "Controller"), ("One", "Address")]
    assert "table-without-head" in {finding.kind for finding in findings(source, split(source))}


def test_code_between_fences_is_no_heading() -> None:
    """A comment of a program heads nothing; a fence that nothing closes is none."""
    text = "# T\n\n## 1. End\n\nCall:\n\n```sh\n# Fees\ncurl x\n```\n\nThen it ends.\n"
    assert [c.number for c in split(policy(text))] == ["1"]
    assert [c.path[-1] for c in split(policy("# T\n\n```\n\n## A\n\nOne.\n\n## B\n\nTwo.\n"))][-2:] == ["A", "B"]


NOTES = """# Terms

## 1. Refunds

Within 30 days [1] of buying. The fee is EUR 5*.

## 2. Liability

Limited to EUR 500 [2] a year, see [5].

[1] Business days.

[2] Per customer.

* Waived for students.
"""


def test_notes_are_clauses_that_their_sentences_lead_to() -> None:
    """A note has the number of the clause that refers to it first, and is found from the words that it qualifies."""
    clauses = split(policy(NOTES))
    notes = {c.note: c for c in clauses if c.note}
    assert {mark: (c.text, c.number) for mark, c in notes.items()} == {
        "1": ("[1] Business days.", "1"),
        "2": ("[2] Per customer.", "2"),
        "*": ("* Waived for students.", "1"),
    }
    refunds = next(c for c in clauses if "30 days" in c.text)
    assert [c.note for c in Notes(clauses).of(refunds)] == ["*", "1"]
    assert [c.note for c in Notes(clauses).of(refunds, "The fee is EUR 5*.")] == ["*"]


def test_a_mark_without_a_note_is_told() -> None:
    """Where other marks have notes."""
    source = policy(NOTES)
    told = [f.says for f in findings(source, split(source)) if f.kind == "mark-without-note"]
    assert told == ["The mark [5] is explained nowhere."]


def test_marks() -> None:
    """Markdown's stress and links are no marks."""
    assert referred("a **bold** word, *stress* and [1](x) [2]") == {"2"}
    assert referred("EUR 5* and 6† or 7 [1,2]") == {"*", "†", "1", "2"}
    assert note_mark("[^3]: text") == "^3"
    assert note_mark("* text") == "*"
    assert note_mark("[Home] text") == "Home"


def test_a_short_sentence_with_a_number_is_no_heading() -> None:
    """Such a sentence is text under its number, and a number with a tab needs no capital behind it."""
    text = (
        "# T\n\n## 2. Liability\n\n2.1 It is capped.\n\n2.2 The cap does not apply to fraud.\n\n2.3\tthe rest stays.\n"
    )
    assert [(c.number, c.path) for c in split(policy(text))] == [
        ("2.1", ("Liability",)),
        ("2.2", ("Liability",)),
        ("2.3", ("Liability",)),
    ]


def test_the_first_line_between_strokes_may_name_the_columns() -> None:
    """Words over figures are names, though no rule stands under them; two lines are too few to tell."""
    rows = split(policy("| Zone | Per day |\n| Red | 28.00 |\n| Blue | 11.50 |\n"))
    assert [row.columns for row in rows if row.columns] == [("Zone", "Per day")] * 2
    two = split(policy("| Lapse | Fine |\n| no ticket | 45 |\n"))
    assert {row.columns for row in two} == {("", "")}


def test_a_raised_figure_is_a_note_s_mark() -> None:
    """The "29² euro" refers to "² Without VAT."; the "²" of an area refers to nothing."""
    clauses = split(policy("Fees\n\nThe fee is 29² euro. A flat has 60 m³.\n\n² Without VAT.\n"))
    assert [clause.note for clause in clauses] == ["", "²"]
