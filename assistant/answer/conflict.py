"""A question and the quotes it may be answered with → the two of them that contradict each other, if any. Pure.

A rule and its exception are no conflict, nor are two rules for two things: both quotes must speak of what is asked,
without a condition, and one must deny what the other says, or give another figure for it. Where English leaves it
open there is no conflict: a false alarm calls a sound policy unsound. Rates: tests/assistant/test_conflict.py.
Refuses to know models and how quotes were chosen.
"""

import re
from collections.abc import Callable, Sequence
from itertools import combinations

from assistant.answer.answer import Citation
from assistant.english.meanings import DENIES, meanings, reach, worded
from assistant.question.question_form import is_yes_no

SHARED = 0.5  # share of the question's words that a quote must have to be about it
ALIKE = 0.5  # share of the shorter quote's words that the other must have for two figures to be of one thing
STRAY = 1  # words that a denial may add to the question before it denies something else

Pair = tuple[Citation, Citation]

# What makes a rule of a quote's words, with an exception to it, or for some cases only.
_LIMITED = re.compile(
    r"\b(?:unless|except|other than|apart from|however|otherwise|if|when|where|once|subject to|in the event|in case"
    r"|opt(?:ing|ed)?[ -]out|the right to|^\W*do not"  # a heading, or what somebody may ask for
    r"|in (?:some|certain|such|no other) (?:cases|instances|situations|circumstances|context))\b"
    r"|\b(?:with|without|obtaining|prior)\b[^.;]{0,40}\b(?:consent|authori[sz]ation|permission)\b",
    re.IGNORECASE,
)
_OF_ALL = meanings("use personal data")  # every clause has them: none of them is denied by itself
_ONLY_FOR = re.compile(
    r"\b(?:only|solely|exclusively|strictly) (?:for|to)\b(?! the (?:purpose|extent|following))", re.IGNORECASE
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w+")
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen".split()
_VALUES = {word: n for n, word in enumerate(_NUMBERS, 1)} | {"eighteen": 18, "thirty": 30, "sixty": 60, "ninety": 90}
_COUNT = rf"(\d+|{'|'.join(_VALUES)})\b"
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 365 / 12, "year": 365}  # 12 months are a year
_SPAN = re.compile(rf"\b{_COUNT}(?: ?\(\d+\))?[ -](?:\w+ )?({'|'.join(_DAYS)})s?\b(?! old| of age)", re.IGNORECASE)
_AGE = re.compile(
    rf"(?:\b(?:under|below|over|above|at least|age of|younger than|older than)(?: the age of)? {_COUNT}"
    rf"|\b{_COUNT}(?: ?\(\d+\))? ?-?years?(?: old| of age)\b)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")


def contradiction(question: str, cited: Sequence[Citation]) -> Pair | None:
    """The first two quotes of one policy that answer the question in two ways, in their order; None where none do."""
    for one, other in combinations(cited, 2):
        same = one.clause.policy_id == other.clause.policy_id and one.quote != other.quote
        if same and (_figures_differ(question, one, other) or _deny_each_other(question, one, other)):
            return one, other
    return None


def _deny_each_other(question: str, one: Citation, other: Citation) -> bool:
    """Whether one quote says yes to a yes/no question and the other no."""
    if not is_yes_no(question):
        return False
    asked, both_ways = _asked(question, one), ((one, other), (other, one))
    return any(_denied(asked, a.quote, b.quote) or _excluded(question, a, b) for a, b in both_ways)


def _denied(asked: frozenset[str], no: str, yes: str) -> bool:
    """Whether `no` denies what is asked, and nothing narrower, and `yes` says it of the same thing."""
    if _LIMITED.search(no) or _LIMITED.search(yes):
        return False
    denial, saying = reach(worded(no), DENIES), reach(worded(yes), DENIES)
    done = (asked & denial.inside) - _OF_ALL
    if not done or not denial.heads & asked or len(denial.inside - denial.heads - asked) > STRAY:
        return False
    return done <= saying.outside - saying.inside and _about(asked, yes)


def _excluded(question: str, only: Citation, more: Citation) -> bool:
    """Whether `only` keeps something that the question names to another purpose, and `more` gives it the one asked."""
    if not _ONLY_FOR.search(only.quote) or _LIMITED.search(only.quote):
        return False
    named = {name.casefold() for name in _NAME.findall(question)} - set(only.clause.policy_id.split("-"))
    shared = any(name in only.quote.casefold() and name in more.quote.casefold() for name in named)
    purpose = meanings(question) & meanings(more.quote) - meanings(only.quote)
    return shared and bool(purpose) and not reach(worded(more.quote), DENIES).inside & purpose


def _figures_differ(question: str, one: Citation, other: Citation) -> bool:
    """Whether both give a figure of the kind that is asked for, of the same thing, and none is in both."""
    if _LIMITED.search(one.quote) or _LIMITED.search(other.quote):
        return False
    for asks, figures, apart in _KINDS:
        a, b = figures(one.quote), figures(other.quote)
        if asks.search(question) and a and b and not a & b:
            return _same_thing(
                _asked(question, one) - apart, meanings(one.quote) - apart, meanings(other.quote) - apart
            )
    return False


def _same_thing(asked: frozenset[str], one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two quotes, by their words, have the same of what is asked and much besides in common."""
    return one & asked == other & asked and len(one & other) >= ALIKE * max(1, min(len(one), len(other)))


def _asked(question: str, cited: Citation) -> frozenset[str]:
    """What a question is about, less the policy's name: a heading may hold it, or not."""
    return meanings(question) - meanings(cited.clause.policy_id.replace("-", " "))


def _spans(text: str) -> frozenset[float]:
    """Lengths of time, in days."""
    return frozenset(_value(count) * _DAYS[unit.casefold()] for count, unit in _SPAN.findall(text))


def _ages(text: str) -> frozenset[float]:
    return frozenset(_value(one or other) for one, other in _AGE.findall(text))


def _emails(text: str) -> frozenset[str]:
    return frozenset(found.casefold() for found in _EMAIL.findall(text))


def _value(count: str) -> float:
    return float(count) if count.isdigit() else float(_VALUES[count.casefold()])


def _about(asked: frozenset[str], text: str) -> bool:
    return len(asked & meanings(text)) >= SHARED * len(asked)


# What a question asks for → how to find it, and the words that two quotes of one thing may say in two ways.
_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], frozenset[float] | frozenset[str]], frozenset[str]], ...] = (
    (
        re.compile(
            r"\bhow (?:long|soon|quickly|many (?:hours|days|weeks|months|years))\b|\bperiod\b|\bretention\b",
            re.IGNORECASE,
        ),
        _spans,
        meanings("keep delete store long day week month year hour period time soon"),
    ),
    (
        re.compile(r"\bhow old\b|\bage\b|\byoung", re.IGNORECASE),
        _ages,
        meanings("old age year child customer least minimum"),
    ),
    (
        re.compile(r"\be-?mail|\baddress\b|\bcontact\b|\breach\b", re.IGNORECASE),
        _emails,
        meanings("contact email reach address"),
    ),
)
