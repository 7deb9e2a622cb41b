"""The language of a text, and English words for what it says."""

import pytest

from assistant.english.translation.languages import ENGLISH, language_of
from assistant.english.translation.translate_terms import translated, with_english
from tests.conftest import ROOT

FRENCH = "Les factures sont conservées pendant dix ans. Nous ne vendons pas vos données."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH, "français"),
        ("Wir verkaufen Ihre Daten nicht. Rechnungen werden zehn Jahre aufbewahrt.", "deutsch"),
        ("Wij verkopen uw gegevens niet en bewaren facturen zeven jaar.", "nederlands"),
        ("No vendemos sus datos y conservamos las facturas durante seis años.", "español"),
        ("Ние не продаваме вашите данни и пазим фактурите за десет години.", "български"),
        ("We do not sell your data and keep invoices for ten years.", ENGLISH),
        ("", ENGLISH),
        ("Kestrel 2025", ENGLISH),
    ],
)
def test_a_language_is_guessed(text: str, language: str) -> None:
    """By its commonest words; where there are none it is taken for English."""
    assert language_of(text) == language


def test_the_five_policies_are_english() -> None:
    """None of them is taken for another language."""
    assert {language_of(path.read_text("utf-8")) for path in (ROOT / "policies").glob("*.txt")} == {ENGLISH}


@pytest.mark.parametrize(
    ("text", "language", "english"),
    [
        (FRENCH, "français", "invoice retain for ten year. not we sell data."),
        ("Wir verkaufen Ihre Daten nicht.", "deutsch", "not we sell data."),
        ("Rechnungen werden zehn Jahre aufbewahrt.", "deutsch", "invoice ten year retain."),
        ("Wij bewaren facturen zeven jaar.", "nederlands", "we retain invoice seven year."),
        ("No vendemos sus datos.", "español", "not sell data."),
        ("Ние не продаваме вашите данни.", "български", "not we sell data."),
        ("We keep it.", ENGLISH, "We keep it."),
    ],
)
def test_english_for_a_text(text: str, language: str, english: str) -> None:
    """In the text's order, so that a figure stands beside its unit, a denial first; English stays as it is."""
    assert translated(text, language) == english


def test_a_text_keeps_its_words() -> None:
    """English stands behind a foreign text, and nothing behind an English one."""
    assert with_english(FRENCH, "français").startswith(f"{FRENCH}\n")
    assert with_english("We keep it.", ENGLISH) == "We keep it."
