"""Turn a yes/no question into the proposition that it asks about. Pure.

"Is it true that Alder does not sell data?" → wanted {sell, data}, negated.
"""

import re
from dataclasses import dataclass

from assistant.english.meanings import DENIES, meanings, reach, worded
from assistant.english.numbers.figures import Figure, figures
from ingest.clauses.sentences import split_sentences

_NAMED = re.compile(r"(?<=[a-z,;:(/“\"] )(?:[A-Z][\w’'&-]+)(?: [A-Z][\w’'&-]+)*")  # a name inside a sentence
_TRUE = re.compile(
    r"^.*?\b(?:is it (?:true|correct|right|the case)|am i right|do i understand)\b(?: to say)?(?: that)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_REFUSES = re.compile(
    r"\b(?:refus\w+|declin\w+|free (?:of|from)|prohibit\w*|forbid\w*|bann?ed|barred|excluded?|exempt)\b", re.IGNORECASE
)
_EVEN = re.compile(r"\b(?:even (?:if|when|where|after|though)|regardless of|despite)\b(.*)$", re.IGNORECASE | re.DOTALL)
_HYPOTHESIS = re.compile(r"\bif (?:i|we|you|my|the|they|it|an?|someone|somebody)\b[^,?]*", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:longer|shorter|older|more|less|fewer|earlier|later|better|stricter) than\b", re.IGNORECASE
)
PLACE = re.compile(r"\b(?:in|to|from|within|outside)\s+(?:the\s+)?([A-Z][\w’'-]+)")
NUMBER = re.compile(r"\b\d[\d.,]*\b")
PERSON = meanings("son daughter kid child teenager teen boy girl he she old young year age")
_QUANTITY = meanings(
    "day week month year hour minute old age long period time least most dollar euro percent one two three four five"
    " six seven eight nine ten"
)
# Words that frame a question and are no part of what it asks.
FRAME = meanings(
    "say state mention policy statement notice company service website app tell please true correct right ever"
    " really actually just still anyone something anything thing stuff whether normally also too"
)


@dataclass(frozen=True, slots=True)
class Proposition:
    """What a yes/no question asks to be true."""

    text: str
    wanted: frozenset[str]  # the meanings that a statement must hold
    negated: bool
    compares: bool  # "longer than": no single statement settles it
    figures: tuple[Figure, ...]
    numbers: tuple[str, ...]  # digits that stand in no figure: the statement must have them
    names: frozenset[str]  # proper names besides the policy's own, case folded
    places: frozenset[str]  # of `names`, those behind "in", "to" or "from"
    despite: frozenset[str]  # meanings behind "even if": an exception that names them decides
    hypothesis: str  # "if I buy nothing": what the question supposes


def proposition(question: str, names: str) -> Proposition:
    """Return the proposition of a question; `names` are those of the policy, which every clause may leave out."""
    asked = _TRUE.sub("", _last_question(question))
    even, supposed = _EVEN.search(asked), _HYPOTHESIS.search(question)
    core = _HYPOTHESIS.sub(" ", asked[: even.start()] if even else asked)
    found, named = figures(question), names.casefold()
    places = frozenset(place.casefold() for place in PLACE.findall(question) if place.casefold() not in named)
    proper = frozenset(name.casefold() for name in _NAMED.findall(question) if name.casefold() not in named)
    wanted = meanings(core) - meanings(f"{names} {' '.join(places)}") - _aside(found)
    denied = bool(reach(worded(core), DENIES).heads & wanted)
    return Proposition(
        text=asked,
        wanted=wanted,
        negated=denied or bool(_REFUSES.search(core)),
        compares=bool(_COMPARES.search(asked)),
        figures=found,
        numbers=() if found else tuple(NUMBER.findall(asked)),
        names=places | proper,
        places=places,
        despite=meanings(even[1]) if even else frozenset(),
        hypothesis=supposed[0] if supposed else "",
    )


def _aside(found: tuple[Figure, ...]) -> frozenset[str]:
    """The meanings that are compared otherwise, or not at all."""
    aged = any(figure.kind == "age" for figure in found)
    return _QUANTITY | FRAME | (PERSON if aged else frozenset())


def _last_question(question: str) -> str:
    """The last sentence that ends in a question mark, else all."""
    asks = [sentence for sentence in split_sentences(question) if sentence.endswith("?")]
    return asks[-1] if asks else question
