"""Read the meaning of English words: synonyms that count as the same, and what a denial reaches."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.english.terms import terms

_NEGATION = re.compile(
    r"\b(?:not?|never|none|nor|neither|without|cannot|nothing|nobody|refrain|prohibit\w*|unless)\b|n['’]t\b",
    re.IGNORECASE,
)


# Stretches whose negation does not deny what the sentence says.
_ASIDE = re.compile(
    r"\bnot (?:limited to|only)\b|\bwhether or not\b|\b(?:unless|if|even if|no longer)\b[^,.;]*|\bwithout\b",
    re.IGNORECASE,
)


_SPELT = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()


_NUMBER_WORDS = {word: str(n) for n, word in enumerate(_SPELT, 2)}


# Words that a policy and a reader use for one thing. Not "share" and "disclose", not "use" and "process": lawyers
# tell those apart.
_SAME = {
    next(iter(terms(word))): group.split()[0]
    for group in (
        "keep keeps kept retain retention store stored hold held, collect gather obtain, data details,"
        " delete erase remove deletion erasure removal, notify inform tell told, request ask, lodge file submit,"
        " contact reach write email mail send sent, customer user visitor consumer people individual subject,"
        " child children minor minors, change modify update amend revise revision modification, use utilize utilise,"
        " withdraw withdrawn withdrawal revoke, sell sold sale, end terminate termination close closed,"
        " give gave given provide, intend meant intent, need necessary require, question inquiry, take took, make made,"
        " anonymize anonymise anonymous, choose chose chosen, young younger age year old"
    ).split(",")
    for word in group.split()
}


# Words that claim nothing by themselves; "before" is weighed below.
_FILLERS = terms(
    "able include company service website platform purpose entitled right allow privacy notice statement before prior"
    " neither none without wish want"
)


# Written out; and "information" has the stem of "inform".
_PLAIN = {r"\bcan(?:no|')t\b": "can not", r"\bwon't\b": "will not", r"n't\b": " not"}


_WORD = re.compile(r"[^\W_]+(?:['.@][^\W_]+)*|[.;:,!?—]")


# Words that open a stretch that is denied, or only possible; the stretch ends at a break.
DENIES = frozenset("not no never neither nor without none nobody nothing".split())


_MAY = frozenset("may might could possibly potentially sometimes".split())


_HEDGES = _MAY | {"can", "right", "entitled", "able"}  # these may be added: "contact us" is "you can contact them"


_JOINS = frozenset(", or nor and".split())


_BREAKS = frozenset(". ; : ! ? but however unless if when where except although though while because until".split())


def denies(text: str) -> bool:
    """Whether a policy's words say no: a negation that does not stand in an aside.

    On the 37 yes/no questions of the hand-written set this is right for 89 % of the gold quotes; the 1.5 B model,
    asked for yes or no about them, for 73 % (LOG.md).
    """
    return bool(_NEGATION.search(_ASIDE.sub(" ", text)))


def negated(text: str) -> bool:
    """Whether the text denies or forbids something."""
    return bool(_NEGATION.search(text))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word or punctuation mark of a text."""

    folded: str
    meaning: str  # its stem, the same for words of one group; "" for stop words, marks and facts
    capital: bool  # written as a name may be


@lru_cache(maxsize=1024)
def worded(text: str) -> tuple[_Word, ...]:
    """The words and marks of a text in their order, contractions written out."""
    text = text.replace("’", "'")
    for pattern, full in _PLAIN.items():
        text = re.sub(pattern, full, text, flags=re.IGNORECASE)
    return tuple(_word(found) for found in _WORD.findall(text))


def _word(found: str) -> _Word:
    folded = found.casefold().removesuffix("'s")
    is_fact = folded in _NUMBER_WORDS or found[0].isdigit() or "." in found[1:]  # see `facts`
    stem = "" if is_fact else next(iter(terms(found)), "")
    return _Word(folded, _SAME.get(stem, stem), found[0].isupper() or "." in found[1:])


def meanings(text: str) -> frozenset[str]:
    """The words of a text that mean something, stemmed, the same for words of one group (_SAME)."""
    return frozenset(word.meaning for word in worded(text) if word.meaning)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What some opening words are about in a text."""

    heads: frozenset[str]  # the first words after each opener
    inside: frozenset[str]  # all words up to the next break
    outside: frozenset[str]
    words: frozenset[str]


def reach(words: Sequence[_Word], openers: frozenset[str]) -> _Scope:
    """The stretches that `openers` open. In "not sell, rent or share data" the heads are sell, rent and share."""
    heads, inside, outside = set[str](), set[str](), set[str]()
    pending = opened = False
    for n, word in enumerate(words):
        if word.folded in openers or word.folded in _BREAKS:
            pending = opened = word.folded in openers
        elif word.meaning:
            (inside if opened else outside).add(word.meaning)
            if pending and not word.folded.endswith("ly"):  # "not knowingly collect" denies the collecting
                heads.add(word.meaning)
                pending = n + 1 < len(words) and words[n + 1].folded in _JOINS
    return _Scope(frozenset(heads), frozenset(inside), frozenset(outside), frozenset(inside | outside))
