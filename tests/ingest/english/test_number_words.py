"""Numbers written in words."""

import re

import pytest

from ingest.english.number_words import COUNT, NUMBER, in_digits, value
from ingest.read.word.list_numbers import written


@pytest.mark.parametrize(
    "text,number",
    [
        ("zero", 0),
        ("Twelve", 12),
        ("thirty-six", 36),
        ("ninety nine", 99),
        ("hundred", 100),
        ("30", 30),
        (" 7 ", 7),
        ("a hundred", 100),
        ("two hundred five", 205),
        ("one hundred and eighty", 180),
    ],
)
def test_a_number_is_read(text: str, number: int) -> None:
    """Digits, single words and words of two parts, in any case."""
    assert value(text) == number


@pytest.mark.parametrize("text", ["", "many", "thirteenth", "1.5", "²", "hundred and", "a", "and twenty"])
def test_other_words_are_no_number(text: str) -> None:
    """What is no whole number has no value."""
    assert value(text) is None


def test_a_longer_word_is_matched_whole() -> None:
    """The pattern takes "fourteen" and not "four"; only the one that counts leaves out "one"."""
    assert [match.group() for match in re.finditer(NUMBER, "fourteen one 25")] == ["fourteen", "one", "25"]
    assert re.findall(NUMBER, "seventy-two and one hundred and eighty") == ["seventy-two", "one hundred and eighty"]
    assert re.findall(COUNT, "one of seventy") == ["seventy"]


def test_spelt_numbers_are_written_in_digits() -> None:
    """A compound is one number; "one" may be a pronoun and stays."""
    assert in_digits("Within thirty-six hours, one of the seventy (70)") == "Within 36 hours, one of the 70 (70)"


def test_every_number_that_is_written_is_read() -> None:
    """What the Word reader writes in words, from 0 to 99, is read as that number."""
    assert [value(written(number, "cardinalText")) for number in range(100)] == list(range(100))
