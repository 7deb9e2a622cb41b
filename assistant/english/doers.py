"""Read who does what in a text: the company or its users. "We delete the data" → ("delete", "company").

Reads forms only: a party before a verb, or "by" and a party behind one. Third parties are nobody here.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.english.meanings import Word, worded
from assistant.english.word_lists import word_list

USERS = word_list("party_users")
COMPANY = word_list("party_company")
BEFORE_VERB = word_list("before_verb")
PASSIVE = word_list("passive")
PARTICIPLES = ("ed", "pt", "ld", "en")  # deleted, kept, sold, given
_AUXILIARIES = word_list("auxiliaries")


def doers(text: str, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield (meaning of the verb, "users" or "company") wherever a party stands before a verb that is not passive.

    `names` are words of the company's name, in lower case. "Acme may share data", {"acme"} → ("share", "company").
    """
    words = worded(text)
    for place, word in enumerate(words):
        if not word.meaning or _may_precede_verb(word):
            continue
        before = before_auxiliaries(words, place)
        if before < 0 or _is_passive(words[before + 1 : place], word) or _is_of(words, before - 1):
            continue
        if party := _party(words[before], names):
            yield word.meaning, party


def agents(text: str, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield (meaning of the verb, "users" or "company") wherever "by" and a party stand behind a verb.

    "Data is deleted by the users" → ("delete", "users").
    """
    words = [word for word in worded(text) if word.folded not in {"the", "its", "their"}]
    for verb, by, agent in zip(words, words[1:], words[2:], strict=False):
        if verb.meaning and by.folded == "by" and (party := _party(agent, names)):
            yield verb.meaning, party


def subjects(text: str) -> Iterator[tuple[str, str]]:
    """Yield (meaning of the verb, that of the noun before it) for nouns that are neither company nor users.

    "Do buyers pay the fee?" → ("pay", "buyer"). Forms only: of "the gym membership includes" also what is no verb.
    """
    words = worded(text)
    for place, word in enumerate(words):
        before = before_auxiliaries(words, place) if word.meaning and not _may_precede_verb(word) else -1
        between = words[before + 1 : place]
        if before < 0 or _is_passive(between, word) or _is_of(words, before - 1):
            continue
        if any(part.folded == "to" for part in between):  # "use the link to opt out"
            continue
        if words[before].meaning and not _party(words[before], frozenset()):
            yield word.meaning, words[before].meaning


def deeds(text: str) -> frozenset[str]:
    """Return the meanings of the words behind an auxiliary verb: "Data may be sold, and is kept" → {"sell", "keep"}."""
    pairs = pairwise(worded(text))
    return frozenset(word.meaning for before, word in pairs if before.folded in _AUXILIARIES) - {""}


def before_auxiliaries(words: Sequence[Word], place: int, between: frozenset[str] = BEFORE_VERB) -> int:
    """Return the place of the word before a verb and its auxiliaries: "they will not sell" → of "they"; -1: none.

    `between`: words that may stand there, besides those in "-ly".
    """
    place -= 1
    while place >= 0 and _may_precede_verb(words[place], between):
        place -= 1
    return place


def _may_precede_verb(word: Word, between: frozenset[str] = BEFORE_VERB) -> bool:
    """Say whether a word may stand between who does something and the verb: "will", "not", "only", "generally"."""
    return word.folded in between or word.folded.endswith("ly")


def _is_passive(between: Sequence[Word], verb: Word) -> bool:
    """Say whether a verb is a passive by its form and a form of "be" before it: "may be sold"."""
    return verb.folded.endswith(PARTICIPLES) and any(word.folded in PASSIVE for word in between)


def _is_of(words: Sequence[Word], place: int) -> bool:
    """Say whether "of" stands there: in "residents of California may" California does nothing."""
    return place >= 0 and words[place].folded == "of"


def _party(word: Word, names: frozenset[str]) -> str:
    """Return "users" or "company", whichever a word stands for; "" where it is a third party's or nobody's."""
    if word.folded in USERS:
        return "users"
    if word.folded in COMPANY or (word.capital and word.folded in names):
        return "company"
    return ""
