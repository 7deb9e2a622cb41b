"""The parts of a question on its way, the answer to each, and the clock that times them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from assistant.answer.answer import Parts
from assistant.answer.yes_no.verdict import Ruling
from assistant.search.retrieved import Retrieved
from ingest.spans import Span


class Clock:
    """Milliseconds since a question came, at the first time each thing happened."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._marks: dict[str, float] = {}

    def mark(self, event: str) -> float:
        """Return the time of the event's first mark."""
        return self._marks.setdefault(event, (time.perf_counter() - self._start) * 1000)


MANY_PARTS = 12  # from more on, as where each of forty policies is asked, less is shown of each and no model is asked
FOUND_OF_MANY = 4  # clauses of each, no fewer than are judged


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions that were put, and what was found for it."""

    question: str  # as understood
    plain: str  # that, less the names of policies: what is searched for
    found: tuple[Retrieved, ...]
    english: str = ""  # of a question in another language, the words that are known: passages are compared with them
    policies: tuple[str, ...] = ()  # ids that it is put to; each of a few that are named is asked by itself
    named: Mapping[str, Span] = field(default_factory=dict)  # clauses that it names: id → which stretch (named_clauses)
    by_heading: bool = False  # it names them by their heading, not by number


def all_found(parts: Sequence[Part]) -> tuple[Retrieved, ...]:
    """Return what was found for all parts, each clause once: the first of each part, then the second of each.

    Of many parts, as where each policy is asked, the first few of each.
    """
    if len(parts) == 1:
        return parts[0].found
    most = FOUND_OF_MANY if len(parts) > MANY_PARTS else None
    turns = zip_longest(*(part.found[:most] for part in parts))
    by_clause: dict[str, Retrieved] = {}
    for retrieved in (retrieved for turn in turns for retrieved in turn if retrieved):
        by_clause.setdefault(retrieved.clause.id, retrieved)
    return tuple(replace(retrieved, rank=rank) for rank, retrieved in enumerate(by_clause.values(), 1))


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """The answer to one part of a question."""

    ruling: Ruling
    sentences: Parts = ()  # none: the policies are silent
    confidence: float = 0.0  # that the first quote is evidence
    asked: Sequence[str] = ()  # names of the policies that it was put to
