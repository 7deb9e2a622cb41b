"""Word documents are read as Word shows them: numbers, tables, notes; not what it hides."""

import re

import pytest

from ingest.read.word.list_numbers import written
from ingest.read.word.word_document import read_word
from tests.ingest import policy_files as make
from tests.ingest.read import word_files

MADE = 40  # documents; each numbering scheme comes up five times


def lines(text: str) -> list[str]:
    """The lines of a text without the marks of headings and the indents of lists."""
    return [re.sub(r"^(?:#+ |\s+)", "", line).replace("\t", " ") for line in text.split("\n")]


@pytest.mark.parametrize("seed", range(MADE))
def test_made_documents_are_read_as_they_show(seed: int) -> None:
    """Numbers of eight schemes, restarts, lists that go on, merged cells, changes, hidden text, notes, boxes."""
    made = word_files.make(seed)
    reading = read_word(made.data)
    shown = lines(reading.text)
    assert [line for line in shown if line in set(made.lines)] == made.lines
    for names, cells in made.rows:
        assert f"| {' | '.join(names)} |" in shown
        assert f"| {' | '.join(cells)} |" in shown
    assert not [words for words in made.never if words in reading.text]
    told = {entry.words for entry in reading.left_out}
    assert {words for words in made.never if words.startswith("The Supplier")} <= told
    for mark, text in made.notes:
        assert f"[{mark}] {text}" in shown
        assert f"The fee is EUR 50 [{mark}] a year." in shown


@pytest.mark.parametrize(
    "number,form,shown",
    [
        (3, "decimal", "3"),
        (4, "lowerRoman", "iv"),
        (28, "lowerLetter", "bb"),
        (27, "upperLetter", "AA"),
        (7, "decimalZero", "07"),
        (22, "ordinal", "22nd"),
        (12, "ordinal", "12th"),
        (21, "cardinalText", "Twenty-one"),
        (20, "ordinalText", "Twentieth"),
        (3, "ordinalText", "Third"),
        (2, "russianLower", "б"),
        (5, "none", ""),
    ],
)
def test_each_format_is_written_as_word_writes_it(number: int, form: str, shown: str) -> None:
    """Word doubles its letters behind z."""
    assert written(number, form) == shown


def paragraph(inner: str, properties: str = "") -> str:
    """A paragraph of Word's markup."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of Word's markup."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(kind: str) -> str:
    """One end of a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


RAISED = '<w:vertAlign w:val="superscript"/>'


@pytest.mark.parametrize(
    "inner,shown",
    [
        (run("20 m") + run("2", RAISED), "20 m²"),
        (run("CO") + run("2", '<w:vertAlign w:val="subscript"/>'), "CO₂"),
        (run("the 1") + run("st", RAISED) + run(" of May"), "the 1st of May"),
        (run("Acme") + run("TM", RAISED), "Acme™"),
        (run("EUR 500") + run("1", RAISED) + run(",2", RAISED), "EUR 500 [1,2]"),
        (field("begin") + "<w:r><w:instrText>REF x</w:instrText></w:r>" + field("separate") + run("3.2") + field("end"),
         "3.2"),
        ("<w:moveFrom>" + run("gone") + "</w:moveFrom><w:moveTo>" + run("come") + "</w:moveTo>", "come"),
        (run("seen") + run("white", '<w:color w:val="FFFFFF"/>'), "seen"),
        (run("a") + "<w:r><w:noBreakHyphen/></w:r>" + run("b"), "a\u2011b"),
        ('<w:commentRangeStart w:id="0"/>' + run("said") + '<w:r><w:commentReference w:id="0"/></w:r>', "said"),
    ],
)  # fmt: skip
def test_what_runs_show(inner: str, shown: str) -> None:
    """Raised marks, fields, moves, white letters, comments."""
    assert read_word(make.docx(paragraph(inner))).text == f"{shown}\n"


def test_a_deleted_paragraph_end_joins_two() -> None:
    """What stood in two paragraphs reads on as one."""
    gone = "<w:rPr><w:del/></w:rPr>"
    body = paragraph(run("We keep it "), gone) + paragraph(run("for ten years."))
    assert read_word(make.docx(body)).text == "We keep it for ten years.\n"


def test_a_long_clause_in_a_heading_style_is_text() -> None:
    """Contracts set whole clauses in heading styles; they are no headings."""
    style = '<w:pStyle w:val="Heading2"/>'
    body = paragraph(run("The Supplier shall keep all invoices for ten years after the end."), style)
    assert read_word(make.docx(body)).text.startswith("The Supplier")
