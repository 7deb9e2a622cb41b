"""The lists of English words, as they are read from their file."""

import pytest

from assistant.english.word_lists import word_patterns


@pytest.mark.parametrize(
    "claim,text,finds",
    [
        ("until", "Prior to that.", True),
        ("until", "a tillage", False),  # whole words only
        ("under", "children under 13", True),
        ("under", "under the age of thirteen", True),
        ("under", "under the law", False),  # no number behind it
        ("at most", "within 30 days", True),
        ("at most", "within the law", False),
    ],
)
def test_words_that_change_how_much_is_claimed(claim: str, text: str, finds: bool) -> None:
    """Found in any case; some of them only with a number behind them."""
    assert (word_patterns("claims")[claim].search(text) is not None) == finds
