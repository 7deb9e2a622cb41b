"""Read whether a quote answers a yes/no question with yes, with no, under a condition, or not at all. Pure.

"Does Alder keep invoices for 10 years?" and "Alder keeps invoices for 7 years." → no, since the figures differ.
A yes or no is earned: one statement of the quote must hold what the question asks about, in its own words or in words
of the same meaning. Where that is not sure there is no stance, and the quote is shown without a yes or no.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer.yes_no.figures_agree import figures_agree
from assistant.answer.yes_no.limits import DATA, PLAIN, condition, exception, narrower, of_nobody, without_exceptions
from assistant.answer.yes_no.open_ends import OPEN, leaves_open
from assistant.answer.yes_no.same_deed import (
    begins_with_deed,
    both_ways,
    by_another,
    held_meanings,
    is_denied,
    is_forbidden,
    needs,
    same_deed,
)
from assistant.answer.yes_no.stated import NOT, statements
from assistant.english.definitions import COUNTS_AS
from assistant.english.meanings import meanings
from assistant.english.statements import main_statement
from assistant.question.proposition import FRAME, PERSON, PLACE, QUANTITY, Proposition

Polarity = Literal["yes", "no", ""]
Weigh = Callable[[str], float]  # a word's meaning → how rare it is in the policy; the higher the rarer

# Chosen on yes/no questions of our own, strangers' and PrivacyQA's sets; some held ones were seen (docs/results.md).
ENOUGH = 0.7  # share of the question's meaning, weighed by rarity, that one statement must hold
ITSELF = 0.6  # of that share, what the statement must hold without its headings
LEAST_SHARE = 0.2  # share of an affirming statement's meaning that the question must ask about
MOSTLY = 0.5  # share of a statement's meaning that the question asks, for the statement to be exactly that
LONGEST_CONDITION = 160  # characters: a longer one is read in the quote

_IF_NOT = re.compile(r"\bif you (?:do not|don['’]t|have not|refuse to|decline to)\b([^,.;]*)", re.IGNORECASE)
_HEDGED = re.compile(r"\b(?:may|might|such as|including|for example|e\.g\.|among|other)\b", re.IGNORECASE)
_OUTSIDE = re.compile(r"\boutside\b", re.IGNORECASE)
_UNLESS = re.compile(r"\bunless\b[^.;]*", re.IGNORECASE)
_NEEDS = re.compile(r"\b(?:needs?|requires?|required|must|only with|subject to)\b", re.IGNORECASE)
_REGIONS = frozenset("eu eea europe european union".split())  # many countries are in them
_AVOIDS = re.compile(r"\b(?:avoid|prevent)", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:only|solely|exclusively)\b", re.IGNORECASE)
_ONLY_IF = re.compile(r"\bonly (?:if|when|where|after|with|once)\b([^.;]*)", re.IGNORECASE)
_CALLED = re.compile(rf"\b{COUNTS_AS}(?: to be)?(?: an?)?[ “\"'‘*_]+", re.IGNORECASE)
_OTHER_NAME = re.compile(r"\w+[”\"'’*_]* (?:or|and)(?: an?| the)? ?[“\"'‘*_]*", re.IGNORECASE)
_GOES_ON = re.compile(r"^\W*(?:it|they|this|these|those)\b", re.IGNORECASE)
_HOWEVER = re.compile(r"^\W*(?:however|but|nevertheless|nonetheless|that said)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stance:
    """What a quote says to a yes/no question."""

    polarity: Polarity  # "" where the quote does not settle it
    condition: str = ""  # the words of the quote that limit it: "only where you have opted in"
    held: float = 0.0  # share of the question's meaning in the statement, 0 to 1, weighed by rarity
    exact: bool = False  # the statement itself holds all of the question, and is mostly about nothing else
    opposes: Polarity = ""  # the polarity where all that is asked is said; a no under a condition opposes nothing


def stance(asked: Proposition, quote: str, around: str, weigh: Weigh, lead_in: str = "") -> Stance:
    """Return what a quote says to a proposition; `around` are its headings and lead-in, which it may lean on.

    `lead_in` is the nearest of them: under "We never" the item "sell your address" says that we never sell it.

    The statement that holds most of the proposition speaks. There is no polarity where it holds too little, lacks a
    name that was asked about, or limits itself in a way that cannot be read.
    """
    every = statements(quote, lead_in)
    held, holding = _holding_most(asked, every, around, weigh)
    if held < ENOUGH or not holding:
        return Stance("", "", held)
    readings = {statement: _polarity(asked, statement, around) for statement in holding}
    best = next((statement for statement, (polarity, _) in readings.items() if polarity), holding[0])
    if not _is_about(asked, best, weigh) or _is_qualified(asked, best, every):
        return Stance("", "", held)
    polarity, limit = readings[best]
    share = _share(asked, without_exceptions(best), weigh)
    # A few words of a long statement on something else; but an age is said in few.
    aside = share < LEAST_SHARE and not (is_denied(asked, best) or asked.ages or begins_with_deed(asked, best))
    exact = share >= MOSTLY and asked.wanted <= held_meanings(asked, best)
    return Stance("" if aside else polarity, limit, held, exact, _opposes(asked, best, around, polarity, limit))


def _holding_most(asked: Proposition, every: Sequence[str], around: str, weigh: Weigh) -> tuple[float, Sequence[str]]:
    """The largest share of what is asked that a statement holds, and those that hold as much."""
    shares = {statement: _held(asked, statement, around, weigh) for statement in every}
    held = max(shares.values(), default=0.0)
    return held, [statement for statement, share in shares.items() if share == held]


def _is_qualified(asked: Proposition, best: str, every: Sequence[str]) -> bool:
    """Whether a later statement says the other: "However, its code may use cookies", "It is not offered on the bus".

    One with "However" must be of all that is asked; one that goes on with "it", of what the best statement lacks.
    """
    lacking = asked.wanted - held_meanings(asked, best)
    return any(
        is_denied(asked, statement) != is_denied(asked, best)
        and (
            (_HOWEVER.match(statement) and asked.wanted <= held_meanings(asked, statement))
            or (_GOES_ON.match(statement) and lacking & held_meanings(asked, statement))
        )
        for statement in every[every.index(best) + 1 :]
    )


def _opposes(asked: Proposition, statement: str, around: str, polarity: Polarity, limit: str) -> Polarity:
    """The polarity that a contrary statement would contradict."""
    missing = asked.wanted - held_meanings(asked, f"{statement} {around}") - (PLAIN - DATA)
    limited = limit or main_statement(statement) != statement
    return "" if missing or (limited and polarity == "no") else polarity


def _is_about(asked: Proposition, statement: str, weigh: Weigh) -> bool:
    """Whether the statement itself, not its headings alone, is about all of the proposition and the same party."""
    return (
        bool(asked.wanted)
        and _held(asked, statement, "", weigh) >= ENOUGH * ITSELF
        and not (_ONLY.search(statement) and asked.wanted - held_meanings(asked, statement))
        and not by_another(asked, statement)
    )


def _share(asked: Proposition, statement: str, weigh: Weigh) -> float:
    """The share of a statement's meaning that the question asks about, weighed by rarity."""
    there = held_meanings(asked, statement) - (QUANTITY | PERSON if asked.ages else frozenset())
    total = sum(map(weigh, there))
    return sum(map(weigh, there & asked.wanted)) / total if total else 0.0


def calls(statement: str, deed: re.Pattern[str]) -> bool:
    """Say whether a statement calls something by a deed's name: "Our tracking may be considered a “sale”."."""
    called = _CALLED.search(statement)
    other = called and _OTHER_NAME.match(statement, called.end())  # "may constitute “sharing” or the “sale” of it"
    ends = [match.end() for match in (called, other) if match]
    return any(deed.match(statement, end) for end in ends) and not (
        OPEN.search(statement) or NOT.search(statement) or _AVOIDS.search(statement)
    )


def _polarity(asked: Proposition, statement: str, around: str) -> tuple[Polarity, str]:
    """The polarity of a statement that is about the proposition, and the words that limit it."""
    asked = _as_said(asked, statement)
    if leaves_open(asked, statement):
        return "", ""
    if needs(asked, statement):
        return _answer(said=True, asked=asked), ""
    agree = figures_agree(asked, statement)
    if agree is not True:
        return _answer(said=False, asked=asked) if agree is False and _settled(asked, statement) else "", ""
    if same_deed(asked, statement):
        return _of_the_deed(asked, statement, around)
    return "", ""


def _of_the_deed(asked: Proposition, statement: str, around: str) -> tuple[Polarity, str]:
    """The polarity of a statement that tells of the deed, and the words that limit it."""
    if missing := {name for name in asked.names if name not in f"{statement} {around}".casefold()}:
        return _elsewhere(asked, statement, missing), ""
    if rule := exception(asked, statement):
        return ("yes" if is_denied(asked, rule) != asked.negated else "no"), ""
    return _under_condition(asked, statement)


def _settled(asked: Proposition, statement: str) -> bool:
    """Whether a statement with another figure is of what is asked.

    "No gifts worth more than EUR 50" does not deny one of EUR 40; "We delete accounts after 30 days" says nothing of
    keeping logs for a year.
    """
    if asked.ages:
        return True
    lasts = any(figure.kind == "days" for figure in asked.figures)
    less = is_denied(asked, statement) or narrower(asked, statement)
    return not less and (not lasts or same_deed(asked, statement))


def _under_condition(asked: Proposition, statement: str) -> tuple[Polarity, str]:
    """The polarity with the words that limit it, where the question does not settle that limit itself."""
    main = main_statement(statement)
    said = not is_denied(asked, main)
    if both_ways(asked, main) or (of_nobody if said else narrower)(asked, statement):
        return "", ""
    if (in_that_case := _in_the_case_asked(asked, statement, said=said)) is not None:
        return in_that_case, ""
    limit = condition(asked, statement)
    supposed = meanings(limit) & meanings(asked.hypothesis) - FRAME
    contrary = bool(supposed) and bool(NOT.search(limit)) != bool(NOT.search(asked.hypothesis))
    if contrary or limit.endswith(":") or len(limit) > LONGEST_CONDITION:
        return "", limit
    if not said and limit.startswith("without "):
        limit = f"not {limit}"
    return _answer(said=said, asked=asked), limit


def _in_the_case_asked(asked: Proposition, statement: str, *, said: bool) -> Polarity | None:
    """The polarity in the case that a question supposes, where the statement speaks of it; None where it supposes none.

    "without my consent" and "needs your consent", "if I buy nothing" and "only if you buy", "if I opt out" and "unless
    you opt out".
    """
    supposed, unless, only = meanings(asked.hypothesis) - FRAME, _UNLESS.search(statement), _ONLY_IF.search(statement)
    if (lacking := _IF_NOT.search(statement)) and asked.without & meanings(lacking[1]):
        return _answer(said=said, asked=asked)
    if asked.without & meanings(statement) and "without" not in statement.casefold():
        return _answer(said=False, asked=asked) if _NEEDS.search(statement) else ""
    if only and meanings(only[1]) & supposed:
        return _answer(said=said != bool(NOT.search(asked.hypothesis)), asked=asked)
    if unless and supposed and supposed <= meanings(unless[0]):
        return _answer(said=not said, asked=asked)
    unspoken = supposed - meanings(statement) or (asked.despite and not asked.despite & meanings(statement))
    return "" if unspoken else None


def _answer(*, said: bool, asked: Proposition) -> Polarity:
    return "yes" if said != asked.negated else "no"


def _as_said(asked: Proposition, statement: str) -> Proposition:
    """The question read as a statement puts it: asked of "exclude", "does not exclude" is no, and no double denial."""
    by_same_word = asked.refuses & meanings(statement) and not is_forbidden(statement)
    return replace(asked, negated=False) if by_same_word else asked


def _elsewhere(asked: Proposition, statement: str, missing: set[str]) -> Polarity:
    """The polarity where the statement names another place than the one asked: Ireland, not Germany → no."""
    main = main_statement(statement)
    plain = not _HEDGED.search(statement) and not is_denied(asked, statement) and not _OUTSIDE.search(asked.text)
    other = {place.casefold() for place in PLACE.findall(main)} - asked.places
    decides = plain and other and not other & _REGIONS and missing <= asked.places
    return _answer(said=False, asked=asked) if decides else ""


def _held(asked: Proposition, statement: str, around: str, weigh: Weigh) -> float:
    """The share of the proposition's meanings that a statement holds, weighed by rarity."""
    total = sum(map(weigh, asked.wanted))
    there = held_meanings(asked, f"{statement} {around}")
    return sum(weigh(meaning) for meaning in asked.wanted if meaning in there) / total if total else 0.0
