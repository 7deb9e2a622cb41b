"""What a sentence states, without what stands beside it."""

import pytest

from assistant.english.statements import main_statement, without_signal_names


@pytest.mark.parametrize(
    "sentence,stated",
    [
        ("If you do not want it, you can opt out.", "you can opt out."),
        ("We delete it when the period ends.", "We delete it"),
        ("Although we do our best, we cannot answer (all) signals.", "we cannot answer signals."),
        (
            "If you wish to delete it, you can.",
            "If you wish to delete it, you can.",
        ),  # what somebody wishes is the deed
        ("We keep data.", "We keep data."),
    ],
)
def test_cases_and_asides_are_left_out(sentence: str, stated: str) -> None:
    """A denial in "If you do not want …" denies nothing that the sentence states."""
    assert " ".join(main_statement(sentence).split()).removesuffix(" .") == stated


@pytest.mark.parametrize(
    "text,plain",
    [
        ("We honor Do Not Track.", "We honor DoNot Track."),
        ("Do you honor do not track?", "Do you honor DoNot track?"),
        ("We answer do not track signals.", "We answer DoNot track signals."),
        ("We do not track you.", "We do not track you."),
        ("We Do Not Sell Your Data", "We Do Not Sell Your Data"),
    ],
)
def test_a_signals_name_denies_nothing(text: str, plain: str) -> None:
    """A name is what is written as one: "Do Not Track"; "we do not track you" stays a denial."""
    assert without_signal_names(text) == plain
