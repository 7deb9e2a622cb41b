"""Figures of a text, with their units and bounds."""

import math

import pytest

from assistant.english.figures import Figure, figures


@pytest.mark.parametrize(
    "text,expected",
    [
        ("within 72 hours", Figure("days", 3, 0, 3)),
        ("kept for 7 years", Figure("days", 2555, 2555, 2555)),
        ("no more than thirty (30) days", Figure("days", 30, 0, 30)),
        ("within seventy-two hours", Figure("days", 3, 0, 3)),
        ("thirty-six months", Figure("days", 1095, 1095, 1095)),
        ("one hundred and eighty (180) days", Figure("days", 180, 180, 180)),
        ("eighteen or older", Figure("age", 18, 18, math.inf)),
        ("under sixteen", Figure("age", 16, 0, 15)),
        ("one bag of up to 8 kg", Figure("kg", 8, 0, 8)),
        ("files of more than 2 GB", Figure("mb", 2000, 2000, math.inf)),
        ("I am 15", Figure("age", 15, 15, 15)),
        ("under the age of 13", Figure("age", 13, 0, 12)),
        ("at least 16 years old", Figure("age", 16, 16, math.inf)),
        ("aged 11 to 15", Figure("age", 15, 11, 15)),
        ("between the ages of 13 and 17", Figure("age", 17, 13, 17)),
        ("between 13 and 15 a parent may open one", Figure("age", 15, 13, 15)),
        ("13 or older", Figure("age", 13, 13, math.inf)),
        ("more than $100", Figure("money", 100, 100, math.inf)),
        ("EUR 1,500", Figure("money", 1500, 1500, 1500)),
        ("5 % of revenue", Figure("percent", 5, 5, 5)),
    ],
)
def test_a_figure_is_read_with_its_bounds(text: str, expected: Figure) -> None:
    """A length of time in days, an age, an amount, a share: value, lowest and highest."""
    assert figures(text) == (expected,)


@pytest.mark.parametrize("text", ["section 5", "step one of the plan", "in 2019", "24 items"])
def test_a_bare_number_is_no_figure(text: str) -> None:
    """Numbers without a unit are not compared as amounts."""
    assert figures(text) == ()
