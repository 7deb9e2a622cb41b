"""Find two quotes of one policy that contradict each other in what they answer to a question. Pure.

"How long does Acme keep my data?" with “We keep your data for 10 years.” and “Your data is deleted after 30 days.” →
both. A rule and its exception are no conflict, nor are two rules for two things: both quotes must speak of what is
asked, without a condition, and one must deny what the other says, or give another figure for it. Where English leaves
it open there is no conflict: a false alarm calls a sound policy unsound. Rates: LOG.md, "conflict by rule".
"""

import re
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Final

from assistant.answer.answer import Citation
from assistant.english.figures import ages_of, figures
from assistant.english.meanings import DENIES, meanings, reach, worded
from assistant.english.words import EMAIL
from assistant.question.question_form import is_yes_no

# Chosen on the gold quotes of the own seen questions (191 pairs without a conflict, 5 with one) and the sentences of
# tests/assistant/answer/test_conflict.py: no false alarm.
LEAST_ASKED: Final = 0.5  # share of the question's words that a quote must have to be about it
LEAST_ALIKE: Final = 0.5  # share of the shorter quote's words that the other must have for two figures of one thing
MOST_ADDED: Final = 1  # words that a denial may add to the question before it denies something else

Pair = tuple[Citation, Citation]

# What makes a rule of a quote's words, with an exception to it, or for some cases only.
_LIMITED = re.compile(
    r"\b(?:unless|except|other than|apart from|however|otherwise|if|when|where|once|subject to|in the event|in case"
    r"|opt(?:ing|ed)?[ -]out|the right to|^\W*do not"  # a heading, or what somebody may ask for
    r"|in (?:some|certain|such|no other) (?:cases|instances|situations|circumstances|context))\b"
    r"|\b(?:with|without|obtaining|prior)\b[^.;]{0,40}\b(?:consent|authori[sz]ation|permission)\b",
    re.IGNORECASE,
)
_CASE = re.compile(r"\b(?:if|when|where|once)\b[^,.;]*", re.IGNORECASE)
_BOUND = re.compile(r"\b(?:more|less|fewer|\w{3,}er) than\b", re.IGNORECASE)  # "no bag may be heavier than 32 kg"
_IN_EVERY_CLAUSE = meanings("use personal data")  # none of these is denied by itself
_KEEPS = meanings("keep delete store")
_ONLY_FOR = re.compile(
    r"\b(?:only|solely|exclusively|strictly) (?:for|to)\b(?! the (?:purpose|extent|following))", re.IGNORECASE
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w+")


def contradiction(question: str, cited: Sequence[Citation]) -> Pair | None:
    """Return the first two quotes of one policy that answer the question in two ways, in their order; None if none."""
    for first, second in combinations(cited, 2):
        if first.clause.policy_id != second.clause.policy_id or first.quote == second.quote:
            continue
        if _figures_differ(question, first, second) or _deny_each_other(question, first, second):
            return first, second
    return None


def _deny_each_other(question: str, first: Citation, second: Citation) -> bool:
    """Say whether one quote says yes to a yes/no question and the other no."""
    if not is_yes_no(question):
        return False
    asked, both_ways = _asked(question, first), ((first, second), (second, first))
    return any(_denied(asked, no.on_one_line, yes.on_one_line) or _excluded(question, no, yes) for no, yes in both_ways)


def _denied(asked: frozenset[str], no: str, yes: str) -> bool:
    """Say whether `no` denies what is asked, and nothing narrower, and `yes` says it of the same thing."""
    if _LIMITED.search(no) or _LIMITED.search(yes) or _BOUND.search(no):
        return False
    denying, asserting = reach(worded(no), DENIES), reach(worded(yes), DENIES)
    denied = (asked & denying.inside) - _IN_EVERY_CLAUSE
    if not denied or not denying.heads & asked or len(denying.inside - denying.heads - asked) > MOST_ADDED:
        return False
    return denied <= asserting.outside - asserting.inside and _is_about(asked, yes)


def _excluded(question: str, only: Citation, more: Citation) -> bool:
    """Say whether `only` keeps what the question names to one purpose, and `more` gives it the purpose asked.

    "Is Clarity used for advertising?": “We use Clarity only for analysis” and “For advertising we use Clarity”.
    """
    if not _ONLY_FOR.search(only.on_one_line) or _LIMITED.search(only.on_one_line):
        return False
    named = {name.casefold() for name in _NAME.findall(question)} - set(only.clause.policy_id.split("-"))
    in_both = any(name in only.on_one_line.casefold() and name in more.on_one_line.casefold() for name in named)
    purpose = meanings(question) & meanings(more.on_one_line) - meanings(only.on_one_line)
    return in_both and bool(purpose) and not reach(worded(more.on_one_line), DENIES).inside & purpose


def _figures_differ(question: str, first: Citation, second: Citation) -> bool:
    """Say whether both give a figure of the kind that is asked for, of the same thing, and none is in both."""
    if _is_limited(question, first) or _is_limited(question, second):
        return False
    for asks_for, values_in, may_differ in _KINDS:
        in_first, in_second = values_in(first.on_one_line), values_in(second.on_one_line)
        differ = asks_for.search(question) and in_first and in_second and not in_first & in_second
        if differ and _of_keeping(question, first, second):
            return _same_thing(
                _asked(question, first) - may_differ,
                meanings(first.on_one_line) - may_differ,
                meanings(second.on_one_line) - may_differ,
            )
    return False


def _is_limited(question: str, cited: Citation) -> bool:
    """Say whether a quote is for some cases only; the case that the question is about is none: "if you unsubscribe"."""
    asked = meanings(question)
    others = _CASE.sub(lambda case: case[0] if meanings(case[0]) - asked else " ", cited.on_one_line)
    return _LIMITED.search(others) is not None


def _of_keeping(question: str, first: Citation, second: Citation) -> bool:
    """Say whether both quotes are on keeping, where the question is: "in the last twelve months we shared" is not."""
    asked = meanings(question) & _KEEPS
    return not asked or all(meanings(quote.on_one_line) & _KEEPS for quote in (first, second))


def _same_thing(asked: frozenset[str], first: frozenset[str], second: frozenset[str]) -> bool:
    """Say whether two quotes, by their words, have the same of what is asked and much besides in common."""
    in_common, shorter = len(first & second), min(len(first), len(second))
    return first & asked == second & asked and in_common >= LEAST_ALIKE * max(1, shorter)


def _asked(question: str, cited: Citation) -> frozenset[str]:
    """Return what a question is about, less the policy's name: a heading may hold it, or not."""
    return meanings(question) - meanings(cited.clause.policy_id.replace("-", " "))


def _periods(text: str) -> frozenset[float]:
    """Return the lengths of time in a text, in days: "for two weeks" → {14}."""
    return frozenset(figure.value for figure in figures(text) if figure.kind == "days")


def _ages(text: str) -> frozenset[float]:
    """Return the ages in a text, in years: "under 13", "eighteen years old" → {13, 18}."""
    return frozenset(figure.value for figure in ages_of(figures(text)))


def _emails(text: str) -> frozenset[str]:
    """Return the e-mail addresses of a text in lower case."""
    return frozenset(address.casefold() for address in EMAIL.findall(text))


def _is_about(asked: frozenset[str], text: str) -> bool:
    """Say whether a text has enough of the words asked for."""
    return len(asked & meanings(text)) >= LEAST_ASKED * len(asked)


# What a question asks for → how to find it, and the words that two quotes of one thing may say in two ways.
_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], frozenset[float] | frozenset[str]], frozenset[str]], ...] = (
    (
        re.compile(
            r"\bhow (?:long|soon|quickly|fast|many (?:hours|days|weeks|months|years))\b|\bperiod\b|\bretention\b",
            re.IGNORECASE,
        ),
        _periods,
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
