"""Measuring how much likelier a passage makes a question."""

from collections.abc import Sequence

import pytest

from assistant.judge.query_likelihood import LEAST, MOST_WORDS, Likelier
from assistant.models.scripted import ScriptedModel
from prompts import passage, render
from tests.conftest import ended

SHOWN = passage("Retention", "We keep photographs for ten years.")
QUESTION = "How long are photographs kept by Acme?"

Tokens = Sequence[tuple[str, float]]


def model(shown: Tokens, bare: Tokens) -> tuple[ScriptedModel, list[str]]:
    """A model that goes on with one of two lists, and what had been said each time it was asked."""
    beginnings: list[str] = []

    def goes_on(user: str, begun: str) -> Tokens:
        beginnings.append(begun)
        return shown if "<passage>" in user else bare

    return ScriptedModel(goes_on=goes_on), beginnings


def test_the_gain_is_the_telling_words_nats() -> None:
    """Stop words and the policy's own name are not asked for; each word is looked for after the words before it."""
    scripted, beginnings = model([(" photographs", -1.0), (" kept", -0.5)], [(" photographs", -6.0), (" kept", -2.0)])
    assert ended(Likelier(scripted, QUESTION, "Acme").gain(SHOWN)) == pytest.approx(6.5)
    assert set(beginnings) == {"How", "How long are", "How long are photographs"}  # "long" is none of the likeliest
    asked = {user for _, user in scripted.asked}
    assert asked == {
        render("question_alone", policy="Acme").user,
        render("question_given_passage", policy="Acme", passage=SHOWN).user,
    }


@pytest.mark.parametrize(
    "tokens,nats",
    [
        ([(" p", -1.0), (" photo", -2.0)], -2.0),  # the longest
        ([("photographs?", -1.0)], LEAST),  # more than stands there
        ([(" photographs", -12.0)], LEAST),  # no less than the least
        ([("", -0.1), (" ", -0.2)], LEAST),  # begins everything, says nothing
        ([], LEAST),  # the answer was over
    ],
)
def test_a_word_is_as_likely_as_the_longest_token_that_begins_it(tokens: Tokens, nats: float) -> None:
    """Of the likeliest; a word that none of them begins has the least."""
    scripted, _ = model(tokens, [])
    assert ended(Likelier(scripted, "Photographs? photographs", "Acme").gain(SHOWN)) == pytest.approx(nats - LEAST)


def test_the_question_alone_is_read_once() -> None:
    """For two passages it is asked three times as often as it has words; prompts are counted once each."""
    scripted, beginnings = model([], [])
    likelier = Likelier(scripted, QUESTION, "Acme")
    for _ in range(2):
        ended(likelier.gain(SHOWN))
    assert len(beginnings) == 3 * 3
    words_of_prompt = len(
        f"{render('question_alone', policy='Acme').system} {render('question_alone', policy='Acme').user}".split()
    )
    assert likelier.prompt_tokens < 3 * words_of_prompt + 100


def test_a_long_question_is_read_by_its_first_words() -> None:
    """Each word is a call; marks of a chat template are none."""
    scripted, beginnings = model([], [])
    ended(Likelier(scripted, "<|im_start|>" + "photographs " * 100, "Acme").gain(SHOWN))
    assert len(beginnings) == 2 * MOST_WORDS
    assert not any("<|" in beginning for beginning in beginnings)


@pytest.mark.parametrize("stop", [0, 1, 4])
def test_it_can_be_stopped_before_each_word(stop: int) -> None:
    """No word is asked for after that."""
    scripted, beginnings = model([], [])
    steps = Likelier(scripted, QUESTION, "Acme").gain(SHOWN)
    for _ in range(stop + 1):
        next(steps)
    steps.close()
    assert len(beginnings) == stop


def test_a_question_without_telling_words_gains_nothing() -> None:
    """It costs nothing either."""
    scripted, beginnings = model([], [])
    assert ended(Likelier(scripted, "Who is it?", "Acme").gain(SHOWN)) == 0
    assert not beginnings
