"""English words for a question in another language, and none for one in English."""

import pytest

from assistant.chain import Assistant, Evidence
from assistant.english.translation.translate_terms import gloss
from eval.cases import read_cases, read_policies
from tests.conftest import ROOT


@pytest.mark.parametrize(
    "question,expected",
    [
        ("Combien de temps lightenup.ai garde-t-il mes données personnelles ?", {"retain", "data", "personal"}),
        ("Verkoopt AI Planet mijn persoonlijke gegevens aan anderen?", {"sell", "personal"}),
        ("Wie kann ich bei AI Expert meine Einwilligung widerrufen?", {"consent"}),
        ("Продава ли AI Expert личните данни на потребителите?", {"sell", "personal"}),
        ("¿Vende Segments.ai mis datos?", {"sell", "data"}),
    ],
)
def test_known_words_are_glossed(question: str, expected: set[str]) -> None:
    """The words of the five languages that the field's list has, each as one English word."""
    assert expected <= set(gloss(question).split())


@pytest.mark.parametrize(
    "question", ["Retention period?", "Marketing emails", "Delete account", "protection", "", "???"]
)
def test_short_english_has_no_gloss(question: str) -> None:
    """Words that are English too are left alone, though they begin like a foreign one ("del*" is Dutch)."""
    assert gloss(question) == ""


def test_no_question_in_english_has_a_gloss() -> None:
    """None of the 191 hand-written questions in English, misspelt ones and injections among them."""
    cases = read_cases(ROOT / "eval" / "questions.jsonl", read_policies(ROOT / "policies"))
    english = [case for case in cases if case.kind != "language"]
    assert len(english) == 191
    assert [case.id for case in english if gloss(case.question)] == []


def test_the_gloss_is_told_and_not_added_twice(assistant: Assistant) -> None:
    """What a question is understood as says which English words were searched for; asked again it stays as it is."""
    first = next(assistant.stream("Verkoopt AI Planet mijn persoonlijke gegevens aan anderen?"))
    assert isinstance(first, Evidence)
    assert first.understood.endswith("(sell personal data)")
    again = next(assistant.stream(first.understood))
    assert isinstance(again, Evidence)
    assert again.understood == first.understood
