"""A kept passage and a question → the words of the passage that answer it. Pure.

Always one stretch of the clause as it stands. A list item comes with what announces it, a lead-in with its items, and
a sentence with the next one where that is short or makes an exception. Refuses to know models and how passages were
found.
"""

import re
from collections.abc import Callable, Sequence

from assistant.answer.quotes import units
from assistant.english.definitions import defines
from assistant.english.synonyms import synonyms
from assistant.english.terms import covered
from assistant.english.words import words
from assistant.question.question_form import form, term
from ingest.clauses.clause import Clause
from ingest.spans import Span

SHORT = 300  # characters: the next sentence is quoted too while both are no longer
LONG = 500  # so with an exception, and with what announces an item
LIST = 800  # a lead-in with its items
# Chosen on 119 seen questions, the gold clause given: all that must be said is in the quote for 69 % by the question's
# own words alone, 82 % with the numbering left out and synonyms, 87 % with the next sentence (LOG.md, "excerpts").
INSTEAD = 0.4  # of the field's words for the question's, to 1 of its own
ENOUGH = 3  # words of the field's that count as all
FEW_OTHERS = 0.25  # a short sentence that says it goes before a long one that says it among other things
FORM = 1.0  # of the form asked for, or the definition

_NUMBERING = re.compile(r"^\W*(?:\d[\d.]*|[A-Za-z][.)]|[ivxIVX]+[.)])?\W*$")
_LIMITS = re.compile(
    r"^(?:however|unless|except|but|in such cases?|in that case|otherwise|if you (?:do not|don['’]t)|this does not)\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r"(?::|\b(?:to|for|by|that|of|with|when|if))$")
_BULLET = re.compile(r"(?:^|\n)[ \t]*(?:[•●▪◦*o-]|\(?\w{1,3}[.)])[ \t]+$")


def excerpt(question: str, clause: Clause, within: Span) -> Span:
    """The stretch of the clause (into its text) that answers best, out of the passage `within` it and what it needs."""
    everything = [one for one in units(clause) if not _NUMBERING.match(clause.text[slice(*one)])]
    said = [one for one in everything if not _is_heading(clause.text[slice(*one)], clause.path)]
    inside = [one for one in said if one[0] < within[1] and one[1] > within[0]]
    if not inside:
        return within
    nearness = _nearness(question)
    best = max(inside, key=lambda one: nearness(clause.text[slice(*one)]))
    return _with_its_own(clause.text, said, said.index(best))


def _nearness(question: str) -> Callable[[str], float]:
    """How well words answer the question, by the question's words, the field's for them, and its form."""
    own, instead = frozenset(words(question)), frozenset(synonyms().of(question))
    holds, wanted = form(question), term(question)

    def near(text: str) -> float:
        there = frozenset(words(text))
        score = covered(own, there) + INSTEAD * min(1, len(instead & there) / ENOUGH)
        score += FEW_OTHERS * len((own | instead) & there) / max(4, len(there))
        return score + FORM * (bool(holds and holds.search(text)) + bool(wanted and defines(text, wanted)))

    return near


def _with_its_own(text: str, said: Sequence[Span], n: int) -> Span:
    """The n-th unit with what it needs to be understood."""
    start, end = said[n]
    if _is_item(text, said[n]) and (lead := _lead(text, said, n)) is not None and end - lead <= LONG:
        return lead, end
    if text[start:end].endswith(":"):
        return start, _items_end(text, said, n)
    if n + 1 < len(said) and _follows(text, said[n], said[n + 1]):
        return start, said[n + 1][1]
    return start, end


def _follows(text: str, one: Span, other: Span) -> bool:
    """Whether the next unit belongs to the quote: it is in the same paragraph, and short or an exception."""
    if "\n" in text[one[1] : other[0]].strip(" ") or _is_item(text, other) or text[slice(*other)].endswith(":"):
        return False
    return other[1] - one[0] <= (LONG if _LIMITS.match(text[slice(*other)]) else SHORT)


def _lead(text: str, said: Sequence[Span], n: int) -> int | None:
    """Where the line begins that announces the item; None where none does."""
    for one in reversed(said[:n]):
        if _ANNOUNCES.search(text[slice(*one)]):
            return one[0]
        if not _is_item(text, one):
            return None
    return None


def _items_end(text: str, said: Sequence[Span], n: int) -> int:
    """Where the items that a lead-in announces end, as many as LIST has room for."""
    end = said[n][1]
    for one in said[n + 1 :]:
        if one[1] - said[n][0] > LIST or not (_is_item(text, one) or text[slice(*one)].endswith((";", ","))):
            break
        end = one[1]
    return end


def _is_item(text: str, one: Span) -> bool:
    """Whether a bullet stands before the unit."""
    return _BULLET.search(text[max(0, one[0] - 12) : one[0]]) is not None


def _is_heading(said: str, path: Sequence[str]) -> bool:
    """Whether a clause's line is one of its headings, with or without a number. A lead-in announces: it is none."""
    plain = said.casefold().rstrip(". ")
    return not plain.endswith(":") and any(
        plain.endswith(one.casefold().rstrip(".: ")) and len(plain) <= len(one) + 8 for one in path
    )
