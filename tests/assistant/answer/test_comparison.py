"""Claims about comparing a figure of two policies."""

import pytest

from assistant.answer.comparison import compared, sides
from ingest.policy import Policy

TWO = (Policy("alder", "Alder", (), "", "Alder."), Policy("birch", "Birch", (), "", "Birch."))
A_YEAR = "We keep account data for 12 months after you close your account. Invoices are kept for 7 years."
TWO_YEARS = "We keep account data for 24 months after you close your account."


@pytest.mark.parametrize(
    ("question", "first", "second", "expected"),
    [
        ("Is it kept longer at A than at B?", A_YEAR, TWO_YEARS, "no"),
        ("Is it kept longer at A than at B?", TWO_YEARS, A_YEAR, "yes"),
        ("Is A's period shorter than B's?", A_YEAR, TWO_YEARS, "yes"),
        ("Is A's period shorter than B's?", TWO_YEARS, TWO_YEARS, "no"),
        ("Does A tell of breaches sooner than B?", "Within 24 hours.", "Within 72 hours.", "yes"),
        ("Is A's fee higher than B's?", "The fee is EUR 9.", "The fee is EUR 12.", "no"),
        ("Must I be older at A than at B?", "You must be at least 16 years old.", "At least 13 years old.", "yes"),
    ],
)
def test_figures_of_one_thing_are_compared(question: str, first: str, second: str, expected: str) -> None:
    """Both directions; the same is neither longer nor shorter."""
    assert compared(question, first, second) == expected


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Is A better than B?", A_YEAR, TWO_YEARS),
        ("Does A keep data?", A_YEAR, TWO_YEARS),
        ("Is it longer at A than at B?", A_YEAR, "Data is deleted soon."),
        ("Is it longer at A than at B?", A_YEAR, "The fee is EUR 12."),
        ("Is it longer at A than at B?", A_YEAR, "Logs go after 3 days. Backups go after 9 weeks."),
        ("Must I be older at A than at B?", "You must be at least 16 years old.", "A child of 12 years of age."),
    ],
)
def test_what_cannot_be_compared_is_not(question: str, first: str, second: str) -> None:
    """No direction, no figure, another kind of figure, another bound, or several of which none says the same."""
    assert compared(question, first, second) == ""


def test_the_sides_are_those_of_the_question() -> None:
    """The one before "than" comes first."""
    assert sides("Is Birch's period longer than Alder's?", TWO) == ("birch", "alder")
    assert sides("Is it kept longer at Alder than at Birch?", TWO) == ("alder", "birch")
    assert sides("Is Alder's period longer than a year?", TWO) is None
    assert sides("Do Alder and Birch keep it?", TWO) is None
