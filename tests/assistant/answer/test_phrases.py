"""What the program says in its own words, read as sentences."""

import pytest

from assistant.answer import phrases


@pytest.mark.parametrize(
    "names,expected",
    [
        (["Acme"], "Acme does not say."),
        (["Acme", "Birch"], "Acme and Birch do not say."),
        (["Acme", "Birch", "Cedar"], "Acme, Birch and Cedar do not say."),
        (["A", "B", "C", "D"], "None of the 4 policies says this."),
    ],
)
def test_silence_is_one_correct_sentence(names: list[str], expected: str) -> None:
    """No double negation, whatever the number of policies."""
    assert phrases.silent(names) == expected


def test_a_yes_comes_with_its_condition() -> None:
    """The condition stands in the verdict's own sentence; other verdicts get no word before them."""
    assert (
        phrases.with_verdict("yes", "only if you agree", "Acme says: “x”") == "Yes, only if you agree. Acme says: “x”"
    )
    assert phrases.with_verdict("no", "", "x") == "No. x"
    assert phrases.with_verdict("answer", "", "x") == "x"
