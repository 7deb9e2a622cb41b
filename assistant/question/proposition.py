"""Turn a yes/no question into the proposition that it asks about. Pure.

"Is it true that Alder does not sell data?" → wanted {sell, data}, negated.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.english.acts import Doer, acts
from assistant.english.doers import PARTICIPLES
from assistant.english.figures import Figure, ages_of, figures
from assistant.english.meanings import DENIES, meanings, reach, worded
from assistant.english.statements import without_signal_names
from assistant.question.question_form import AUXILIARY
from ingest.clauses.sentences import split_sentences
from ingest.english.number_words import COUNT, VALUES

_NAMED = re.compile(r"(?<=[a-z,;:(/“\"] )(?:[A-Z][\w’'&-]+)(?: [A-Z][\w’'&-]+)*")  # a name inside a sentence
_TRUE = re.compile(
    r"^.*?\b(?:is it (?:true|correct|right|the case)|am i right|do i understand)\b(?: to say)?(?: that)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_REFUSES = re.compile(
    r"\b(?:refus\w+|declin\w+|free (?:of|from)(?! (?-i:[A-Z]))|prohibit\w*|forbid\w*|bann?ed|barred|excluded?"
    r"|exempt)\b",
    re.IGNORECASE,
)
_EVEN = re.compile(r"\b(?:even (?:if|when|where|after|though)|regardless of|despite)\b(.*)$", re.IGNORECASE | re.DOTALL)
_HYPOTHESIS = re.compile(r"\bif (?:i|we|you|my|the|they|it|an?|someone|somebody)\b[^,?]*", re.IGNORECASE)
_OCCASION = re.compile(r"\b(?:when|once|after|as soon as) (?:i|we|my)\b[^,?]*", re.IGNORECASE)
_COMPARES = re.compile(
    rf"\b(?:longer|shorter|older|more|less|fewer|earlier|later|better|stricter) than\b(?! (?:[$€£]|{COUNT}\b))",
    re.IGNORECASE,
)
_DENIES = DENIES - {"without"}  # "is it shared without consent" denies nothing
_HELPER = r"\b(?:do|does|did|can|could|will|would|may|might|must|should)"
_ITSELF = "(?:the|this|your) (?:app|service|site|website|company|platform)"
_IS = re.compile(r"^\W*(?:is|are|was|were)\b", re.IGNORECASE)
# "I'm twelve, can I join?": what stands before the question is the asker's case, unless the question points to it.
_CASE = re.compile(
    rf"^\W*(?:i|we|my|our|they|he|she)\b[^?]*[,;:–—]\s*(?:and |but |so )?(?={AUXILIARY}\s)"
    r"(?![^?]*\b(?:it|them|this|these|those|there|one|that(?! (?:old|enough|ok)))\b)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\bwho (?:has|have|had|is|are|was|were)\b(?: (?:only|not|ever|never|just|\w+ly))* \w+", re.IGNORECASE
)
_WITHOUT = re.compile(r"\bwithout ([^,?.]*)", re.IGNORECASE)
_ISNT = re.compile(rf"^(\W*{AUXILIARY})n['’]t\b", re.IGNORECASE)  # "Isn't it kept?" asks whether it is kept
_BEFORE_VERB = re.compile(rf"^[^?,]*,\s*(?={AUXILIARY}\s)", re.IGNORECASE)
_ALLOWED = r"(?:allowed|permitted|ok(?:ay)?|all ?right|fine|acceptable)"
_MAY_I = (  # what asks for leave → "may i"
    (re.compile(r"\b(?:am|are) (i|we) (?:allowed|permitted|able) to\b", re.IGNORECASE), r"may \1"),
    (re.compile(rf"\bis it (?:{_ALLOWED}|possible) (?:for (?:me|us) )?to\b", re.IGNORECASE), "may i"),
    (re.compile(rf"\bis it (?:{_ALLOWED}|possible) (?:if|when|that) (i|we)\b", re.IGNORECASE), r"may \1"),
)
_OF_LEAVE = re.compile(  # "is smoking allowed?", and not "is there a fine for it?"
    rf"^\W*(?:is|are)\b(?! there\b)(?P<thing>[^?]+)\b(?:{_ALLOWED}|forbidden|prohibited|banned)\b(?! to\b)",
    re.IGNORECASE,
)
PLACE = re.compile(r"\b(?:in|to|from|within|outside)\s+(?:the\s+)?([A-Z][\w’'-]+)")
NUMBER = re.compile(r"\b\d[\d.,]*\b")
PERSON = meanings("son daughter kid child teenager teen boy girl he she old young year age")
USE = meanings("use")
MAY_USE = meanings(
    "use join register sign up account play access allowed allow permitted member subscribe open create enough"
    " eligible meant aimed"
)
QUANTITY = meanings(
    "day week month year hour minute old age long period time least most dollar euro percent more longer heavier "
    "kg kilogram kilo lb km kilometre kilometer mile litre liter mb gb megabyte gigabyte " + " ".join(VALUES)
)
# Words that frame a question and are no part of what it asks.
FRAME = meanings(
    "say state mention policy statement notice company service website app please true right ever"
    " really actually just still anyone someone somebody anybody something anything thing stuff much many"
    " whether normally also too"
)


@dataclass(frozen=True, slots=True)
class Proposition:
    """What a yes/no question asks to be true."""

    text: str
    wanted: frozenset[str]  # the meanings that a statement must hold
    negated: bool
    refuses: frozenset[str]  # the meaning of a word that denies by itself: "exclude", "refuse"
    compares: bool  # "longer than": no single statement settles it
    figures: tuple[Figure, ...]
    numbers: tuple[str, ...]  # digits that stand in no figure: the statement must have them
    names: frozenset[str]  # proper names besides the policy's own, case folded
    places: frozenset[str]  # of `names`, those behind "in", "to" or "from"
    despite: frozenset[str]  # meanings behind "even if": an exception that names them decides
    without: frozenset[str]  # meanings of what is lacking: "without my consent"
    hypothesis: str  # "if I buy nothing": what the question supposes
    deeds: frozenset[tuple[str, Doer]]  # meaning of a verb that is asked about, and who does it
    leave: bool = False  # it asks whether a thing is allowed: only what allows or forbids it settles that

    @property
    def ages(self) -> tuple[Figure, ...]:
        """The ages of people that the question gives: "I'm 15"."""
        return ages_of(self.figures)


def proposition(question: str, names: str) -> Proposition:
    """Return the proposition of a question; `names` are those of the policy, which every clause may leave out."""
    for pattern, may_i in _MAY_I:
        question = pattern.sub(may_i, question)
    asked = _ISNT.sub(r"\1", _TRUE.sub("", _last_question(question)))
    even, supposed = _EVEN.search(asked), _HYPOTHESIS.search(question) or _OCCASION.search(question)
    core = _HYPOTHESIS.sub(" ", asked[: even.start()] if even else asked)
    leave = _OF_LEAVE.match(core)
    refused = _REFUSES.findall(core)
    core = f"is {leave['thing']} {core[leave.end() :]}" if leave else core
    found, named = figures(question), names.casefold()
    places = frozenset(place.casefold() for place in PLACE.findall(question) if place.casefold() not in named)
    proper = frozenset(name.casefold() for name in _NAMED.findall(question) if name.casefold() not in named)
    wanted = _as_use(meanings(core) - meanings(f"{names} {' '.join(places)}") - _aside(found), found)
    lacking = _WITHOUT.search(asked)
    put = _BEFORE_VERB.sub("", without_signal_names(core))  # "With no reason, is it kept?" denies nothing
    denied = bool(reach(worded(put), _DENIES).heads & wanted)
    return Proposition(
        text=asked,
        wanted=wanted,
        negated=denied or bool(refused),
        refuses=frozenset() if denied or leave else meanings(" ".join(refused)),
        compares=bool(_COMPARES.search(asked)),
        figures=found,
        numbers=() if found else tuple(NUMBER.findall(asked)),
        names=places | proper,
        places=places,
        despite=meanings(even[1]) if even else frozenset(),
        without=meanings(lacking[1]) if lacking else frozenset(),
        hypothesis=supposed[0] if supposed else "",
        deeds=frozenset() if leave else frozenset(deed for deed in _deeds(core, named) if deed[0] in wanted),
        leave=bool(leave),
    )


def as_statement(question: str, company: str = "you|they|it") -> str:
    """Return a question with its doer put first: "Do you sell it?" → "we sell it?", "can I opt out" → "users opt out".

    `company`: a pattern of what stands for the company.
    """
    plain = re.sub(rf"{_HELPER} (?:{company})(?!\w)", "we", question, flags=re.IGNORECASE)
    plain = re.sub(rf"{_HELPER} (?:i|we)\b", "users", plain, flags=re.IGNORECASE)
    return re.sub(rf"\b(?:is|are) (?:{company})(?= \w+ing\b)", "we are", plain, flags=re.IGNORECASE)


def _deeds(question: str, names: str) -> Iterator[tuple[str, Doer]]:
    """Yield (meaning of the verb, who does it): "do you sell it" → sell, company; "is it sold" → sell, nobody named.

    `names` are words of the company's name.
    """
    bearer = "|".join(map(re.escape, names.split())) or "it"
    company = rf"you|they|it|{_ITSELF}|(?:{bearer})(?:[ .,]+(?:{bearer}))*"
    plain = re.sub(rf"^\W*(?:{company})(?!\w)", "we", as_statement(question, company), flags=re.IGNORECASE)
    if _IS.match(plain):  # "is somebody who has signed it a member?" asks of no signing
        yield from (
            (word.meaning, "") for word in worded(_RELATIVE.sub(" ", plain)) if word.folded.endswith(PARTICIPLES)
        )
    else:
        yield from [(act.verb, act.doer) for act in acts(plain) if act.direct or act.passive][:1]


def _as_use(wanted: frozenset[str], found: tuple[Figure, ...]) -> frozenset[str]:
    """What is wanted, with one word for what a person of an age may do with a service: "sign up", "be allowed in"."""
    return wanted - MAY_USE | USE if ages_of(found) and wanted & MAY_USE else wanted


def _aside(found: tuple[Figure, ...]) -> frozenset[str]:
    """The meanings that are compared otherwise, or not at all."""
    return QUANTITY | FRAME | (PERSON if ages_of(found) else frozenset())


def _last_question(question: str) -> str:
    """The last sentence that ends in a question mark, else all; without the asker's case before it."""
    asks = [sentence for sentence in split_sentences(question) if sentence.endswith("?")]
    return _CASE.sub("", asks[-1] if asks else question)
