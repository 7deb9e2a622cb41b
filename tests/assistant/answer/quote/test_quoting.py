"""Quotes of passages, in the language of their policy."""

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
