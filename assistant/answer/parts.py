"""The parts of a question on its way, the answer to each, and the clock that times them."""

import time
from dataclasses import dataclass

from assistant.answer.answer import Parts
from assistant.answer.verdict import Ruling
from assistant.search.retrieved import Retrieved


class Clock:
    """Milliseconds since a question came, at the first time each thing happened."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._marks: dict[str, float] = {}

    def mark(self, event: str) -> float:
        """Return the time of the event's first mark."""
        return self._marks.setdefault(event, (time.perf_counter() - self._start) * 1000)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions that were put, and what was found for it."""

    question: str  # as understood
    plain: str  # that, less the names of policies: what is searched for
    found: tuple[Retrieved, ...]
    english: str = ""  # of a question in another language, the words that are known: passages are compared with them


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """The answer to one part of a question."""

    ruling: Ruling
    sentences: Parts = ()  # none: the policies are silent
    confidence: float = 0.0  # that the first quote is evidence
