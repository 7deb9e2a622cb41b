"""Read the figures in a text: lengths of time, ages, money, shares and measures, each with its bounds. Pure.

"at least 13 years old" → Figure("age", low=13, high=inf); "within 72 hours" → Figure("days", low=0, high=3).
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.english.number_words import NUMBER_WORD, value

_ONE = {"a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5}
# Smaller numbers in words are seldom an age.
_SPELT_AGE = rf"(?!(?:one|two|three|four)\b){NUMBER_WORD}"
_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 365 / 12, "year": 365.0}
_COUNT = rf"(?P<count>\d[\d,]*(?:\.\d+)?|\b(?:{NUMBER_WORD}|{'|'.join(reversed(_ONE))})\b)(?: ?\(\d+\))?"
_LEAST = r"(?P<least>at least|minimum(?: age)?(?: of| is)?|no less than|not less than|as early as|from)"
_OVER = r"(?P<over>more than|over|above|older than|longer than|heavier than|exceeding|exceeds?)"
_UNDER = r"(?P<under>under|below|less than|younger than|fewer than)"
_MOST = r"(?P<most>up to|at most|no more than|not more than|no longer than|maximum(?: of)?|within)"
_BOUND = rf"(?:(?:{_LEAST}|{_OVER}|{_UNDER}|{_MOST})\s+(?:the age of\s+|age\s+|a\s+period\s+of\s+)?)?"
_AFTER = r"(?P<after>\+|\s+(?:years?(?: old| of age)? )?(?:or|and) (?:older|over|above|more|up|longer)|\s+minimum)?"
_NO_UNIT = r"(?! ?(?:%|days?|months?|hours?|weeks?|minutes?|times|characters))"
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_WHO = (
    r"(?:aged?|age of|i am|i['’]m|(?:son|daughter|kid|child|girl|boy|he|she|who)(?: is|['’]s)|turn(?:s|ed|ing)?)"
    r"(?: (?:only|just|already|still|now))?"
)
_TIME = re.compile(
    rf"{_BOUND}{_COUNT}[ -](?:[a-z]+ )?(?P<unit>{'|'.join(_DAYS)})s?\b(?![ -]olds?\b| of age){_AFTER}", re.IGNORECASE
)
_AGE = re.compile(
    r"(?:\b(?:aged?|ages(?: of)?|between(?=[^.;]*\b(?:parent|guardian|child|minor)))(?: between)? (?P<from6>\d{1,2})"
    rf" ?(?:to|and|or|through|-|–) ?(?P<count6>\d{{1,2}})\b{_NO_UNIT}"
    rf"|{_BOUND}(?:(?P<from>\d{{1,2}}) ?(?:to|and|through|-|–) ?)?{_COUNT}[ -]years?(?:[ -]olds?| of age){_AFTER}"
    rf"|\b{_WHO} (?P<count2>\d{{1,2}}|{_SPELT_AGE})\b{_NO_UNIT}{_AFTER.replace('after', 'after2')}"
    r"|(?P<bound3>under|below|over|above|at least|younger than|older than)(?: the age of| age)?"
    rf" (?P<count3>\d{{1,2}}|{_SPELT_AGE})\b{_NO_UNIT}"
    rf"|\b(?P<count4>\d{{1,2}}|{_SPELT_AGE})[ -]years?[ -]old"
    rf"|\b(?P<count5>1\d|{_SPELT_AGE})\b(?: years?)? (?:or|and) (?:older|over|above))",
    re.IGNORECASE,
)
_AGE_COUNTS = ("count6", "count", "count2", "count3", "count4", "count5")
_MONEY = re.compile(
    rf"{_BOUND}(?:(?:[$€£]|\b(?:USD|EUR|GBP)) ?(?P<count>{_NUMBER})"
    rf"|(?P<count2>{_NUMBER}) ?(?:€|£|\$|euros?\b|dollars?\b|USD\b|EUR\b|GBP\b|pounds?\b)){_AFTER}",
    re.IGNORECASE,
)
_SHARE = re.compile(rf"{_BOUND}(?P<count>\d+(?:\.\d+)?) ?(?:%|per ?cent\b){_AFTER}", re.IGNORECASE)
# A unit → the kind of its figures, and how much of that kind's unit it is.
_UNITS = {
    "kg": ("kg", 1.0), "kilogram": ("kg", 1.0), "kilo": ("kg", 1.0), "lb": ("kg", 0.4536), "pound of": ("kg", 0.4536),
    "km": ("km", 1.0), "kilometre": ("km", 1.0), "kilometer": ("km", 1.0), "mile": ("km", 1.609),
    "litre": ("litre", 1.0), "liter": ("litre", 1.0), "mb": ("mb", 1.0), "megabyte": ("mb", 1.0),
    "gb": ("mb", 1000.0), "gigabyte": ("mb", 1000.0),
}  # fmt: skip
_MEASURE = re.compile(
    rf"{_BOUND}{_COUNT}[ -]?(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})s?\b{_AFTER}", re.IGNORECASE
)
CLOSE = 0.02  # share by which two figures may differ and still be one: 12 months and 365 days


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a text, with the range of values it covers."""

    kind: str  # "days", "age", "money", "percent", "kg", "km", "litre" or "mb"; lengths of time are in days
    value: float
    low: float
    high: float

    def same(self, other: "Figure") -> bool:
        """Whether both name the same value of the same kind."""
        close = CLOSE if self.kind == "days" else 0
        return self.kind == other.kind and math.isclose(self.value, other.value, rel_tol=close)

    def covers(self, value: float) -> bool:
        """Whether a value is in the range, bounds included."""
        return self.low <= value <= self.high


def figures(text: str) -> tuple[Figure, ...]:
    """All figures of a text that has a unit, in no order: "3 years" → days, "$100" → money, "under 13" → age."""
    amounts = (*_plain(text, _MONEY, "money"), *_plain(text, _SHARE, "percent"), *_measures(text))
    return tuple(dict.fromkeys((*_ages(text), *_times(text), *amounts)))


def ages_of(given: Iterable[Figure]) -> tuple[Figure, ...]:
    """Return the figures that are ages of people."""
    return tuple(figure for figure in given if figure.kind == "age")


def _times(text: str) -> Iterator[Figure]:
    for match in _TIME.finditer(text):
        if (count := _value(match["count"])) is not None:
            yield _bounded("days", count * _DAYS[match["unit"].casefold()], match)


def _measures(text: str) -> Iterator[Figure]:
    for match in _MEASURE.finditer(text):
        kind, size = _UNITS[match["unit"].casefold()]
        if (count := _value(match["count"])) is not None:
            yield _bounded(kind, count * size, match)


def _ages(text: str) -> Iterator[Figure]:
    for match in _AGE.finditer(text):
        groups = match.groupdict()
        count = _value(next((groups[name] for name in _AGE_COUNTS if groups[name]), ""))
        if count is None:
            continue
        bound = (groups["bound3"] or "").casefold()
        if lowest := groups["from"] or groups["from6"]:
            yield Figure("age", count, float(lowest), count)
        elif groups["under"] or bound in {"under", "below", "younger than"}:
            yield Figure("age", count, 0, count - 1)
        elif bound in {"over", "above", "older than", "at least"} or groups["count5"] or groups["after2"]:
            yield Figure("age", count, count, math.inf)
        else:
            yield _bounded("age", count, match)


def _plain(text: str, pattern: re.Pattern[str], kind: str) -> Iterator[Figure]:
    for match in pattern.finditer(text):
        groups = match.groupdict()
        if (count := _value(groups.get("count") or groups.get("count2") or "")) is not None:
            yield _bounded(kind, count, match)


def _bounded(kind: str, value: float, match: re.Match[str]) -> Figure:
    groups = match.groupdict()
    if groups.get("least") or groups.get("over") or groups.get("after"):
        return Figure(kind, value, value, math.inf)
    if groups.get("under") or groups.get("most"):
        return Figure(kind, value, 0, value)
    return Figure(kind, value, value, value)


def _value(count: str) -> float | None:
    plain = count.casefold().replace(",", "")
    if (spelt := _ONE.get(plain, value(plain))) is not None:
        return float(spelt)
    try:
        return float(plain)
    except ValueError:
        return None
