"""Read what English words mean: synonyms that count as one, and what a denial reaches.

"We do not sell data" → the meanings {sell, data}; the denial reaches both, its head is "sell".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.english.terms import terms
from assistant.english.word_lists import word_groups, word_list
from assistant.english.words import joined, uncontracted
from ingest.english.number_words import COUNTS

DENIES = word_list("denies")
MAY = word_list("may")
HEDGES = MAY | {"can", "right", "entitled", "able"}  # these may be added: "contact us" is "you can contact them"
FILLERS = terms(" ".join(sorted(word_list("fillers"))))
NUMBER_WORDS = {word: str(number) for word, number in COUNTS.items()}

# A stem → the stem that names its group.
SAME_MEANING = {
    next(iter(terms(word))): first for first, *others in word_groups("same_meaning") for word in (first, *others)
}

_NEGATION = re.compile(
    r"\b(?:not?|never|none|nor|neither|without|cannot|nothing|nobody|refrain|prohibit\w*|unless)\b|n['’]t\b",
    re.IGNORECASE,
)
# Stretches whose negation does not deny what the sentence says.
_ASIDE = re.compile(
    r"\bnot (?:limited to|only)\b|\bwhether or not\b|\b(?:unless|if|even if|no longer)\b[^,.;]*|\bwithout\b",
    re.IGNORECASE,
)
_WRITTEN_OUT = {
    r"\bcan(?:no|')t\b": "can not",
    r"\bwon't\b": "will not",
    r"n't\b": " not",
    r"\be-?mail": "email",
    r"\bnon-(?=[a-z])": "non",
    r"\binfo(?:rmation)?\b": "data",  # its stem is the one of "inform"
}
_WORD = re.compile(r"[^\W_]+(?:['.@][^\W_]+)*|[.;:,!?—]")
JOINS = frozenset(", or nor and".split())  # words that go on with a list
_BREAKS = word_list("breaks")


def denies(text: str) -> bool:
    """Say whether a policy's words say no: a negation that does not stand in an aside.

    On the 37 yes/no questions of the hand-written set this is right for 89 % of the gold quotes; the 1.5 B model,
    asked for yes or no about them, for 73 % (LOG.md).
    """
    return bool(_NEGATION.search(_ASIDE.sub(" ", text)))


@dataclass(frozen=True, slots=True)
class Word:
    """A word or punctuation mark of a text."""

    folded: str
    meaning: str  # its stem, the same for words of one group; "" for stop words, marks and facts
    capital: bool  # written as a name may be


@lru_cache(maxsize=1024)
def worded(text: str) -> tuple[Word, ...]:
    """Return the words and marks of a text in their order, contractions written out."""
    text = joined(text.replace("’", "'"))
    for pattern, full in _WRITTEN_OUT.items():
        text = re.sub(pattern, full, text, flags=re.IGNORECASE)
    return tuple(_word(printed) for printed in _WORD.findall(text))


def _word(printed: str) -> Word:
    folded = uncontracted(printed.casefold())
    is_fact = folded in NUMBER_WORDS or printed[0].isdigit() or "." in printed[1:]
    stem = "" if is_fact else next(iter(terms(printed)), "")
    return Word(folded, SAME_MEANING.get(stem, stem), printed[0].isupper() or "." in printed[1:])


def meanings(text: str) -> frozenset[str]:
    """Return the stems of the words that mean something, one stem for words of one group (SAME_MEANING)."""
    return frozenset(word.meaning for word in worded(text) if word.meaning)


@dataclass(frozen=True, slots=True)
class Reach:
    """What some opening words are about in a text."""

    heads: frozenset[str]  # the first words after each opener
    inside: frozenset[str]  # all words up to the next break
    outside: frozenset[str]
    words: frozenset[str]


def reach(words: Sequence[Word], openers: frozenset[str]) -> Reach:
    """Find the stretches that `openers` open. In "not sell, rent or share data" the heads are sell, rent and share."""
    heads, inside, outside = set[str](), set[str](), set[str]()
    pending = opened = False
    for n, word in enumerate(words):
        if word.folded in openers or word.folded in _BREAKS:
            pending = opened = word.folded in openers
        elif word.meaning:
            (inside if opened else outside).add(word.meaning)
            if pending and not word.folded.endswith("ly"):  # "not knowingly collect" denies the collecting
                heads.add(word.meaning)
                pending = n + 1 < len(words) and words[n + 1].folded in JOINS
    return Reach(frozenset(heads), frozenset(inside), frozenset(outside), frozenset(inside | outside))
