"""Quotes of passages, in the language of their policy."""

import pytest

from assistant.answer.parts import Part
from assistant.answer.quote.quoting import Quoting
from ingest.clauses.split import split
from ingest.policy import Policy

GERMAN = """# Datenschutz

## 1. Allgemeines

Wir verkaufen Ihre Daten nicht. Wir speichern die Daten, die Sie uns geben, und wir löschen sie nach einem Jahr.

## 2. Ausnahmen

Newsletter abbestellen. Kinder ausgenommen.
"""


def test_a_short_clause_is_quoted_in_its_policy_s_language() -> None:
    """Two lines without any common word tell no language: read as English, the whole of them was quoted."""
    policy = Policy("acme", "Acme", (), "0" * 64, GERMAN)
    quoting = Quoting({"acme": policy}, lambda _policy: lambda _word: 1.0, lambda *_: 0.0)
    asked = "How old must children be?"
    quote = quoting.best_of(Part(asked, asked, ()), split(policy)[-1])
    assert quote.quote == "Kinder ausgenommen."


OWN_QUESTIONS = """# Acme Privacy Policy

Acme Ltd (the Landlord) lets flats.

## Does Acme use cookies of third parties?

No. We only use cookies of our own and of third parties' lists.

## Keys

The Landlord keeps a key of each flat. Acme may sell old keys.

## Data

| Category | Collected | Sold? |
|---|---|---|
| Biometric data | No | No |
| Names | Yes | No |
"""


def _read(question: str, words: str) -> str:
    """The polarity of the clause that has these words, for a question."""
    policy = Policy("acme", "Acme", (), "0" * 64, OWN_QUESTIONS)
    quoting = Quoting({"acme": policy}, lambda _policy: lambda _word: 1.0, lambda *_: 0.0)
    part = Part(question, question, ())
    clause = next(clause for clause in split(policy) if words in clause.text)
    return quoting.stance_of(part, quoting.best_of(part, clause)).polarity


@pytest.mark.parametrize(
    ("question", "words", "polarity"),
    [
        ("Do you use cookies of third parties?", "No. We only", ""),  # the clause itself says no
        ("Does the landlord keep a key of my flat?", "keeps a key", "yes"),
        ("Do you sell old keys?", "keeps a key", "yes"),  # "Acme may sell" is "we may sell"
        ("Do you collect biometric data?", "Biometric", "no"),
        ("Do you collect names?", "Names", "yes"),
        ("Do you sell names?", "Names", "no"),
    ],
)
def test_a_policy_is_read_as_its_author_writes(question: str, words: str, polarity: str) -> None:
    """By its own name or word for itself it says "we"; its cells and its answers to own questions say yes and no."""
    assert _read(question, words) == polarity
