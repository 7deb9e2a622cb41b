"""Model text + the clauses it was shown → an Answer whose every quote is in its clause. Pure.

Refuses to know models, indexes and pages: the text disposes, wherever the words came from.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from assistant.answer.answer import Citation, Parts, Sentence
from assistant.answer.checks import refuted
from assistant.answer.quotes import locate, pick
from assistant.english.terms import terms
from ingest.clauses.clause import Clause, heading
from ingest.clauses.sentences import sentence_ends
from ingest.spans import Span

_YES_NO = re.compile(r"^\s*(?:yes|no)\b[,.:;!]?\s*", re.IGNORECASE)  # the verdict is said by code, from the quote

LEAST_TERMS = 2  # words that mean something: "It does not." cannot be checked against anything


def citation(clause: Clause, span: Span) -> Citation:
    """The words of the clause at `span` (into its text)."""
    start, end = span
    return Citation(clause, clause.text[start:end], clause.start + start, clause.start + end)


def quoted(words: str, clause: Clause) -> Citation | None:
    """The citation of `words` as they stand in the clause; None when they do not stand there."""
    span = locate(words, clause.text)
    return citation(clause, span) if span else None


def supported(
    written: str, chosen: Sequence[Citation], names: str, said: Callable[[Citation], str]
) -> list[tuple[str, Sequence[Citation]]]:
    """Each sentence of `written` with the words of a chosen citation that carry it.

    A sentence that no chosen clause carries, or that says what its quote does not, is dropped; a chosen clause that
    no sentence stands on speaks for itself (`said` makes its words a sentence), which is always true.
    """
    passages = [(one.clause, (one.start - one.clause.start, one.end - one.clause.start)) for one in chosen]
    kept: list[tuple[str, Sequence[Citation]]] = []
    for sentence in _sentences(_plain(written)):
        if len(terms(sentence)) >= LEAST_TERMS and (carried := pick(sentence, passages)):
            clause, span, share = carried
            cited = citation(clause, span)
            if share > 0 and not refuted(sentence, [cited.quote], f"{heading(clause)} {names}"):
                kept.append((sentence, [cited]))
    carriers = {one.clause.id for _, cited in kept for one in cited}
    return kept + [(said(one), [one]) for one in chosen if one.clause.id not in carriers]


def _plain(written: str) -> str:
    """What is written, without a yes or no before it."""
    said = _YES_NO.match(written)
    first, blank, rest = written[said.end() if said else 0 :].partition(" ")
    return f"{first.capitalize() if said and first.islower() and first.isalpha() else first}{blank}{rest}"


def assemble(parts: Parts) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Number the citations in the order in which they are first used."""
    citations = list(dict.fromkeys(one for _, cited in parts for one in cited))
    numbers = {one: n for n, one in enumerate(citations, 1)}
    sentences = tuple(Sentence(text, tuple(numbers[one] for one in cited)) for text, cited in parts)
    return sentences, tuple(citations)


def _sentences(text: str) -> list[str]:
    """The sentences of a model's text, on one line each, marks like [1] that it made up left out."""
    plain = re.sub(r"\s*\[\d+\]", "", text)
    ends = [0, *sentence_ends(plain)]
    pieces = (plain[start:end].strip(" \n-*•") for start, end in pairwise(ends))
    return [" ".join(piece.split()) for piece in pieces if len(piece) > 1]
