"""A question as people type it."""

import pytest

from assistant.question.as_typed import tidied


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("HOW LONG DOES KESTREL KEEP LOCATION DATA", "how long does kestrel keep location data?"),
        ("Hi, can you tell me whether Acme sells my data please", "whether Acme sells my data?"),
        ("tell me about cookies", "what about cookies?"),
        ("i want to know if they share it", "whether they share it?"),
        ("Could you please explain how u use my data? thanks!", "how you use my data?"),
        ("how log does acme keep it", "how long does acme keep it?"),
        ("dose Acme sell it", "does Acme sell it?"),
        ("wich data do they get", "which data do they get?"),
        ("Hello! Do you keep photos? 😀", "Do you keep photos?"),
        ("is  my\ndata sold", "is my data sold?"),
        ("Größen", "Größen"),
    ],
)
def test_what_says_nothing_is_taken_off(typed: str, tidy: str) -> None:
    """Capitals, greetings, polite openings and chat spellings go; a question gets its mark."""
    assert tidied(typed) == tidy


@pytest.mark.parametrize(
    "typed",
    [
        "How long is my data kept?",
        "GDPR?",
        "retention logs",
        "I would like to delete my account",
        "Do you know my age?",
        "Can you tell them apart?",
        "hello",
        "thanks",
        "?!",
        "What does U-Haul sell?",
    ],
)
def test_other_texts_stay(typed: str) -> None:
    """A plain question, keywords, a wish and a greeting alone are left as they are."""
    assert tidied(typed) == typed
