"""Figures of a statement against those of a question."""

import pytest

from assistant.answer.yes_no.figures_agree import figures_agree
from assistant.question.proposition import proposition


@pytest.mark.parametrize(
    "question,statement,expected",
    [
        ("Can my 12 year old use it?", "You must be at least 13 years old.", False),
        ("Can my 15 year old use it?", "It is not meant for persons under 18.", True),  # a denial decides
        ("Is it kept for 10 years?", "It is kept for 7 years.", False),
        ("Is it kept for 5 years?", "It is kept for 7 years.", None),  # a part of them
        ("Is it kept?", "It is kept for 7 years.", True),  # no figure is asked
    ],
)
def test_bounds_and_lengths(question: str, statement: str, *, expected: bool | None) -> None:
    """The same, another, or not to be told."""
    assert figures_agree(proposition(question, ""), statement) is expected
