"""Model text + the clauses it was shown → an Answer whose every quote is in its clause. Pure.

Refuses to know models, indexes and pages: the text disposes, wherever the words came from.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from assistant.checks import refuted
from assistant.quotes import Span, locate, pick, terms
from assistant.retrieve import Retrieved
from ingest.clauses import Clause
from ingest.sentences import sentence_ends

_YES_NO = re.compile(r"^\s*(?:yes|no)\b[,.:;!]?\s*", re.IGNORECASE)  # the verdict is said by code, from the quote

LEAST_TERMS = 2  # words that mean something: "It does not." cannot be checked against anything

Verdict = Literal["answer", "yes", "no", "silent", "conflict", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a clause. Always: policy.text[start:end] == quote."""

    clause: Clause
    quote: str
    start: int  # code points into the policy's text, half-open
    end: int


Parts = Sequence[tuple[str, Sequence[Citation]]]  # sentences, each with what it stands on


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer."""

    text: str
    citations: tuple[int, ...]  # 1-based numbers into Answer.citations; empty only where nothing is claimed


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer cost."""

    retrieve_ms: float  # until the evidence was there
    first_word_ms: float  # until the first word of the answer; as total_ms when no model wrote it
    total_ms: float
    prompt_tokens: int  # over all calls of the model; 0 when it did not count them
    answer_tokens: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown. `silent`: the policy does not say. `no`: the policy says no."""

    question: str
    verdict: Verdict
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    searched: tuple[Retrieved, ...]  # what was looked at, best first: the proof of silence
    model: str  # name and digest; "extractive" when no model wrote the answer
    usage: Usage

    @property
    def text(self) -> str:
        """The sentences joined, each followed by the numbers of its citations."""
        return " ".join(
            sentence.text + "".join(f" [{number}]" for number in sentence.citations) for sentence in self.sentences
        )


@dataclass(frozen=True, slots=True)
class Failed:
    """A question of a batch that could not be answered, and why, in one line."""

    question: str
    error: str


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


def as_json(answer: Answer | Failed, names: dict[str, str]) -> dict[str, Any]:
    """The object of the design's section 5. `names` gives each policy's name by id."""
    if isinstance(answer, Failed):
        return {"question": answer.question, "error": answer.error}
    usage = answer.usage
    return {
        "question": answer.question,
        "verdict": answer.verdict,
        "text": answer.text,
        "sentences": [{"text": one.text, "citations": list(one.citations)} for one in answer.sentences],
        "citations": [_citation_json(n, one, names) for n, one in enumerate(answer.citations, 1)],
        "searched": [
            {"policy": one.clause.policy_id, "clause": one.clause.id, "score": round(one.score, 6)}
            for one in answer.searched
        ],
        "model": answer.model,
        "usage": {
            "retrieve_ms": round(usage.retrieve_ms, 1),
            "first_word_ms": round(usage.first_word_ms, 1),
            "total_ms": round(usage.total_ms, 1),
            "prompt_tokens": usage.prompt_tokens,
            "answer_tokens": usage.answer_tokens,
        },
    }


def _citation_json(number: int, one: Citation, names: dict[str, str]) -> dict[str, Any]:
    return {
        "n": number,
        "policy": one.clause.policy_id,
        "policy_name": names[one.clause.policy_id],
        "clause": one.clause.id,
        "number": one.clause.number,
        "heading": heading(one.clause),
        "quote": one.quote,
        "start": one.start,
        "end": one.end,
    }


def heading(clause: Clause) -> str:
    """A clause's headings on one line, from the outside in."""
    return " › ".join(clause.path)


def label(clause: Clause, names: dict[str, str]) -> str:
    """Policy, number and headings of a clause on one line: "Segments.ai § 2: PRIVACY STATEMENT › What we collect"."""
    number = f" § {clause.number}" if clause.number else ""
    return f"{names[clause.policy_id]}{number}: {heading(clause)}".removesuffix(": ")


def _sentences(text: str) -> list[str]:
    """The sentences of a model's text, on one line each, marks like [1] that it made up left out."""
    plain = re.sub(r"\s*\[\d+\]", "", text)
    ends = [0, *sentence_ends(plain)]
    pieces = (plain[start:end].strip(" \n-*•") for start, end in pairwise(ends))
    return [" ".join(piece.split()) for piece in pieces if len(piece) > 1]
