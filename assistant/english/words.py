"""Text → the words it is searched by: lower case, stemmed, English stop words left out. Pure.

Refuses to know what words mean (synonyms.py) and how they are misspelt (spelling.py).
"""

import re
from functools import lru_cache
from typing import Any

from ingest.spans import Span

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_EMAIL = re.compile(r"\be-(?=mail)", re.IGNORECASE)
# The 33 words that bm25s drops leave "do", "they", "my" and "you" in a question: with them hit@6 on the hand-written
# questions is 69 %, without them 79 %. A policy says "policy" and "provide" everywhere.
STOP = frozenset(
    "a about above after again all also am an and any are as at be been being both but by can could did do does"
    " doing don't doesn't didn't can't won't isn't aren't down each few for from further had has have having he her"
    " here hers him his how i i'm i've i'd i'll if in into is it its itself it's just may me might more most must my"
    " myself of off on once only or other our ours out over own please same shall she should so some such than that"
    " the their theirs them then there these they they're this those through to too under until up upon us was we"
    " were what what's when where which while who whom whose why will with would you your yours according policy"
    " says states provides".split(),
)


def words(text: str) -> list[str]:
    """The stems of a text's words in their order, stop words left out."""
    return [stem(word) for word in raw(text) if word not in STOP]


def stems(text: str) -> list[str]:
    """The stems of all of a text's words in their order, for phrases."""
    return [stem(word) for word in raw(text)]


def raw(text: str) -> list[str]:
    """The words of a text in lower case, in their order; a possessive's ending is dropped."""
    return [_plain(match.group()) for match in _WORD.finditer(_EMAIL.sub("e", text))]


def places(text: str) -> list[tuple[str, Span]]:
    """The words of a text as `raw` gives them, each with where it stands; "e-mail" is two."""
    return [(_plain(match.group()), match.span()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English stem of one lower-case word."""
    return str(_stemmer().stemWord(word))


def _plain(word: str) -> str:
    return word.lower().replace("’", "'").removesuffix("'s")


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")
