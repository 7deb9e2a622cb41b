"""Misspelt words of a question → the nearest words that the searched policies use. Pure.

Only what nobody knows is mended, and only where little is wrong with it: "informtion", "dta", "facebok". Questions in
other languages are left alone. Refuses to know English: which words are known is given.
"""

from collections.abc import Callable, Sequence

from assistant.english.words import places

SHORTEST = 3  # letters
SHORT = (
    6  # letters: in a shorter word another letter makes another word ("moan", "mean"); a lost or swapped one does not
)
LIKE_SHORT, LIKE = 0.75, 0.8  # least share of letters right: "dta" is 0.75 like "data", "detials" 0.86 like "details"
HALF = 0.5  # of a question's words must be known: else it is in another language
TRIED = 5  # nearest words looked at


def mended(text: str, vocabulary: Sequence[str], is_known: Callable[[str], bool]) -> str:
    """The text with each word that is not known replaced by the nearest one of the vocabulary, where one is near.

    `vocabulary` holds lower-case words, the likelier first: it wins where two are as near.
    """
    found = places(text)
    odd = [(word, span) for word, span in found if not is_known(word)]
    if len(odd) > HALF * len(found):
        return text
    for word, (start, end) in reversed(odd):
        text = text[:start] + (nearest(word, vocabulary) or text[start:end]) + text[end:]
    return text


def nearest(word: str, vocabulary: Sequence[str]) -> str | None:
    """The word of the vocabulary that this lower-case one was most likely meant to be; None where none is near."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < SHORTEST or not word.isalpha():
        return None
    least = LIKE_SHORT if len(word) < SHORT else LIKE
    near = process.extract(word, vocabulary, scorer=OSA.normalized_similarity, score_cutoff=least, limit=TRIED)
    return next((one for one, _, _ in near if _may_be(word, one)), None)


def _may_be(word: str, meant: str) -> bool:
    """People get the first letter right; short words must have the same letters, or one more or fewer."""
    if word[0] != meant[0]:
        return False
    return len(word) >= SHORT or len(word) != len(meant) or sorted(word) == sorted(meant)
