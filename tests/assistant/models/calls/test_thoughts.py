"""Thoughts are taken out of what a model writes, wherever its stream is cut."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.calls.thoughts import OPEN, Words

WHOLE = [
    ("Ten years.", False, "Ten years."),
    ("<think>Ten? Yes.</think>Ten years.", False, "Ten years."),
    ("<think>\n\n</think>\n\nTen years.", False, "Ten years."),
    ("Ten? Yes.\n</think>\n\nTen years.", True, "Ten years."),
    ("Ten years.", True, "Ten years."),  # the server has taken the thoughts out itself
    ("<think>Ten? It never ends", False, ""),
    ("Ten <think>or nine?</think>years.", False, "Ten years."),
    ("<thinking>a</thinking>Ten <thought>b</thought>years.", False, "Ten years."),
    ("◁think▷a◁/think▷Ten years.", False, "Ten years."),
    ("<|channel|>analysis<|message|>Ten?<|end|><|start|>assistant<|channel|>final<|message|>Ten.", False, "Ten."),
    ("<think>a</think>Ten.<think>b</think>", False, "Ten."),
    ("less < more, <thin ice", False, "less < more, <thin ice"),
    ("Ten years.<|end|>", False, "Ten years."),
    ("Ten years.<|end|>", True, "Ten years."),
    ("", False, ""),
]


def without_thoughts(pieces: Iterable[str], *, opened: bool = False) -> Iterator[str]:
    """What is given of a stream after each piece, and at its end; nothing is not given."""
    words = Words(opened)
    given = [*map(words.more, pieces), words.end()]
    return filter(None, given)


@pytest.mark.parametrize("text,opened,expected", WHOLE)
def test_thoughts_are_taken_out(text: str, opened: bool, expected: str) -> None:
    """Of a text that comes whole, and of one that comes character by character."""
    assert "".join(without_thoughts([text], opened=opened)) == expected
    assert "".join(without_thoughts(list(text), opened=opened)) == expected


@given(st.lists(st.sampled_from(["<think>", "</think>", "Ten ", "<", "years", "thi", "nk>", "\n", *OPEN])), st.data())
def test_where_the_stream_is_cut_does_not_matter(parts: list[str], data: st.DataObject) -> None:
    """Any cut gives what the whole gives."""
    text = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    opened = data.draw(st.booleans())
    assert "".join(without_thoughts(pieces, opened=opened)) == "".join(without_thoughts([text], opened=opened))


def test_words_are_given_as_soon_as_they_are_certain() -> None:
    """Only what may become a mark is held back."""
    pieces = without_thoughts(iter(["Ten ", "years <", "b> and", " more"]))
    assert list(pieces) == ["Ten ", "years ", "<b> and", " more"]
