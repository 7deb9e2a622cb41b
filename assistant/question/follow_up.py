"""Complete a question that leans on the ones before it: "And AI Planet?" → the question before, about AI Planet.

"Can I refuse them?" gets the topic of the question before it in brackets behind it. Code decides, not the model: the
same history is understood the same, and a person sees which words were taken. Does not know clauses and models.
"""

import re
from collections.abc import Sequence

from assistant.english.terms import terms
from assistant.english.words import POSSESSIVE, STOP
from assistant.question.question_form import AUXILIARIES, AUXILIARY
from assistant.question.scope import Mention, mentions
from ingest.policy import Policy

TURNS = 6  # earlier questions that can still say what "it" is
LONGEST = 300  # characters of an earlier question that are looked at: of sixty turns as of one, little is taken
TOPIC = 12  # words taken at most
FEW = 2  # words that mean something: a question with fewer says too little by itself
SOME = 4  # with so many, one that begins with "and" is whole

# Words that point back to what was asked, unless they point to the policy itself. "They" and "their" are the company:
# it is in scope anyway.
_POINTS = re.compile(
    r"\b(?:it|its|them|this|that|these|those|there|then|same|ones?|so|such|otherwise|instead)\b"
    r"(?! (?:polic|privacy|compan|service|site|website|platform|app|notice|statement|document))",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\W*(?:and|or|but|also|what about|how about|what if|what else|even|only|not|et|en|und|и|а)\b", re.IGNORECASE
)
# "On what legal basis?": what it is of stands before.
_PART = re.compile(
    r"^\W*(?:on|in|for|with|by|to|from|under|at|of|since|until|after|before|about|through|within|without)\b"
    rf"(?!.*\b{AUXILIARY}\b)",
    re.IGNORECASE,
)
# Words of a follow-up that are about nothing, less those that no search looks for.
_EMPTY = frozenset(
    "mean meant ask asked case else exactly happen happens happened okay ok yes thanks thank please tell more detail"
    " details really ever still change consequence consequences website page anything something need"
    " et en und ou oder of и а".split()
)
_HELPERS = frozenset([*AUXILIARIES, "be", "been"])
_POSSESSIVE = re.compile(rf"^{POSSESSIVE}\b")


def understood(question: str, earlier: Sequence[str], policies: Sequence[Policy]) -> str:
    """Return the question with what it leaves out. `earlier` are the questions before it, oldest first."""
    whole = ""
    for asked in (*(_plain(text)[:LONGEST] for text in earlier[-TURNS:]), question):
        whole = _after(asked, whole, policies) if whole else asked
    return whole


def _plain(text: str) -> str:
    """The text on one line, with nothing in it that prints nothing."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def _after(question: str, before: str, policies: Sequence[Policy]) -> str:
    """The question as understood after one that was understood so."""
    named = mentions(question, policies)
    subjects = _subjects(_without(question, named))
    if named and not subjects:
        return _swapped(before, question, named, policies)
    topic = _topic(before, policies) if _leans(question, len(subjects) + bool(named)) else ""
    return question if terms(topic) <= terms(question) else f"{question} ({topic})"


def _leans(question: str, subjects: int) -> bool:
    """Say whether a question with so many words that mean something, a name among them, says too little by itself."""
    goes_on = subjects < SOME and (_GOES_ON.search(question) or _PART.search(question))
    return subjects < FEW or bool(goes_on or _POINTS.search(question))


def _swapped(before: str, question: str, named: Sequence[Mention], policies: Sequence[Policy]) -> str:
    """The question before, asked about the policies that this one names."""
    in_order = sorted(named, key=lambda mention: mention.start)
    names = " and ".join(dict.fromkeys(question[name.start : name.end].strip("?!.,;:()") for name in in_order))
    old = sorted(mentions(before, policies), key=lambda mention: mention.start)
    if not old:
        return f"{before} ({names})"
    return f"{before[: old[0].start]}{names}{before[old[-1].end :]}"


def _topic(before: str, policies: Sequence[Policy]) -> str:
    """What a question is about, in its own words: from the first that means something to the last."""
    words = [word.strip('?!.,;:()"“”') for word in _without(before, mentions(before, policies)).split()]
    telling = [n for n, word in enumerate(words) if _subjects(word)]
    if not telling:
        return ""
    topic = [word for word in words[telling[0] : telling[-1] + 1] if word and word.casefold() not in _HELPERS]
    return " ".join(topic[:TOPIC])


def _subjects(text: str) -> frozenset[str]:
    """The words of a text that are about something, stemmed."""
    return frozenset().union(*(terms(word) for word in re.findall(r"[\w'’.@-]+", text) if _tells(word)))


def _tells(word: str) -> bool:
    plain = word.casefold().strip(".'’-")
    return bool(plain) and plain not in STOP and plain not in _EMPTY


def _without(text: str, named: Sequence[Mention]) -> str:
    """The text without the names that it has."""
    for mention in sorted(named, key=lambda mention: mention.start, reverse=True):
        text = f"{text[: mention.start]} {_POSSESSIVE.sub('', text[mention.end :])}"
    return text
