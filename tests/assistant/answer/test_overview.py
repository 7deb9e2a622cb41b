"""A section that is asked for by its heading."""

from assistant.answer.overview import OPENING, opening, overview
from ingest.clauses.clause import Clause
from ingest.clauses.split import split
from ingest.policy import Policy

TEXT = """# Acme Policy

## Your rights

You control your data. You have the right to:

- Access: see what we hold.
- Deletion: have it erased.

We answer within a month.

Some rights are limited by law.

### Appeals

You may appeal.
"""


def section() -> list[Clause]:
    """The clauses of the section."""
    return [clause for clause in split(Policy("acme", "Acme", (), "", TEXT)) if "Your rights" in clause.path]


def test_a_section_is_shown_from_its_beginning() -> None:
    """Its opening, its list with its lead-in, what follows; every quote is verbatim; the rest is counted."""
    sentences = overview(section(), lambda _: "Acme")
    told = " ".join(text for text, _ in sentences)
    assert "You have the right to" in told
    assert "“Access: see what we hold”; “Deletion: have it erased”" in told
    assert told.count("You have the right to") == 1
    assert all(TEXT[quote.start : quote.end] == quote.quote for _, cited in sentences for quote in cited)


def test_what_only_announces_is_not_counted_as_shown() -> None:
    """After "the rights described below:" come as many clauses as without it."""
    texts = ["You have the rights described below:", "See it.", "Mend it.", "Delete it.", "Take it."]
    many = [Clause(f"a/{n}", "a", "", ("Rights",), text, 0, len(text)) for n, text in enumerate(texts)]
    told = " ".join(text for text, _ in overview(many, lambda _: "Acme"))
    assert "below:" in told
    assert "Delete it." in told
    assert "1 further clause" in told


def test_what_is_not_shown_is_counted() -> None:
    """Every clause is either quoted or counted."""
    many = [Clause(f"a/{n}", "a", "", ("Rights",), f"Right {n}.", 0, 8) for n in range(9)]
    *shown, (more, cited) = overview(many, lambda _: "Acme")
    assert (len(shown), more, list(cited)) == (3, "Acme says more in 6 further clauses of this section.", [])


def test_what_is_not_shown_is_named_by_its_headings() -> None:
    """Each with a citation, so that it can be opened."""
    many = [Clause(f"a/{n}", "a", "", ("Rights", f"Right {n}"), f"Right {n}. You have it.", 0, 21) for n in range(5)]
    *_, (more, cited) = overview(many, lambda _: "Acme")
    assert more == "Acme says more in 2 further clauses of this section: Right 3; Right 4."
    assert [quote.clause.id for quote in cited] == ["a/3", "a/4"]


def test_an_opening_is_whole_sentences() -> None:
    """As many as fit, one at least, also where the first is longer than that."""
    long = f"{'word ' * OPENING}ends. Next."
    assert opening(Clause("a/1", "a", "", (), long, 0, len(long))).quote.endswith("ends.")
    assert opening(Clause("a/2", "a", "", (), "One. Two.", 0, 9)).quote == "One. Two."
