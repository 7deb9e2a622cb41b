"""The types of an answer, and their JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause, heading
from ingest.clauses.sentences import on_one_line

Verdict = Literal["answer", "yes", "no", "unsure", "silent", "conflict", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a clause. Always: policy.text[start:end] == quote."""

    clause: Clause
    quote: str
    start: int  # code points into the policy's text, half-open
    end: int

    @property
    def on_one_line(self) -> str:
        """The quote as it is shown, and read."""
        return on_one_line(self.quote)


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
    """What is shown.

    `silent`: the policy does not say. `no`: the policy says no. `unsure`: the nearest passages, which may not answer.
    """

    question: str
    verdict: Verdict
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    searched: tuple[Retrieved, ...]  # what was looked at, best first: the proof of silence
    model: str  # name and digest; "extractive" when no model wrote the answer
    usage: Usage
    confidence: float = 0.0  # 0 to 1: share of answers like this whose first quote was evidence, where it was fitted
    condition: str = ""  # of a yes or no that holds under one: "only where you have opted in", words of its quote

    @property
    def text(self) -> str:
        """The sentences joined, each followed by the numbers of its citations."""
        return " ".join(map(marked, self.sentences))


def marked(sentence: Sentence) -> str:
    """Return a sentence with the numbers of its citations behind it: "Acme keeps it for a year. [1]"."""
    return sentence.text + "".join(f" [{number}]" for number in sentence.citations)


@dataclass(frozen=True, slots=True)
class Failed:
    """A question of a batch that could not be answered, and why, in one line."""

    question: str
    error: str


def as_json(answer: Answer | Failed, names: dict[str, str]) -> dict[str, Any]:
    """The object of `--json`. `names` gives each policy's name by id."""
    if isinstance(answer, Failed):
        return {"question": answer.question, "error": answer.error}
    usage = answer.usage
    return {
        "question": answer.question,
        "verdict": answer.verdict,
        "confidence": round(answer.confidence, 3),
        "condition": answer.condition,
        "text": answer.text,
        "sentences": [{"text": sentence.text, "citations": list(sentence.citations)} for sentence in answer.sentences],
        "citations": [_citation_json(number, citation, names) for number, citation in enumerate(answer.citations, 1)],
        "searched": [
            {"policy": retrieved.clause.policy_id, "clause": retrieved.clause.id, "score": round(retrieved.score, 6)}
            for retrieved in answer.searched
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


def _citation_json(number: int, citation: Citation, names: dict[str, str]) -> dict[str, Any]:
    return {
        "n": number,
        "policy": citation.clause.policy_id,
        "policy_name": names[citation.clause.policy_id],
        **quote_json(citation),
    }


def quote_json(citation: Citation) -> dict[str, Any]:
    """The words of a citation and where they stand, as part of an object."""
    return {
        "clause": citation.clause.id,
        "number": citation.clause.number,
        "heading": heading(citation.clause),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }
