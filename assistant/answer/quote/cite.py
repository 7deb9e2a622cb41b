"""Give each sentence of a model's text the verified quote that carries it, or drop it. Pure.

"Acme sells no data. It has a cat." on “We do not sell data.” → the first sentence, with that quote.
Knows no model, index or page: the text decides, wherever the words came from.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from assistant.answer.answer import Citation, Parts, Sentence
from assistant.answer.quote.checks import refuted
from assistant.answer.quote.quotes import locate, pick, units
from assistant.english.terms import terms
from ingest.clauses.clause import Clause, heading
from ingest.clauses.sentences import on_one_line, sentence_ends
from ingest.spans import Span

LEAST_TERMS: Final = 2  # words that mean something: "It does not." cannot be checked against anything

_YES_NO = re.compile(r"^\s*(?:yes|no)\b[,.:;!]?\s*", re.IGNORECASE)  # the verdict is said by code, from the quote
_MARK_BEFORE = re.compile(r"(?:^|\n)[ \t]*(\(?\w{1,3}[.)][ \t]+)\Z")  # "3. " before the words of an item
_MARKS = re.compile(r"\n[ \t]*(\(?\w{1,3}[.)])[ \t]")
_MARK = re.compile(r"\s*\[\d+\]")  # of a citation that a model made up


def citation(clause: Clause, span: Span) -> Citation:
    """Cite the words of a clause at `span` (into its text); a list's first number comes with those behind it."""
    start, end = span
    first = _MARK_BEFORE.search(clause.text[:start])
    if first and _shape(first[1]) in map(_shape, _MARKS.findall(clause.text[start:end])):
        start = first.start(1)
    return Citation(clause, clause.text[start:end], clause.start + start, clause.start + end)


def _shape(mark: str) -> str:
    """What the numbers of one list share: "12." and "3." → "1."."""
    return re.sub("[a-zA-Z]+", "a", re.sub(r"\d+", "1", mark.strip()))


def whole_clause(clause: Clause) -> Citation:
    """Cite all words of a clause."""
    return citation(clause, (0, len(clause.text)))


def body(clause: Clause) -> Citation:
    """Cite all of a clause but its headings and its bullet."""
    spans = units(clause) or [(0, len(clause.text))]
    return citation(clause, (spans[0][0], spans[-1][1]))


def quoted(words: str, clause: Clause) -> Citation | None:
    """Cite `words` as they stand in a clause; None where they do not stand there."""
    span = locate(words, clause.text)
    return citation(clause, span) if span else None


def supported(
    written: str, chosen: Sequence[Citation], names: str, as_sentence: Callable[[Citation], str]
) -> list[tuple[str, Sequence[Citation]]]:
    """Return each sentence of `written` with the words of a chosen citation that carry it.

    A sentence that no chosen clause carries, or that says what its quote does not, is dropped; a chosen clause that
    no sentence stands on speaks for itself (`as_sentence` makes its words a sentence), which is always true.
    """
    passages = [(cited.clause, _span(cited)) for cited in chosen]
    kept: list[tuple[str, Sequence[Citation]]] = []
    for sentence in _sentences(without_yes_no(written)):
        if len(terms(sentence)) >= LEAST_TERMS and (carried := pick(sentence, passages)):
            clause, span, share = carried
            cited = citation(clause, span)
            if share > 0 and not refuted(sentence, [cited.quote], f"{heading(clause)} {names}"):
                kept.append((sentence, [cited]))
    carriers = {quote.clause.id for _, quotes in kept for quote in quotes}
    return kept + [(as_sentence(quote), [quote]) for quote in chosen if quote.clause.id not in carriers]


def _span(cited: Citation) -> Span:
    """Return where a citation stands in its clause's text."""
    return cited.start - cited.clause.start, cited.end - cited.clause.start


def without_yes_no(written: str) -> str:
    """Return what is written without a yes or no before it: "No, we do not." → "We do not."."""
    yes_no = _YES_NO.match(written)
    if not yes_no:
        return written
    first, blank, rest = written[yes_no.end() :].partition(" ")
    is_word = first.islower() and first.isalpha()  # "segments.ai" keeps its small letter
    return f"{first.capitalize() if is_word else first}{blank}{rest}"


def assemble(parts: Parts) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Number the citations in the order in which they are first used."""
    citations = list(dict.fromkeys(quote for _, quotes in parts for quote in quotes))
    numbers = {quote: number for number, quote in enumerate(citations, 1)}
    sentences = tuple(Sentence(text, tuple(numbers[quote] for quote in quotes)) for text, quotes in parts)
    return sentences, tuple(citations)


def _sentences(text: str) -> list[str]:
    """Return the sentences of a model's text, on one line each, without marks like [1] that it made up."""
    plain = _MARK.sub("", text)
    ends = [0, *sentence_ends(plain)]
    pieces = (plain[start:end].strip(" \n-*•") for start, end in pairwise(ends))
    return [on_one_line(piece) for piece in pieces if len(piece) > 1]
