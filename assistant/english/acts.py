"""Read what is done in a text and by whom: "We do not rent or sell data" → rent and sell, both by the company. Pure.

Reads forms only, as doers.py does, but each verb of a list, passives and "that"; other parties are somebody here:
"apps that share data" is no sharing by the company.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assistant.english.doers import BEFORE_VERB, COMPANY, PARTICIPLES, PASSIVE, USERS, before_auxiliaries
from assistant.english.meanings import JOINS, Word, worded
from assistant.english.word_lists import word_list

Doer = Literal["company", "users", "others", ""]  # "": nobody is named, as in "data is sold"

_PARTIES: Final[dict[Doer, frozenset[str]]] = {
    "company": COMPANY | {"us"},
    "users": USERS - {"they"},
    "others": word_list("party_others"),
}
_BEFORE_VERB = BEFORE_VERB | word_list("leads_to_verb")
_BEHIND_PREPOSITION = word_list("prepositions")
_LIGHT = word_list("light_verbs")
_SAYS = word_list("before_that")
_MARKS = frozenset(".;:!?")
_NOUNS = ("tion", "tions", "sion", "sions", "ment", "ments", "ings")
_HOW = ("ingly", "edly")  # "knowingly" is no knowing
_ITS_NOUN = {"sale", "sales"}
_NO_DEED: Final = frozenset({"by", "without", "for", "when", "while", "before", "after"})  # "without selling" tells how
_LIGHT_NEAR: Final = 4  # words at most between a light verb and its noun: "use industry-standard data encryption"


@dataclass(frozen=True, slots=True)
class Act:
    """A verb of a text."""

    verb: str  # its meaning
    doer: Doer
    beside: tuple[Word, ...]  # where its object stands: behind it to the next full mark; in a passive, before it
    passive: bool = False
    direct: bool = False  # its doer stands right before it


def acts(text: str, verbs: frozenset[str] | None = None) -> Iterator[Act]:
    """Yield each word of a text that may be a verb, with its doer: "They sell it" → sell, by the company.

    `verbs`: the meanings of those that are wanted; default: all.
    """
    words = worded(text)
    titled = sum(word.capital for word in words) * 2 > len(words)  # a heading, or capitals throughout
    for place, word in enumerate(words):
        named = word.capital and not titled and place and words[place - 1].capital  # "the Play Store"
        wanted = word.meaning and (verbs is None or word.meaning in verbs) and not word.folded.endswith(_HOW)
        if wanted and not named and (act := _act(words, place)):
            yield act


def _act(words: Sequence[Word], place: int) -> Act | None:
    """The verb at `place`, with its doer; None where the word is no verb."""
    folded = words[place].folded
    if folded.endswith(_NOUNS) or folded in _ITS_NOUN:
        return _by_light_verb(words, place)
    before = before_auxiliaries(words, place, _BEFORE_VERB)
    between = {word.folded for word in words[before + 1 : place]}
    if folded.endswith("ing") and not between & PASSIVE:
        while before >= 0 and (words[before].folded in JOINS or words[before].folded.endswith("ing")):
            before -= 1  # "for collecting or selling"
        no_deed = before < 0 or words[before].folded in _NO_DEED
        return None if no_deed else Act(words[place].meaning, _subject(words, before), _behind(words, place))
    if folded.endswith(PARTICIPLES):
        if between & PASSIVE:
            return Act(words[place].meaning, "", tuple(words[_start(words, place) : place]), passive=True)
        if not between and not (before >= 0 and (_party(words, before) or _joined(words, before))):
            return None  # "encrypted content"
    direct = _party(words, before) if before >= 0 else ""
    doer = direct or _subject(words, before)
    return Act(words[place].meaning, doer, _behind(words, place), direct=bool(direct))


def _subject(words: Sequence[Word], last: int) -> Doer:
    """The party of the clause before a place that stands behind no preposition; "" where that is not sure."""
    parties = {
        party
        for place in range(_start(words, last), last + 1)
        if (party := _party(words, place)) and not (place and words[place - 1].folded in _BEHIND_PREPOSITION)
    }
    if len(parties) == 1:
        return parties.pop()
    return "others" if parties and "company" not in parties else ""


def _start(words: Sequence[Word], place: int) -> int:
    """The place of the first word of a clause."""
    return next((n + 1 for n in range(place, -1, -1) if words[n].folded in _MARKS), 0)


def _joined(words: Sequence[Word], place: int) -> bool:
    """Whether a participle behind a place goes on with a passive: "is collected and shared"."""
    clause = words[_start(words, place) : place]
    return words[place].folded in JOINS and any(word.folded in PASSIVE for word in clause)


def _by_light_verb(words: Sequence[Word], place: int) -> Act | None:
    """What a noun names, done by whom: "we use encryption" → by the company; None where nobody does it."""
    near = (light for light in range(max(0, place - _LIGHT_NEAR), place) if words[light].folded in _LIGHT)
    light = next(near, None)
    return None if light is None else Act(words[place].meaning, _subject(words, light), _behind(words, place))


def _behind(words: Sequence[Word], place: int) -> tuple[Word, ...]:
    ends = next((n for n in range(place, len(words)) if words[n].folded in _MARKS), len(words))
    return tuple(words[place + 1 : ends])


def _party(words: Sequence[Word], place: int) -> Doer:
    """The party that a word stands for; "" where it stands for none."""
    doer: Doer = next((doer for doer, names in _PARTIES.items() if words[place].folded in names), "")
    before = words[place - 1].folded if place else ""
    if doer == "users" and before in {"other", "another"}:
        return "others"
    return "" if words[place].folded == "that" and before in _SAYS else doer
