"""The words of a passage that answer a question."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.quote.excerpt import LIST, LONG, excerpt
from ingest.clauses.clause import Clause


def quoted(question: str, text: str, path: tuple[str, ...] = ("Keeping",)) -> str:
    """What is quoted of a clause."""
    clause = Clause("acme/1", "acme", "1", path, text, 0, len(text))
    return text[slice(*excerpt(question, clause, (0, len(text))))]


LONG_TAIL = " It is of no matter here whatsoever and only fills the clause with words." * 5


def test_the_sentence_nearest_to_the_question_speaks() -> None:
    """Of a passage, the sentence that shares most with the question is quoted, not what stands before it."""
    assert quoted("How long are photographs kept?", "We use cookies. We keep photographs for a year.") == (
        "We keep photographs for a year."
    )


def test_the_field_s_words_count_too() -> None:
    """A question in everyday words finds the sentence in the policy's."""
    text = f"We like you.{LONG_TAIL} You may unsubscribe from marketing."
    assert quoted("How do I make their spam stop?", text) == "You may unsubscribe from marketing."


def test_numbers_and_headings_are_no_answer() -> None:
    """However little the rest shares with the question."""
    assert quoted("Who minds the shop?", "15. Keeping\nWe like you.") == "We like you."
    assert quoted("Who minds the shop?", "17.1. Keeping\n\nWe like you.") == "We like you."


def test_a_short_next_sentence_comes_along() -> None:
    """What explains a sentence is quoted with it; a long one is not."""
    assert quoted("Are photographs kept?", "Photographs are kept. They go after a year.").endswith("after a year.")
    long = f"Photographs are kept. They go after a year{' or so' * 60}."
    assert quoted("Are photographs kept?", long) == "Photographs are kept."


def test_an_exception_is_kept() -> None:
    """An "however" and an "unless" belong to what they limit, up to LONG characters."""
    rule = f"We do not sell photographs{' at all' * 30}."
    text = f"{rule} However, we may sell them if you agree{' to it' * 10}."
    assert quoted("Do you sell photographs?", text) == text
    other = text.replace("However, we", "Apart from this we")
    assert quoted("Do you sell photographs?", other) == rule


def test_an_item_comes_with_what_announces_it() -> None:
    """An item alone is no sentence."""
    ask = f"Ask a question{', be it never so long' * 4}"
    text = f"You can write to us at a@b.example to\n  • {ask};\n  • Remove your account; or\n  • Complain."
    assert quoted("How is my account removed?", text).startswith("You can write to us")
    assert quoted("How is my account removed?", text).endswith("Remove your account; or")


def test_a_lead_in_comes_with_its_items() -> None:
    """A line that ends in a colon says nothing by itself, even where it is a heading too."""
    lead = "We have shared these categories of personal data:"
    text = f"{lead}\n  • Identifiers.\n  • Network activity.\n\nNothing else."
    assert quoted("Which categories of data are shared?", text, (lead,)).endswith("Network activity.")


def test_the_form_asked_for_decides() -> None:
    """Here "how long" is answered by the sentence with the span of time."""
    text = f"Photographs of users are kept.{LONG_TAIL} All is deleted within two years."
    assert quoted("How long are photographs of users kept?", text) == "All is deleted within two years."


def test_a_term_is_quoted_where_it_is_defined() -> None:
    """Not where it is used."""
    text = f"The Platform is a platform.{LONG_TAIL} “Platform” means acme.example."
    assert quoted("What is “the Platform”?", text) == "“Platform” means acme.example."


@given(st.text("ab .:;\n•-(1)", max_size=300), st.text("ab ?", max_size=20))
def test_an_excerpt_is_in_its_clause(text: str, question: str) -> None:
    """Whatever the text: a stretch of it, bounded unless a single unit is longer."""
    clause = Clause("acme/1", "acme", "1", (), text, 0, len(text))
    start, end = excerpt(question, clause, (0, len(text)))
    assert 0 <= start <= end <= len(text)
    assert end - start <= max(LONG, LIST)
