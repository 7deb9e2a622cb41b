"""Complete a question that leans on the ones before it: "And AI Planet?" → the question before, about AI Planet.

"Can I refuse them?" gets the topic of the question before it in brackets behind it. Code decides, not the model: the
same history is understood the same, and a person sees which words were taken. Does not know clauses and models.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.english.terms import terms
from assistant.english.words import STOP
from assistant.question.names.mentions import Mention, cut_out, mentions
from assistant.question.question_form import AUXILIARIES, AUXILIARY, QUESTION_WORDS
from ingest.policy import Policy

TURNS = 6  # earlier questions that can still say what "it" is
LONGEST = 300  # characters of an earlier question that are looked at: of sixty turns as of one, little is taken
TOPIC = 12  # words taken at most
FEW = 2  # words that mean something: a question with fewer says too little by itself
NEAR = 3  # so many before "it": then it points to one of them
SOME = 4  # with so many, one that begins with "and" is whole

# Words that point back to what was asked, unless they point to the policy itself. "They" and "their" are the company:
# it is in scope anyway.
_POINTS = re.compile(
    r"\b(?:it|its|them|this|that|these|those|there|then|same|so|such|otherwise|instead)\b"
    r"(?! (?:polic|privacy|compan|service|site|website|platform|app|notice|statement|document))"
    r"|\b(?:the|that|this|which|another|other|there|each|every|only) ones?\b|\bones?(?=\W*$)",
    re.IGNORECASE,
)
_PRONOUNS = frozenset({"it", "its", "them"})  # may stand for something in the question itself
# The same words where they point to nothing, or to what the question itself says: "is it true", "the data that you …".
_FIXED = re.compile(
    rf"\b(?:{AUXILIARY} it|it is|it['’]s) (?:be )?(?:true|right|correct|the case|possible|allowed|legal|lawful"
    r"|necessary|required|mandatory|permitted|fair|take|takes|ok|okay)(?: that)?\b"
    r"|\b(?:tell|told|ask|asked|ring|call|contact|email|write to|reach|post) them\b|\bso (?:many|much|long|far|often)\b"
    r"|\b(?:the|those|these|any|all|some|my|your|of) (?:\w+ ){1,3}that(?= \w)"
    rf"|\b(?:{AUXILIARY} there|there {AUXILIARY})\b(?! ones?\b)|\bso that\b|\bsuch as\b|\bthan that\b|\bis that so\b"
    r"|\b(?:true|sure|fact|case|say|says|mean|means|know|think) that\b"
    rf"|\b(?!(?:of|at|for|with|to|from|in|on|by|like|about|than|if|when|what|why|how|stop|{AUXILIARY})\b)\w{{3,}} that"
    rf" (?:i|you|we|they|he|she|it|my|your|their|the|someone|people|{AUXILIARY})\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\W*(?:and|or|but|also|what about|how about|what if|what else|even|only|not|et|en|und|и|а)\b", re.IGNORECASE
)
# "What about cookies?" asks about cookies, whatever was asked before.
_NEW_TOPIC = re.compile(
    r"^\W*(?:and |but |so |ok(?:ay)?,? )*(?:what|how) about"
    r" (?!(?:if|when|with|for|in|on|by|to|from|at|after|before)\b)\w",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"\w+ly|always|forever|sometimes|often|once|twice|nowhere|everywhere|abroad", re.IGNORECASE)
_ASKS = re.compile(rf"\b(?:{QUESTION_WORDS}|{AUXILIARY})\b", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Completed:
    """A question with what it leaves out."""

    question: str  # as it is understood
    words: str = ""  # what was taken from the questions before it: "sell my personal information"


def completed(question: str, earlier: Sequence[str], policies: Sequence[Policy]) -> Completed:
    """Complete a question by the ones before it, oldest first."""
    whole = Completed("")
    for asked in (*(_plain(text)[:LONGEST] for text in earlier[-TURNS:]), question):
        whole = _after(asked, whole.question, policies) if whole.question else Completed(asked)
    return whole


def asks_new_topic(question: str) -> bool:
    """Say whether a question only names a topic, and nothing of what was asked before: "what about cookies?"."""
    return not _points(question) and _is_new_topic(question, len(_subjects(question)))


def _plain(text: str) -> str:
    """The text on one line, with nothing in it that prints nothing."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def _after(question: str, before: str, policies: Sequence[Policy]) -> Completed:
    """The question as understood after one that was understood so."""
    named = mentions(question, policies)
    bare = cut_out(named, question)
    subjects = _subjects(bare)
    if named and not subjects:
        return Completed(_swapped(before, question, named, policies), _topic(before, policies))
    topic = _topic(before, policies) if _leans(bare, len(subjects), named=bool(named)) else ""
    if terms(topic) <= terms(question):
        return Completed(question)
    return Completed(f"{question} ({topic})", topic)


def _leans(question: str, subjects: int, *, named: bool) -> bool:
    """Say whether a question with so many words that mean something, besides a name, says too little by itself.

    Beside a policy's name "it" is that policy.
    """
    if _points(question) and not (named and subjects >= FEW):
        return True
    if _is_new_topic(question, subjects):
        return False
    subjects += named
    goes_on = subjects < SOME and (_GOES_ON.search(question) or _PART.search(question))
    return subjects < FEW or bool(goes_on)


def _points(question: str) -> bool:
    """Say whether a word points to what was asked before: no word of the question stands for it."""
    open_ended = _FIXED.sub(" ", question)
    return any(
        word.group().lower() not in _PRONOUNS or len(_subjects(open_ended[: word.start()])) < NEAR
        for word in _POINTS.finditer(open_ended)
    )


def _is_new_topic(question: str, subjects: int) -> bool:
    """Say whether a question only names a topic: "what about cookies?", "retention period"."""
    if not subjects or _NEW_TOPIC.search(question):
        return bool(subjects)
    words = re.findall(r"[\w'’-]+", question)
    bare = not _ASKS.search(question) and not _GOES_ON.search(question) and not _PART.search(question)
    return bare and not any(_ADVERB.fullmatch(word) for word in words)


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
    words = [word.strip('?!.,;:()"“”') for word in cut_out(mentions(before, policies), before).split()]
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
