"""Find the clauses that a text names: by number, "subject to clause 3", or by their heading, "Your rights". Pure.

"Article 6 of the GDPR" names another text and is left alone.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from assistant.answer.answer import Citation
from assistant.answer.quote.quotes import is_only_heading
from assistant.answer.yes_no.same_deed import by_another
from assistant.english.meanings import denies, meanings
from assistant.judge.rarity import LEAST
from assistant.question.proposition import Proposition, proposition
from ingest.clauses.clause import Clause
from ingest.clauses.footnotes import Notes, referred
from ingest.spans import Span

LEAST_OF_HEADING: Final = 0.6  # share of a heading's meaning that a question must ask for, weighed by rarity
LONGEST_OF_TOPICS: Final = 12  # words of a heading that joins topics
LONGEST_NUMBER: Final = 40  # characters of "clause 4.1(c)" and of what says whose it is
# What a bare number in a policy may be called; the others must stand in the number as it is printed: "ANNEX II".
_BARE: Final = frozenset({"section", "sec", "clause", "paragraph", "item", "point", "§"})
_OF_ITEMS: Final = frozenset({"item", "point", "paragraph", "clause"})  # may be a mark inside a clause, too
_KIND = r"(?i:\b(section|sec|clause|paragraph|item|point|article|part|annex|appendix|schedule)s?\.?\s|(§)+\s?)"
_PARTS = r"(?:\([a-z\d]{1,5}\))"  # "4.1(c)"
_NUMBER = rf"(\d+(?:\.\d+)*{_PARTS}*|{_PARTS}|[IVX]{{2,}}\b|[A-HJ-Z]\b)"
_OURS = r"this|our|these|your|its|policy|agreement|statement|notice|terms|document"
_ELSEWHERE = (
    rf"(?!\.?\d|[\d.]*\s*(?:\([^)]*\)\s*)*(?:,?\s*(?:of|in|from) (?:the )?(?!{_OURS})(?=[A-Z][a-z]*[A-Z])|[A-Z]{{3,}}))"
)
_NAMED = re.compile(f"{_KIND}{_NUMBER}{_ELSEWHERE}")
_DO_WE = re.compile(r"\b(?:do|did|can|may|will|must|should) we\b", re.IGNORECASE)
_LIMITED_BY = re.compile(rf"\b(?i:subject to|except|unless|other than|save)\b[^.;:]{{0,60}}?(?={_KIND}{_NUMBER})")
_AND = re.compile(r"[?;]\s+|,?\s*(?:\band\b|&)\s*", re.IGNORECASE)
# "Your rights regarding your data" are your rights.
_ABOUT = re.compile(
    r"\b(?:regarding|concerning|relating to|in relation to|(?:in|with) respect (?:of|to)|when it comes to)\b",
    re.IGNORECASE,
)
_OF_ALL: Final = meanings("personal data information privacy")  # what every policy is about narrows no heading
_FIRST_WORD = re.compile(r"^(?:([a-z]+)\.?|(§))\s*(?=[^a-z]|[a-z]+$)", re.IGNORECASE)


def numbered(text: str, clauses: Sequence[Clause]) -> Mapping[str, Span]:
    """Return the clauses that a text names by number: id → the stretch of the clause's text, all of it or one item.

    "What does section 4 say?" → the clauses 4, 4.1 and 4.2; "item (iii)" → each item that is marked so.
    """
    places: dict[str, Span] = {}
    for match in _NAMED.finditer(text):
        kind, number = (match[1] or match[2]).casefold(), match[3]
        whole = {clause.id: (0, len(clause.text)) for clause in clauses if _bears(clause.number, kind, number)}
        places |= whole or (_items(number, clauses) if kind in _OF_ITEMS else {})
    return places


def headed(question: str, clauses: Sequence[Clause], weigh: Callable[[str], float]) -> Mapping[str, Span]:
    """Return the clauses under the heading that asks for what a question asks: id → all of the clause's text.

    "What rights do I have?" → the clauses under "Your Privacy Rights". `question` is without the names of policies;
    `weigh` says how rare a meaning is in this policy: that "privacy" is added to the rights counts little there.
    """
    asked = proposition(_ABOUT.sub(" ", question), "")
    over = {clause.id: frozenset(_headings(clause)) for clause in clauses}
    headings = frozenset[str]().union(*over.values())  # most stand over many clauses
    about = {heading for heading in headings if _may_answer(asked, heading)}
    whole = _best(asked, {heading: (heading,) for heading in about}, weigh)
    joint = frozenset[str]() if whole else _best(asked, {heading: _topics(heading) for heading in about}, weigh)
    return {
        clause.id: (0, len(clause.text))
        for clause in clauses
        if (over[clause.id] & whole or (over[clause.id] & joint and _speaks_of(asked, clause)))
        and not is_only_heading(clause)
    }


def _speaks_of(asked: Proposition, clause: Clause) -> bool:
    """Whether a clause has all that is asked: under "Your rights and choices" some are on choices only."""
    return meanings(asked.text) - _OF_ALL <= meanings(f"{clause.lead} {clause.text}")


def _best(asked: Proposition, topics: Mapping[str, Sequence[str]], weigh: Callable[[str], float]) -> frozenset[str]:
    """The headings of which a topic is most of all what is asked; none where that is less than LEAST_OF_HEADING."""
    wanted = meanings(asked.text)
    shares = {
        heading: max((_overlap(wanted, meanings(topic), weigh) for topic in of_heading), default=0.0)
        for heading, of_heading in topics.items()
    }
    best = max(shares.values(), default=0.0)
    return frozenset(heading for heading, share in shares.items() if share == best >= LEAST_OF_HEADING)


def _may_answer(asked: Proposition, heading: str) -> bool:
    """Whether a heading neither denies what is asked nor tells of another's deeds.

    "What do you collect?" is not "Information we do not collect", "Who do you share it with?" not "What you share".
    """
    as_company = _DO_WE.sub("we", heading)  # a heading asks as the company: its "do we" is no "do we" of its users
    return denies(heading) == denies(asked.text) and not by_another(asked, as_company)


def _topics(heading: str) -> Sequence[str]:
    """What a heading is on: "Your rights and choices" → "Your rights", "choices". A sentence is no list of topics."""
    return _AND.split(heading) if len(heading.split()) <= LONGEST_OF_TOPICS else ()


def _overlap(in_question: frozenset[str], in_topic: frozenset[str], weigh: Callable[[str], float]) -> float:
    """The share of a topic's meaning that is wanted; 0 where it lacks some of it.

    What all policies are on counts little, and may be left out: "What data do you collect?" and "Collection".
    """
    needed = in_question - _OF_ALL or in_question
    if not needed or not needed <= in_topic or not (in_question <= in_topic or in_topic <= in_question):
        return 0.0
    weights = {meaning: LEAST if meaning in _OF_ALL else weigh(meaning) for meaning in in_topic}
    return sum(weights[meaning] for meaning in in_question & in_topic) / sum(weights.values())


def _headings(clause: Clause) -> Sequence[str]:
    """The headings over a clause, without a list's lead-in and the head of a table's row."""
    path = clause.path[:-1] if clause.lead or clause.columns else clause.path
    return [_ABOUT.sub(" ", heading) for heading in path]


def limits(cited: Citation, clauses_of: Mapping[str, Sequence[Clause]]) -> tuple[Clause, ...]:
    """Return the clauses by which a quote limits itself: "Subject to clause 3, we delete it." → clause 3.

    None where the number stands at two places of the policy: nobody could tell which is meant.
    """
    quote, clauses = cited.quote, clauses_of[cited.clause.policy_id]
    references = [quote[match.end() :][:LONGEST_NUMBER] for match in _LIMITED_BY.finditer(quote)]
    named = {id_ for reference in references for id_ in numbered(reference, clauses)}
    limiting = [clause for clause in clauses if clause.id in named]
    homes = {tuple(_headings(clause)) for clause in limiting}
    return tuple(limiting) if len(homes) == 1 else ()


def noted(cited: Citation, clauses_of: Mapping[str, Sequence[Clause]]) -> tuple[Clause, ...]:
    """Return the notes to which a quote refers: "9 euro a day [2]" → "[2] Students pay half."."""
    if not referred(cited.quote):
        return ()
    return tuple(Notes(clauses_of[cited.clause.policy_id]).of(cited.clause, cited.quote))


def _bears(printed: str, kind: str, number: str) -> bool:
    """Whether a clause's number, as it is printed, is this one or one below it: 4.1 for section 4."""
    first = _FIRST_WORD.match(printed)
    word = ((first[1] or first[2]) if first and first.end() < len(printed) else "").casefold()
    if word != kind and not (kind in _BARE and word in {"", *_BARE}):
        return False
    bare, named = (_plain(text) for text in (printed[first.end() :] if word and first else printed, number))
    return bare == named or bare.startswith((f"{named}.", f"{named}("))


def _plain(number: str) -> str:
    return number.strip(" .").removeprefix("(").removesuffix(")" if number.startswith("(") else "").casefold()


def _items(number: str, clauses: Sequence[Clause]) -> Mapping[str, Span]:
    """The items in clauses that have this mark before them: "(iii)", "iii."."""
    mark = re.compile(rf"(?m)^[ \t]*(?:[-*•]\s+)?\(?{re.escape(_plain(number))}[.)]\s+(?=\S)", re.IGNORECASE)
    matches = {clause.id: match for clause in clauses if (match := mark.search(clause.text))}
    return {id_: (match.end(), match.end() + 1) for id_, match in matches.items()}
