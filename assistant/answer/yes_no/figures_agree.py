"""Say whether the figures of a statement agree with those of a question: 13, and "at least 16" → no. Pure."""

import math
import re
from collections.abc import Sequence

from assistant.english.figures import Figure, ages_of, figures
from assistant.english.words import stem
from assistant.question.proposition import NUMBER, Proposition
from ingest.english.number_words import NUMBER as NUMBER_OF
from ingest.english.number_words import value

_MOST = ("up to", "at most", "a maximum of", "maximum of", "not more than", "only", "limited to")
_LEAST = ("at least", "a minimum of", "minimum of")
_COUNTED = re.compile(
    rf"\b(?:(?P<bound>{'|'.join((*_MOST, *_LEAST))}) )?(?P<count>{NUMBER_OF})\b"
    r" (?!(?:%|minutes?|hours?|days?|weeks?|months?|years?|euros?|dollars?|percent|pounds?|of|or|to|and|in|at|on)\b)"
    r"(?P<thing>[a-z]{3,})(?: (?P<next>[a-z]{3,}))?",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"\b(?:more|longer) than\b", re.IGNORECASE)
_BEFORE = re.compile(
    r"\b(?:minutes?|hours?|days?|weeks?|months?|years?) (?:before|prior to|in advance|ahead)\b", re.IGNORECASE
)


def figures_agree(asked: Proposition, statement: str) -> bool | None:
    """Return whether the statement's figures agree with those asked: True, False, or None where that cannot be told."""
    if (counted := _counts_agree(asked.text, statement)) is not None:
        return counted
    there = figures(statement)
    numbers = set(NUMBER.findall(statement)) | {f"{figure.value:g}" for figure in there}
    if not set(asked.numbers) <= numbers:
        return None
    more = bool(_MORE_THAN.search(asked.text))
    early = bool(_BEFORE.search(asked.text) and _BEFORE.search(statement))
    answers = [
        None
        if _is_between_ages(figure, there)
        else _is_more(figure, there)
        if more and figure.kind == "days"
        else _agrees(figure, [other for other in there if other.kind == figure.kind], early=early)
        for figure in asked.figures
    ]
    if False in answers:
        return False
    return None if None in answers else True


def _counts_agree(question: str, statement: str) -> bool | None:
    """Whether so many of a thing are within a statement's bound of the same thing; None where one gives none.

    "May I bring three guests?" and "up to two guests" → False.
    """
    asked, told = _counts(question), _counts(statement)
    both = {(count, told[thing]) for thing, (count, _) in asked.items() if thing in told}
    if len(both) != 1:
        return None
    count, (limit, bound) = both.pop()
    if bound in _MOST:
        return count <= limit
    return count >= limit if bound in _LEAST else None


def _counts(text: str) -> dict[str, tuple[int, str]]:
    """The things that a text counts: "up to two free guests" → {"free": (2, "up to"), "guest": (2, "up to")}."""
    counts = ((match, value(match["count"])) for match in _COUNTED.finditer(text))
    return {
        stem(thing.lower()): (n, (match["bound"] or "").lower())
        for match, n in counts
        if n is not None
        for thing in (match["thing"], match["next"])
        if thing
    }


def _is_between_ages(figure: Figure, there: Sequence[Figure]) -> bool:
    """Whether somebody's age lies between two of a statement: "18, or 13 with your parents' consent" and 15."""
    ages = [other.value for other in ages_of(there)] if ages_of([figure]) else []
    return min(ages, default=0) < figure.value < max(ages, default=0)


def _of_one_age(figure: Figure, other: Figure) -> bool:
    """Whether somebody is of the age that a statement tells of, or both tell of all under it, or over it."""
    return other.covers(figure.value) or (figure.low, figure.high) == (other.low, other.high)


def _is_more(figure: Figure, there: Sequence[Figure]) -> bool | None:
    """Whether the one length of time of a statement is more than the one asked: of "more than 5 years", 7 and not 5."""
    told = [other for other in there if other.kind == figure.kind]
    if len(told) != 1:
        return None
    if told[0].low > figure.value:
        return True
    return False if told[0].high <= figure.value or told[0].low == told[0].high else None


def _agrees(figure: Figure, there: Sequence[Figure], *, early: bool) -> bool | None:
    """Whether one figure asked agrees with those of its kind in the statement; `early`: both are before some event.

    13 and "at least 16" → False; 16 and "under 18" → True, and a denial decides; 10 years and "7 years" → False;
    "within 72 hours" and "within two days" → True, as it is done by then.
    """
    ranges = [other for other in there if other.low < other.high]
    if any(figure.same(other) and (figure.kind != "age" or _of_one_age(figure, other)) for other in there):
        return True
    most = [other.value for other in there if other.kind == "days" and other.low < other.high < math.inf]
    if most and (early or figure.low < figure.high):
        return figure.value >= max(most) or (False if early else None)
    if figure.kind in {"age", "money"} and ranges:
        if any(other.covers(figure.value) for other in ranges):
            return True
        return False if all(math.isinf(other.high) for other in ranges) else None
    return False if len(there) == 1 and _is_denied(figure, there[0]) else None


def _is_denied(figure: Figure, told: Figure) -> bool:
    """Whether the one figure of a statement rules out the one asked: 99.5 % and 99.9 %, 7 years and 10 years."""
    if figure.kind == "percent":
        return told.low == told.high
    # a shorter time is part of a longer one, so only the longer is denied
    return figure.kind == "days" and figure.value > told.value and not math.isinf(told.high)
