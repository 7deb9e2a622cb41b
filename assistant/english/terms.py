"""The telling words of a text, stemmed, and how much of one text's words another has."""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’.@-][^\W_]+)*")


_STOP = frozenset(
    "a about above after again all also am an and any are as at be been being both but by can could did do does doing"
    " down each few for from further had has have having he her here hers him his how i if in into is it its itself"
    " just may me might more most must my of off on once only or other our ours out over own please same shall she"
    " should so some such than that the their theirs them then there these they this those through to too under until"
    " up upon us was we were what when where which while who whom whose why will with would you your yours according"
    " policy says states provides no nor not never cannot".split()  # denials are checked, not searched by
)


def covered(wanted: frozenset[str], offered: frozenset[str]) -> float:
    """Share of `wanted` that is in `offered`, 0 to 1; 1 where nothing is wanted."""
    return len(wanted & offered) / len(wanted) if wanted else 1.0


@lru_cache(maxsize=4096)
def terms(text: str) -> frozenset[str]:
    """The words of a text that mean something, stemmed; numbers as they are."""
    found = [word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text)]
    return frozenset(_stem(word) for word in found if word not in _STOP)


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    import Stemmer

    return str(Stemmer.Stemmer("english").stemWord(word))
