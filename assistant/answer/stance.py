"""Read whether a quote answers a yes/no question with yes, with no, under a condition, or not at all. Pure.

"Does Alder keep invoices for 10 years?" and "Alder keeps invoices for 7 years." → no, since the figures differ.
A yes or no is earned: one statement of the quote must hold what the question asks about, in its own words or in words
of the same meaning. Where that is not sure there is no stance, and the quote is shown without a yes or no.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer.same_deed import DATA, PLAIN, SAME_DEED, main_statement, narrower, same_deed, same_verbs
from assistant.english.definitions import COUNTS_AS
from assistant.english.doers import doers as _doers_of
from assistant.english.meanings import DENIES, meanings, reach, worded
from assistant.english.numbers.figures import Figure, figures
from assistant.question.proposition import FRAME, MAY_USE, NUMBER, PERSON, PLACE, USE, Proposition
from ingest.clauses.sentences import split_sentences

Polarity = Literal["yes", "no", ""]
Weigh = Callable[[str], float]  # a word's meaning → how rare it is in the policy; the higher the rarer

# Chosen on yes/no questions of our own, strangers' and PrivacyQA's sets; some held ones were seen (docs/results.md).
ENOUGH = 0.7  # share of the question's meaning, weighed by rarity, that one statement must hold
ITSELF = 0.6  # of that share, what the statement must hold without its headings
LEAST_SHARE = 0.2  # share of an affirming statement's meaning that the question must ask about
MOSTLY = 0.5  # share of a statement's meaning that the question asks, for the statement to be exactly that
LONGEST_CONDITION = 160  # characters: a longer one is read in the quote

_CONSENT = r"(?:with|without) your (?:prior |explicit |express )?(?:consent|permission)\b"
_CONDITION = re.compile(
    r"\b(?:only (?:if|when|where|with|after|to|for|in|on)\b|unless\b|except\b|excluding\b|other than\b|apart from\b|with the exception of\b"
    rf"|provided that\b|subject to\b|if (?:you|we|the)\b|{_CONSENT}|where (?:you|required|permitted|we)\b"
    r"|in (?:some|certain|limited) (?:cases|circumstances|countries|states|jurisdictions)\b|when you\b"
    r"|to the extent\b|until\b)[^.;]*",
    re.IGNORECASE,
)
_EXCEPTS = re.compile(r"\b(?:except|excluding|other than|apart from|with the exception of|unless|but not)\b[^.;]*", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:if any|whether|right to)\b", re.IGNORECASE)  # these words leave it open
_ELSEWHERE = re.compile(  # the exception is not told here: "except as described below"
    r"\b(?:except|unless|other than)(?: as)?(?: expressly| otherwise| explicitly| specifically){0,2} (?:set (?:forth|out)|described"
    r"|provided|stated|specified|permitted|allowed|disclosed|explained|outlined|noted|indicated)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:we|you|they|it|who|which|is|are|was|were|will|may|can|must|shall|do|does|did|has|have|had|might|should|would"
    r"|could|cannot|needs?|keeps?|sells?|shares?|uses?|runs?|ends?)\b|n['’]t\b",
    re.IGNORECASE,
)  # what is no sentence states nothing: "the purposes for selling data"
_HEDGED = re.compile(r"\b(?:may|might|such as|including|for example|e\.g\.|among|other)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:nothing|not|never|no|without|none|nobody)\b|n['’]t\b", re.IGNORECASE)
_OUTSIDE = re.compile(r"\boutside\b", re.IGNORECASE)
_AVOIDS = re.compile(r"\b(?:avoid|prevent)", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:only|solely|exclusively)\b", re.IGNORECASE)
_ONLY_IF = re.compile(r"\bonly (?:if|when|where|after|with|once)\b([^.;]*)", re.IGNORECASE)
_CALLED = re.compile(rf"\b{COUNTS_AS}(?: to be)?(?: an?)?[ “\"'‘*_]+", re.IGNORECASE)
_CONTRASTS = re.compile(r"\b(?:but|however|although|though|while),?\s*$", re.IGNORECASE)  # "…, but if you agree": of its own
_RULE_BEHIND = re.compile(r",\s+(?=(?:we|you|they|it|your|our)\b)", re.IGNORECASE)  # "…, if you agree, we share it"
_ADDRESSED = re.compile(
    r"\b(?:directed|direct|intended|designed|aimed|offered|offer|targeted|address(?:ed)?|meant)\b[^.;]{0,60}\b(?:to|for|at|anyone)\b",
    re.IGNORECASE,
)  # who a service is for
_OBLIGED_TO_BE = re.compile(r"\b(?:must|have to|has to|need to|required to) be\b", re.IGNORECASE)
_HELPER = r"\b(?:do|does|did|can|could|will|would|may|might|must|should)"


@dataclass(frozen=True, slots=True)
class Stance:
    """What a quote says to a yes/no question."""

    polarity: Polarity  # "" where the quote does not settle it
    condition: str = ""  # the words of the quote that limit it: "only where you have opted in"
    held: float = 0.0  # share of the question's meaning in the statement, 0 to 1, weighed by rarity
    exact: bool = False  # the statement itself holds all of the question, and is mostly about nothing else
    opposes: Polarity = ""  # the polarity where all that is asked is said; a no under a condition opposes nothing


def stance(asked: Proposition, quote: str, around: str, weigh: Weigh, enough: float = ENOUGH) -> Stance:
    """Return what a quote says to a proposition; `around` are its headings and lead-in, which it may lean on.

    The statement that holds most of the proposition speaks. There is no polarity where it holds too little, lacks a
    name that was asked about, or limits itself in a way that cannot be read.
    """
    every = split_sentences(quote)
    statements = [statement for statement in every if _FINITE.search(statement)] or every  # "**Your rights.**" is none
    shares = {statement: _held(asked, statement, around, weigh) for statement in statements}
    held = max(shares.values(), default=0.0)
    first = [statement for statement, share in shares.items() if share == held] or [""]
    best = next((statement for statement in first if _polarity(asked, statement, around)[0]), first[0])
    if held < enough or not _is_about(asked, best, weigh, enough):
        return Stance("", "", held)
    polarity, condition = _polarity(asked, best, around)
    share = _share(asked, best, weigh)
    aside = share < LEAST_SHARE and not _denied(asked, best)  # a few words of a long statement on something else
    exact = share >= MOSTLY and asked.wanted <= _there(asked, best)
    limited = condition or main_statement(best) != best
    missing = asked.wanted - meanings(f"{best} {around}") - {verb for verb, _ in asked.deeds} - (PLAIN - DATA)
    return Stance("" if aside else polarity, condition, held, exact, "" if missing or (limited and polarity == "no") else polarity)


def _is_about(asked: Proposition, statement: str, weigh: Weigh, enough: float) -> bool:
    """Whether the statement itself, not its headings alone, is about all of the proposition and the same party."""
    return (
        bool(asked.wanted)
        and _held(asked, statement, "", weigh) >= enough * ITSELF
        and not (_ONLY.search(statement) and asked.wanted - _there(asked, statement))
        and not by_another(asked, statement)
    )


def _share(asked: Proposition, statement: str, weigh: Weigh) -> float:
    """The share of a statement's meaning that the question asks about, weighed by rarity."""
    there = _there(asked, statement)
    total = sum(map(weigh, there))
    return sum(map(weigh, there & asked.wanted)) / total if total else 0.0


def by_another(asked: Proposition, statement: str) -> bool:
    """Whether the statement tells of another party's deed: "you viewed" is no answer to "can anyone view"."""
    asks = {who for verb, who in _doers(asked.text) if verb in asked.wanted}
    does = {who for verb, who in _doers(statement) if verb in asked.wanted}
    return bool(does) and not asks & does and (bool(asks) or does == {"users"})


def calls(statement: str, deed: re.Pattern[str]) -> bool:
    """Say whether a statement calls something by a deed's name: "Our tracking may be considered a “sale”."."""
    called = _CALLED.search(statement)
    return bool(called and deed.match(statement, called.end())) and not (
        _OPEN.search(statement) or _NOT.search(statement) or _AVOIDS.search(statement)
    )


def _polarity(asked: Proposition, statement: str, around: str) -> tuple[Polarity, str]:
    """The polarity of a statement that is about the proposition, and the words that limit it."""
    if _OPEN.search(statement) or _ELSEWHERE.search(statement) or not _FINITE.search(statement) or asked.compares or (asked.figures and _OBLIGED_TO_BE.search(asked.text)):
        return "", ""
    if _of_an_age(statement) and not asked.figures and not asked.wanted & PERSON:
        return "", ""  # "we sell none of persons under 16" says nothing of the others
    agree = _figures_say(asked, statement)
    if agree is not True:
        return (_answer(said=False, asked=asked) if agree is False else ""), ""
    if not asked.figures and not same_deed(asked, statement):
        return "", ""
    if missing := {name for name in asked.names if name not in f"{statement} {around}".casefold()}:
        return _elsewhere(asked, statement, missing), ""
    if (excepted := _excepted(asked, statement)) is not None:
        return excepted, ""
    return _under_condition(asked, statement)


def _of_an_age(statement: str) -> bool:
    """Whether a statement is on persons of an age only."""
    return any(figure.kind == "age" for figure in figures(statement))


def _under_condition(asked: Proposition, statement: str) -> tuple[Polarity, str]:
    """The polarity with the words that limit it, where the question does not settle that limit itself."""
    main = main_statement(statement)
    said = not _denied(asked, main)
    if _both_ways(asked, main):
        return "", ""
    if not said and narrower(asked, statement):
        return "", ""
    only, supposed = _ONLY_IF.search(statement), meanings(asked.hypothesis) - FRAME
    if only and meanings(only[1]) & supposed:
        return _answer(said=said != bool(_NOT.search(asked.hypothesis)), asked=asked), ""
    if supposed - meanings(statement) or (asked.despite and not asked.despite & meanings(statement)):
        return "", ""  # what the question supposes is not spoken of
    condition = _condition(asked, statement)
    if condition.endswith(":") or len(condition) > LONGEST_CONDITION:
        return "", condition
    return _answer(said=said, asked=asked), condition


def _answer(*, said: bool, asked: Proposition) -> Polarity:
    return "yes" if said != asked.negated else "no"


def _elsewhere(asked: Proposition, statement: str, missing: set[str]) -> Polarity:
    """The polarity where the statement names another place than the one asked: Ireland, not Germany → no."""
    main = main_statement(statement)
    plain = not _HEDGED.search(statement) and not _denied(asked, statement) and not _OUTSIDE.search(asked.text)
    other = {place.casefold() for place in PLACE.findall(main)} - asked.places
    return _answer(said=False, asked=asked) if plain and other and missing <= asked.places else ""


def _figures_say(asked: Proposition, statement: str) -> bool | None:
    """Whether the statement's figures agree with those asked: True, False, or None where that cannot be told."""
    there = figures(statement)
    numbers = set(NUMBER.findall(statement)) | {f"{figure.value:g}" for figure in there}
    if not set(asked.numbers) <= numbers:
        return None
    answers = [
        _figure_says(figure, [other for other in there if other.kind == figure.kind]) for figure in asked.figures
    ]
    if False in answers:
        return False
    return None if None in answers else True


def _figure_says(figure: Figure, there: Sequence[Figure]) -> bool | None:
    """Whether one figure asked agrees with those of its kind in the statement.

    13 and "at least 16" → False; 16 and "under 18" → True, and a denial decides; 10 years and "7 years" → False.
    """
    if any(figure.same(other) for other in there):
        return True
    ranges = [other for other in there if other.low < other.high]
    if figure.kind in {"age", "money"} and ranges:
        if any(other.covers(figure.value) for other in ranges):
            return True
        return False if all(math.isinf(other.high) for other in ranges) else None
    if figure.kind == "days" and len(there) == 1 and figure.value > there[0].value and not math.isinf(there[0].high):
        return False  # a shorter time is part of a longer one, so only the longer is denied
    return None


def _excepted(asked: Proposition, statement: str) -> Polarity | None:
    """The polarity where an exception names the thing asked: "refunds, except for gift cards" and gift cards → no."""
    match = _EXCEPTS.search(statement)
    if not match or not statement[: match.start()].strip():
        return None
    inside, rule = meanings(match[0]) - DATA, statement[: match.start()]
    supposed = match[0].casefold().startswith("unless")  # a case, and no thing that is left out
    named = (asked.despite if supposed else asked.wanted | asked.despite) & inside - meanings(rule)
    if not named:
        return None
    denied = _denied(asked, rule)
    return "yes" if denied != asked.negated else "no"


def _condition(asked: Proposition, statement: str) -> str:
    """The words that limit the statement, where the question does not name that limit itself."""
    match = _CONDITION.search(statement)
    if not match or len(meanings(match[0]) - asked.wanted) == 0 or _CONTRASTS.search(statement[: match.start()]):
        return ""
    words = match[0].split(",")[0] if not statement[: match.start()].strip() else _RULE_BEHIND.split(match[0])[0]
    plain = " ".join(words.split()).rstrip(" ,")
    return plain[:1].lower() + plain[1:]


def _denied(asked: Proposition, statement: str) -> bool:
    """Whether a denial in the statement reaches what is asked."""
    said = reach(worded(statement), DENIES)
    if verbs := same_verbs(asked) & said.words:
        return bool(verbs & said.inside)
    inside, outside = said.inside & asked.wanted, (said.outside - said.inside) & asked.wanted
    return bool(said.heads & asked.wanted) or len(inside) > len(outside)


def _both_ways(asked: Proposition, statement: str) -> bool:
    """Whether a statement denies what is asked and says it too: "chats are not encrypted, but we encrypt messages"."""
    said = reach(worded(statement), DENIES)
    return bool(same_verbs(asked) & said.inside & said.outside)


def _held(asked: Proposition, statement: str, around: str, weigh: Weigh) -> float:
    """The share of the proposition's meanings that a statement holds, weighed by rarity."""
    total = sum(map(weigh, asked.wanted))
    there = _there(asked, f"{statement} {around}")
    return sum(weigh(meaning) for meaning in asked.wanted if meaning in there) / total if total else 0.0


def _there(asked: Proposition, text: str) -> frozenset[str]:
    """The meanings of a text, with those of the question that it has in other words."""
    there = meanings(text)
    others = {verb for verb, _ in asked.deeds if SAME_DEED.get(verb, frozenset()) & there}
    aged = any(figure.kind == "age" for figure in asked.figures)
    return there | others | (USE if aged and (there & MAY_USE or _ADDRESSED.search(text)) else frozenset())


def _doers(text: str) -> frozenset[tuple[str, str]]:
    """(verb, "company" or "users") for each deed of a text; in a question "do you" is the company, "can I" the user."""
    plain = re.sub(rf"{_HELPER} (?:you|they|it)\b", "we", text, flags=re.IGNORECASE)
    plain = re.sub(rf"{_HELPER} (?:i|we)\b", "users", plain, flags=re.IGNORECASE)
    return frozenset(_doers_of(plain, frozenset()))
