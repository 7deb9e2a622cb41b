"""Split text into words, and stem them. Text → the words that it is searched by: "Kept e-mails" → ["kept", "email"].

Every part that reads words takes them from here. Knows nothing of what words mean (synonyms.py) or of how they are
misspelt (spelling.py).
"""

import re
from functools import lru_cache
from typing import Any

from assistant.english.word_lists import word_list
from ingest.spans import Span

STOP = word_list("stop") | word_list("stop_contractions")  # left out of what is searched
STOP_OF_TERMS = word_list("stop") | word_list("stop_denials")  # left out of what is compared; see terms.py

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
POSSESSIVE = r"['’]s"  # behind a name: "Acme's"

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CONTRACTED = re.compile(r"['’](?:s|m|re|ve|ll|d)$")
_PREFIX = re.compile(r"\b(e(?=-mail)|sub)-(?=[a-z])", re.IGNORECASE)


def words(text: str) -> list[str]:
    """Return the stems of a text's words in their order, without stop words."""
    return [stem(word) for word in raw(text) if word not in STOP]


def stems(text: str) -> list[str]:
    """Return the stems of all of a text's words in their order, for phrases."""
    return [stem(word) for word in raw(text)]


def raw(text: str) -> list[str]:
    """Return the words of a text in lower case, in their order, without what is contracted: "Acme's" → "acme"."""
    return [_plain(match.group()) for match in _WORD.finditer(joined(text))]


def joined(text: str) -> str:
    """Return a text in which prefixes that are written both ways are no words: "sub-processor" → "subprocessor"."""
    return _PREFIX.sub(r"\1", text)


def places(text: str) -> list[tuple[str, Span]]:
    """Return the words of a text as `raw` does, each with its span; "e-mail" is two."""
    return [(_plain(match.group()), match.span()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the English stem of one lower-case word: "deletion" → "delet"."""
    return str(_stemmer().stemWord(word))


def uncontracted(word: str) -> str:
    """Return a lower-case word without a short verb or a possessive's ending: "they've" → "they", "acme's" → "acme"."""
    return _CONTRACTED.sub("", word)


def _plain(word: str) -> str:
    return uncontracted(word.lower().replace("’", "'"))


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")
