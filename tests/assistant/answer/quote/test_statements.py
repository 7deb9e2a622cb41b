"""Quotes cut into statements, and sentences into what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.quote.statements import said_in, statements


def test_a_sentence_is_a_statement() -> None:
    """Each by itself; one that speaks of the same as the one before it comes with that one."""
    first, second, third = statements("We keep logs. They are safe. We sell none.")
    assert (first.text, second.text, third.text) == ("We keep logs.", "They are safe.", "We sell none.")
    assert (first.before, second.before, third.before) == ("", "We keep logs.", "")


def test_an_item_is_a_statement_under_its_lead_in() -> None:
    """And all items together are one, for sentences that list them."""
    lead, names, logs, both = statements("We keep:\nnames;\nlogs.")
    assert lead.lead == ""
    assert names.lead == logs.lead == both.lead == "We keep:"
    assert both.is_list
    assert both.text == "names;\nlogs."


def test_a_line_broken_inside_a_sentence_is_none() -> None:
    """The next line goes on with it."""
    (whole,) = statements("We keep your names\nfor a year.")
    assert whole.text == "We keep your names for a year."


@pytest.mark.parametrize(
    "sentence,parts",
    [
        ("Acme sells no data, but it may share names.", ["Acme sells no data", "it may share names."]),
        ("Data is kept, and logs are deleted.", ["Data is kept", "logs are deleted."]),
        ("Names and logs are deleted.", ["Names and logs are deleted."]),
        ("Data is kept a year and for as long as it is used.", ["Data is kept a year and for as long as it is used."]),
        ("", []),
    ],
)
def test_what_a_sentence_says(sentence: str, parts: list[str]) -> None:
    """One part for each sentence that is joined in it; what joins subjects or phrases only parts nothing."""
    assert said_in(sentence, frozenset({"acme"})) == parts


@given(st.text("ab .:;\n•-(1)", max_size=200))
def test_no_word_of_a_quote_is_lost(quote: str) -> None:
    """All letters of the quote are in its statements."""
    letters = "".join(statement.text for statement in statements(quote) if not statement.is_list)
    assert sorted("".join(letters.split())) == sorted("".join(quote.split()))
