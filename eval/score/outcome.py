"""One case with its answer and its score."""

from dataclasses import dataclass

from assistant.answer.answer import Answer
from eval.cases import Case
from eval.score.scoring import Score


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case."""

    case: Case
    answer: Answer | None  # None: it failed
    error: str  # why there is no answer; "" when there is one
    score: Score
    seconds: float  # by our own clock
