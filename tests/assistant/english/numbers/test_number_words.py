"""Numbers written in words."""

import re

import pytest

from assistant.english.numbers.number_words import COUNT, NUMBER, value


@pytest.mark.parametrize(
    "text,number",
    [("zero", 0), ("Twelve", 12), ("thirty-six", 36), ("ninety nine", 99), ("hundred", 100), ("30", 30), (" 7 ", 7)],
)
def test_a_number_is_read(text: str, number: int) -> None:
    """Digits, single words and words of two parts, in any case."""
    assert value(text) == number


@pytest.mark.parametrize("text", ["", "many", "thirteenth", "1.5", "²"])
def test_other_words_are_no_number(text: str) -> None:
    """What is no whole number has no value."""
    assert value(text) is None


def test_a_longer_word_is_matched_whole() -> None:
    """The pattern takes "fourteen" and not "four"; only the one that counts leaves out "one"."""
    assert [match.group() for match in re.finditer(NUMBER, "fourteen one 25")] == ["fourteen", "one", "25"]
    assert [match.group() for match in re.finditer(COUNT, "seventy one")] == ["seventy"]
