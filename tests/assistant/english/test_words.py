"""The words of a text."""

from assistant.english.meanings import meanings
from assistant.english.terms import terms
from assistant.english.words import words


def test_a_prefix_that_is_written_both_ways_is_no_word() -> None:
    """So "sub-processors" are found by "subprocessors", wherever words are compared."""
    for read in (words, terms, meanings):
        assert list(read("Our sub-processors")) == list(read("Our subprocessors"))
        assert list(read("by e-mail")) == list(read("by email"))
    assert "sub" in words("a sub-, or other processor")
