"""Correct the misspelt words of a question to words that the searched policies use: "informtion" → "information".

Only what nobody knows is corrected, and only where little is wrong with it. A question in another language is left
alone. Which words are known is given by the caller.
"""

from collections.abc import Callable, Sequence

from assistant.english.words import places

SHORTEST = 3  # letters
# Letters: in a shorter word another letter makes another word ("moan", "mean"); a lost or swapped one does not.
SHORT = 6
LIKE_SHORT, LIKE = 0.75, 0.8  # least share of letters right: "dta" is 0.75 like "data", "detials" 0.86 like "details"
MOST_UNKNOWN = 0.5  # share of a question's words: with more of them it is in another language
CANDIDATES = 5  # nearest words looked at


def corrected(text: str, vocabulary: Sequence[str], is_known: Callable[[str], bool]) -> str:
    """Replace each word that is not known by the nearest one of the vocabulary, where one is near.

    `vocabulary` holds lower-case words, the likelier first: it wins where two are as near.
    """
    words = places(text)
    unknown = [(word, span) for word, span in words if not is_known(word)]
    if len(unknown) > MOST_UNKNOWN * len(words):
        return text
    for word, (start, end) in reversed(unknown):
        text = text[:start] + (nearest(word, vocabulary) or text[start:end]) + text[end:]
    return text


def nearest(word: str, vocabulary: Sequence[str]) -> str | None:
    """Return the word of the vocabulary that a lower-case word was most likely meant to be; None where none is near."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < SHORTEST or not word.isalpha():
        return None
    least = LIKE_SHORT if len(word) < SHORT else LIKE
    near = process.extract(word, vocabulary, scorer=OSA.normalized_similarity, score_cutoff=least, limit=CANDIDATES)
    return next((candidate for candidate, _, _ in near if _may_be(word, candidate)), None)


def _may_be(word: str, meant: str) -> bool:
    """Say whether one may be the other misspelt.

    The first letter must be right; short words must have the same letters, or one more or fewer.
    """
    if word[0] != meant[0]:
        return False
    return len(word) >= SHORT or len(word) != len(meant) or sorted(word) == sorted(meant)
