"""Guess the language of a text by its commonest words: "Nous ne vendons pas vos données." → "français"."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from assistant.english.word_lists import word_list, word_names
from assistant.english.words import raw

ENGLISH: Final = "english"
LOOKED_AT = 4_000  # words of a text that its language is guessed by
SURE = 0.08  # share of a text's words that must be among a language's commonest: fewer may be a list of names


@lru_cache(maxsize=1024)
def language_of(text: str) -> str:
    """Return the language that most common words are of, as synonyms.toml names it; ENGLISH where that is not sure."""
    counts = Counter(raw(text[: 8 * LOOKED_AT])[:LOOKED_AT])
    whole = max(1, sum(counts.values()))
    shares = {language: sum(counts[word] for word in common) / whole for language, common in _common().items()}
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] >= SURE and shares[best] > shares[ENGLISH] else ENGLISH


def common_words(language: str) -> frozenset[str]:
    """Return the commonest words of a language."""
    return _common()[language]


@lru_cache(maxsize=1)
def _common() -> Mapping[str, frozenset[str]]:
    return {name.removeprefix("common_"): word_list(name) for name in word_names("common_")}
