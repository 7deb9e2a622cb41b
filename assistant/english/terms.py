"""Find the words of a text that say what it is about, and measure how many of them another text has.

Keeps addresses and hyphenated words whole, and numbers as they are: "We erase it in 30 days" → {"eras", "30", "day"}.
"""

import re
from functools import lru_cache

from assistant.english.words import STOP_OF_TERMS, joined, stem, uncontracted

_WORD = re.compile(r"[^\W_]+(?:['’.@-][^\W_]+)*")


def covered(wanted: frozenset[str], offered: frozenset[str]) -> float:
    """Return the share of `wanted` that is in `offered`, 0 to 1; 1 where nothing is wanted."""
    return len(wanted & offered) / len(wanted) if wanted else 1.0


@lru_cache(maxsize=4096)
def terms(text: str) -> frozenset[str]:
    """Return the words of a text that say what it is about, stemmed, without stop words and denials."""
    plain = (uncontracted(word.casefold()) for word in _WORD.findall(joined(text)))
    return frozenset(stem(word) for word in plain if word not in STOP_OF_TERMS)
