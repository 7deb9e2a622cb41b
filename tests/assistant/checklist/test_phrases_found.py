"""Claims about finding phrases in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checklist.phrases import Words, phrases


def found(written: str, text: str, *names: str) -> list[str]:
    """The rest of the text from each place where the phrase begins."""
    return [text[start:] for start in Words(text).find(phrases([written], names))]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("withdraw* … consent", "Withdrawing, at any time, your consent"),
        ("right to|of access", "RIGHT OF ACCESS"),
        ("e-mail|email address*", "e-mail addresses"),
        ("machine-readable", "machine-readable"),
        ("<email>", "privacy@acme.com"),
        ("<phone>", "+47 22 33 44 55"),
        ("third-part*", "third-parties"),
    ],
)
def test_a_phrase_is_found(written: str, text: str) -> None:
    """Whatever its case, with any ending, with words between."""
    assert found(written, f"You: {text}.") == [f"{text}."]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("age", "average, page and ages"),
        ("withdraw* … consent", "You may withdraw. Your consent stays."),
        ("withdraw* … consent", f"withdraw {'x' * 70} consent"),
        ("right to access", "the right, to access"),
        ("<policy> … collects", "Acme collects it"),
    ],
)
def test_another_is_not(written: str, text: str) -> None:
    """Not inside words, not over a sentence's end, not too far, and no name where there is none."""
    assert found(written, text) == []


def test_the_names_of_who_speaks_are_found() -> None:
    """The longest first."""
    assert found("<policy> … collects", "Here Acme Ltd collects it.", "Acme", "Acme Ltd") == ["Acme Ltd collects it."]


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_text_breaks_it(text: str, written: str) -> None:
    """What is written as a phrase is words, never a pattern."""
    if written.strip() and written.split()[0] != "…":
        Words(text).find(phrases([written.replace("…", "")] if written.replace("…", "").strip() else []))


@given(st.lists(st.sampled_from(["we", "sell", "data", "Sells", "selling", "no", "the"]), min_size=1, max_size=12))
def test_a_stem_finds_what_begins_with_it(words: list[str]) -> None:
    """As many places as there are words that begin so."""
    text = " ".join(words)
    assert len(found("sell*", text)) == sum(word.casefold().startswith("sell") for word in words)
