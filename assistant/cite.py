"""Model text + the clauses it was shown → an Answer whose every quote is in its clause. Pure.

Refuses to know models, indexes and pages: the text disposes, wherever the words came from.
"""

from dataclasses import dataclass
from typing import Any, Literal

from assistant.retrieve import Retrieved
from ingest.clauses import Clause

Verdict = Literal["answer", "yes", "no", "silent", "conflict", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a clause. Always: policy.text[start:end] == quote."""

    clause: Clause
    quote: str
    start: int  # code points into the policy's text, half-open
    end: int


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
