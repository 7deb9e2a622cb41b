"""What asks nothing of a policy."""

import pytest

from assistant.question.small_talk import is_small_talk


@pytest.mark.parametrize(
    "text",
    [
        "hello", "Hi there!", "thanks", "Thank you very much for your help.", "asdf", "asdfgh jkl", "qwertz", "ok",
        "???",
        "how are you?", "What can I ask?", "Good morning", "help", "aaaa", "merci", "yes", "test test", "12345",
    ],
)  # fmt: skip
def test_small_talk_and_noise(text: str) -> None:
    """Greetings, thanks, talk about the program and keys hit at random."""
    assert is_small_talk(text)


@pytest.mark.parametrize(
    "text",
    [
        "cookies", "Who are you?", "Is that ok?", "How do I stop that?", "Stop selling my data", "GDPR", "why?",
        "invoices",
        "Aufbewahrung", "children", "retention logs", "What is that?", "test data", "help desk", "Does it?", "фактури",
    ],
)  # fmt: skip
def test_short_questions_are_none(text: str) -> None:
    """A keyword, a follow-up or a word of another language may be about a policy."""
    assert not is_small_talk(text)


def test_a_policys_own_word_is_no_noise() -> None:
    """What a policy or its name says is asked about, however it looks."""
    assert is_small_talk("xmpp")
    assert not is_small_talk("xmpp", frozenset({"xmpp"}))
