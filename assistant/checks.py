"""A sentence and the quotes it stands on → the reason why it must not be shown, or none. Pure.

Refuses to know models: it judges what was written, whoever wrote it.
"""

import re
from collections.abc import Sequence

from assistant.quotes import covered, terms

LEAST_COVERED = 0.6  # share of a sentence's meaningful words that its quotes, headings or the policy's names must hold

_FACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:https?://|www\.)\S+|\d[\d.,/:-]*\d|\d")
_NEGATION = re.compile(
    r"\b(?:not?|never|none|nor|neither|without|cannot|nothing|nobody|refrain|prohibit\w*|unless)\b|n['’]t\b",
    re.IGNORECASE,
)
# Stretches whose negation does not deny what the sentence says.
_ASIDE = re.compile(
    r"\bnot (?:limited to|only)\b|\bwhether or not\b|\b(?:unless|if|even if|no longer)\b[^,.;]*|\bwithout\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = {
    word: str(n)
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
    )
    if n > 1
}


def refuted(sentence: str, quotes: Sequence[str], known: str = "") -> str | None:
    """Why the quotes do not carry the sentence, in a word or two; None when they do.

    `known` are words a sentence may use besides: headings and the policy's names.
    """
    evidence = " ".join(quotes)
    if missing := facts(sentence) - facts(f"{evidence} {known}"):
        return f"not in the quote: {', '.join(sorted(missing))}"
    if negated(sentence) != negated(evidence):
        return "says yes where the quote says no, or the other way round"
    if covered(terms(sentence), terms(f"{evidence} {known}")) < LEAST_COVERED:
        return "says more than the quote"
    return None


def denies(text: str) -> bool:
    """Whether a policy's words say no: a negation that does not stand in an aside.

    On the 37 yes/no questions of the hand-written set this is right for 89 % of the gold quotes; the 1.5 B model,
    asked for yes or no about them, for 73 % (LOG.md).
    """
    return bool(_NEGATION.search(_ASIDE.sub(" ", text)))


def negated(text: str) -> bool:
    """Whether the text denies or forbids something."""
    return bool(_NEGATION.search(text))


def facts(text: str) -> frozenset[str]:
    """Numbers (words to sixteen as digits), dates, e-mail addresses and links of a text."""
    spelt = {_NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", text.casefold()) if word in _NUMBER_WORDS}
    return frozenset(match.casefold().rstrip(".,") for match in _FACT.findall(text)) | spelt
