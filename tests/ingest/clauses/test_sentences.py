"""Where sentences end."""

import pytest

from ingest.clauses.sentences import split_sentences


@pytest.mark.parametrize(
    "text,sentences",
    [
        ("See form No. 5. We keep it.", ["See form No. 5.", "We keep it."]),
        ("We keep it. [2] We sell none.", ["We keep it. [2]", "We sell none."]),
        ("We keep your invoices for a period of\nten years. We sell none.", 2),
        ("We keep your invoices for a period of\n30 days. We sell none.", 2),
        ("We hand your data to nobody but to\nNorthwind Mail. We sell none.", 2),
        ("Your name and e-mail address\nYour date of birth\nYour photographs", 3),
        ("You must not:\nresell the service;\nshare your password", 3),
        ("We may share it with our processors and\n2. with our partners", 2),
        ("WHAT WE COLLECT AND WHAT FOR\nwe collect your name", 2),
        ("## What we collect and what for\nwe collect your name", 2),
        ("| Category of the data that we keep | Kept\nfor a year", 2),
        ("Acme Switzerland Limited GmbH\nc/o Miller", 2),
        ("Attn: Data Protection Officer  \nacme street 5", 2),
        ("We keep what you give us for a year\n\nand no longer", 1),  # a blank line behind every line
        ("We keep what you give us for a year\n\n\nand no longer", 2),
        ("Third parties that we work with\n\nWe sell no data", 2),
        ("-----------------------------\n\nacme keeps your data", 2),
    ],
)
def test_a_line_broken_inside_a_sentence_ends_none(text: str, sentences: list[str] | int) -> None:
    """Lines of a PDF or a wrapped text are joined; items, headings, rows and addresses are not."""
    found = split_sentences(text)
    assert found == sentences if isinstance(sentences, list) else len(found) == sentences, found


def test_sentences_are_given_on_one_line() -> None:
    """Line ends and blanks that do not break are single blanks: patterns are written with those."""
    text = "We keep your\u00a0data for a period of\n30\u2009days. No more."
    assert split_sentences(text) == ["We keep your data for a period of 30 days.", "No more."]
