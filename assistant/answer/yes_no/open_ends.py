"""Say whether a statement settles nothing by its form: no sentence, "whether", what users may ask, another time. Pure.

"We may notify you." is no yes to "Will I be told?"; "You may ask us not to sell it." is no no to "Do you sell it?".
"""

import re
from collections.abc import Callable

from assistant.answer.yes_no.ages import is_of_an_age, needs_parents
from assistant.answer.yes_no.limits import told_elsewhere
from assistant.answer.yes_no.same_deed import elsewhere_than, is_denied, somewhere
from assistant.answer.yes_no.stated import FINITE, NAMES_ONLY
from assistant.english.meanings import meanings
from assistant.english.statements import main_statement
from assistant.question.proposition import PERSON, Proposition

# These words leave it open; "you have the right to" does not.
OPEN = re.compile(
    r"\b(?:if any|whether|not necessarily|actual knowledge|(?<!you have the )(?<!you have a )right to)\b", re.IGNORECASE
)
_BUT_NOT = re.compile(r"\bbut not\b", re.IGNORECASE)
# Times of a question that other times of a statement say nothing of: "kept until it is deleted" of "kept after".
_TIMES = tuple(
    (re.compile(rf"\b{asks}\b", re.IGNORECASE), re.compile(tells, re.IGNORECASE))
    for asks, tells in (
        ("(?:during|while|throughout)", r"\b(?:after|before|until|prior to)\b"),
        ("after", r"^(?!.*\bafter\b).*\b(?:until|while|as long as)\b"),
    )
)
_ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|tenth|\d+(?:st|nd|rd|th)|(?:day|week|month|year) \w+)\b",
    re.IGNORECASE,
)
_OFTEN = re.compile(r"\b(?:every|each|once an?|twice an?) (?:day|week|month|quarter|year)\b", re.IGNORECASE)
_MAY_TELL = re.compile(r"\b(?:may|might)\b(?: \w+){0,3} (?:notify|inform|tell|alert|warn)\b", re.IGNORECASE)  # or not
_ASKED_OF_US = re.compile(
    r"\b(?:request|ask|direct|instruct|require|tell|demand)(?:s|ing)? (?:that )?(?:us|we)\b", re.IGNORECASE
)  # what users may ask is not what is done
_OF_SCOPE = re.compile(r"\b(?:do|does|shall) not include\b|\bexclu\w+\b[^.;:]*\bscope\b", re.IGNORECASE)
_TELLS = meanings("notify inform tell alert warn")
_ALLOWS = re.compile(
    r"\b(?:may|can|allowed?|permit(?:ted|s)?|welcome|free to|not (?:\w+ )?(?:forbidden|prohibited|banned))\b",
    re.IGNORECASE,
)
_OBLIGED_TO_BE = re.compile(r"\b(?:must|have to|has to|need to|required to) be\b", re.IGNORECASE)


def leaves_open(asked: Proposition, statement: str) -> bool:
    """Say whether a statement settles nothing for a question, whatever its words are."""
    return asked.compares or any(settles_nothing(asked, statement) for settles_nothing in _OPEN_RULES)


def _is_no_statement(_asked: Proposition, statement: str) -> bool:
    """Whether it is no sentence, or says whether, or has an exception that is told elsewhere."""
    unsaid = OPEN.search(statement) or NAMES_ONLY.match(statement) or not FINITE.search(statement)
    return bool(unsaid) or told_elsewhere(statement)


def _is_a_wish(asked: Proposition, statement: str) -> bool:
    """Whether it tells what users may ask of the company, or what the company may tell them."""
    may_tell = asked.wanted & _TELLS and _MAY_TELL.search(statement)
    by_company = any(doer == "company" for _, doer in asked.deeds)
    return bool(may_tell) or (by_company and _ASKED_OF_US.search(main_statement(statement)) is not None)


def _is_of_scope(asked: Proposition, statement: str) -> bool:
    """Whether it tells what a notice or a word leaves out: "personal information does not include health data"."""
    return bool(asked.deeds) and _OF_SCOPE.search(statement) is not None


def _is_of_other_people(asked: Proposition, statement: str) -> bool:
    """Whether it is of an age, or of parents, and the question is not: "none of under 16s"."""
    of_others = is_of_an_age(statement) and not asked.figures and not asked.wanted & PERSON
    return of_others or needs_parents(asked, statement)


def _is_one_bound_of_several(asked: Proposition, _statement: str) -> bool:
    """Whether one must be of an age: no single bound says so."""
    return bool(asked.figures) and _OBLIGED_TO_BE.search(asked.text) is not None


def _is_of_another_place(asked: Proposition, statement: str) -> bool:
    """Whether it is of another place than the question: "in suites but not in rooms"."""
    but_not = _BUT_NOT.search(statement) and not _BUT_NOT.search(asked.text)
    return bool(but_not) or elsewhere_than(asked, statement) or (asked.leave and somewhere(asked, statement))


def _gives_no_leave(asked: Proposition, statement: str) -> bool:
    """Whether it neither allows nor forbids what the question asks leave for."""
    return asked.leave and not (_ALLOWS.search(statement) or is_denied(asked, statement))


def _is_of_another_time(asked: Proposition, statement: str) -> bool:
    """Whether it is of another time or turn, or of how often: "day two" and "from the third day", "every year"."""
    turns, told = ({turn.casefold() for turn in _ORDINAL.findall(text)} for text in (asked.text, statement))
    another_turn = bool(turns and told and not turns & told)
    another_time = any(asks.search(asked.text) and tells.search(statement) for asks, tells in _TIMES)
    return another_turn or another_time or bool(_how_often(asked.text) - _how_often(statement))


def _how_often(text: str) -> frozenset[str]:
    """How often something is done: "every year"."""
    return frozenset(often.casefold() for often in _OFTEN.findall(text))


_OPEN_RULES: tuple[Callable[[Proposition, str], bool], ...] = (
    _is_no_statement,
    _is_a_wish,
    _is_of_scope,
    _is_of_other_people,
    _is_one_bound_of_several,
    _is_of_another_place,
    _gives_no_leave,
    _is_of_another_time,
)
