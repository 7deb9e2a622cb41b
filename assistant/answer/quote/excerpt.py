"""Choose the words of a passage that answer a question. Pure.

"How long are photographs kept?" in “We use cookies. We keep photographs for a year.” → its second sentence.
Always one stretch of the clause as it stands. A list item comes with what announces it, a lead-in with its items, and
a sentence with the next one where that is short or makes an exception. Knows no model, and not how passages were found.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from assistant.answer.quote.quotes import BULLET, units
from assistant.answer.quote.statements import ANNOUNCES
from assistant.english.definitions import defines
from assistant.english.synonyms import synonyms
from assistant.english.terms import covered
from assistant.english.translation.languages import ENGLISH
from assistant.english.translation.translate_terms import with_english
from assistant.english.words import words
from assistant.question.question_form import form, term
from ingest.clauses.clause import Clause
from ingest.spans import Span

# Chosen on 119 seen questions, the gold clause given: all that must be said is in the quote for 69 % by the question's
# own words alone, 82 % with the numbering left out and synonyms, 87 % with the next sentence (LOG.md, "excerpts").
SHORT: Final = 300  # characters: the next sentence is quoted too while both are no longer
LONG: Final = 500  # characters: so with an exception, and with what announces an item
LIST: Final = 800  # characters of a lead-in with its items
SYNONYMS: Final = 0.4  # points for the words that policies use instead of the question's; its own are worth 1
ENOUGH_SYNONYMS: Final = 3  # of these words count as all
FEW_OTHERS: Final = 0.25  # points: a short sentence that says it goes before a long one that also says other things
LEAST_WORDS: Final = 4  # a sentence of fewer words counts as one of these
FORM: Final = 1.0  # points for the form asked for, and for the definition

_LIMITS = re.compile(
    r"^(?:however|unless|except|but|in such cases?|in that case|otherwise|if you (?:do not|don['’]t)|this does not)\b",
    re.IGNORECASE,
)
_BULLET_BEHIND = re.compile(rf"(?:^|\n)[ \t]*{BULLET}[ \t]+$")
_LONGEST_BULLET: Final = 12  # characters, with the blanks around it


def excerpt(question: str, clause: Clause, within: Span, language: str = ENGLISH) -> Span:
    """Return the stretch of a clause (into its text) that answers best: words of the passage `within`, and their like.

    Only units that overlap `within` are chosen; what they need to be understood may stand before or after it.
    """
    text = clause.text
    spans = units(clause)
    inside = [span for span in spans if span[0] < within[1] and span[1] > within[0]]
    if not inside:
        return within
    nearness = _nearness(question)
    best = max(inside, key=lambda span: nearness(with_english(text[slice(*span)], language)))
    return _completed(text, spans, spans.index(best))


def _nearness(question: str) -> Callable[[str], float]:
    """Return a measure of how well words answer: by the question's words, the field's for them, and its form."""
    asked, instead = frozenset(words(question)), frozenset(synonyms().of(question))
    holds, defined_term = form(question), term(question)

    def near(text: str) -> float:
        there = frozenset(words(text))
        score = covered(asked, there) + SYNONYMS * _enough(instead, there)
        score += FEW_OTHERS * len((asked | instead) & there) / max(LEAST_WORDS, len(there))
        fits = bool(holds and holds.search(text)) + bool(defined_term and defines(text, defined_term))
        return score + FORM * fits

    return near


def instead_words(question: str, text: str) -> float:
    """Return how far a text has the words that policies use for those of a question, 0 to 1: "kids" and "a child"."""
    return _enough(frozenset(synonyms().of(question)), frozenset(words(text)))


def _enough(instead: frozenset[str], there: frozenset[str]) -> float:
    return min(1, len(instead & there) / ENOUGH_SYNONYMS)


def _completed(text: str, spans: Sequence[Span], place: int) -> Span:
    """Return the unit at `place` with what it needs to be understood: a lead-in, items, or the next sentence."""
    start, end = spans[place]
    if _is_item(text, spans[place]):
        lead = _lead_start(text, spans, place)
        if lead is not None and end - lead <= LONG:
            return lead, end
    if text[start:end].endswith(":"):
        return start, _items_end(text, spans, place)
    if place + 1 < len(spans) and _follows(text, spans[place], spans[place + 1]):
        return start, spans[place + 1][1]
    return start, end


def _follows(text: str, unit: Span, following: Span) -> bool:
    """Say whether the next unit belongs to the quote: it is in the same paragraph, and short or an exception."""
    words_of_it = text[slice(*following)]
    if "\n" in text[unit[1] : following[0]].strip(" ") or _is_item(text, following) or words_of_it.endswith(":"):
        return False
    return following[1] - unit[0] <= (LONG if _LIMITS.match(words_of_it) else SHORT)


def _lead_start(text: str, spans: Sequence[Span], place: int) -> int | None:
    """Return where the line begins that announces the item at `place`; None where none does."""
    for span in reversed(spans[:place]):
        if ANNOUNCES.search(text[slice(*span)]):
            return span[0]
        if not _is_item(text, span):
            return None
    return None


def _items_end(text: str, spans: Sequence[Span], place: int) -> int:
    """Return where the items end that the lead-in at `place` announces, as many as LIST has room for."""
    start, items_end = spans[place]
    for span in spans[place + 1 :]:
        belongs = _is_item(text, span) or text[slice(*span)].endswith((";", ","))
        if span[1] - start > LIST or not belongs:
            break
        items_end = span[1]
    return items_end


def _is_item(text: str, span: Span) -> bool:
    """Say whether a bullet stands before the unit."""
    return _BULLET_BEHIND.search(text[max(0, span[0] - _LONGEST_BULLET) : span[0]]) is not None
