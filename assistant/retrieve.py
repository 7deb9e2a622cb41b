"""Question → the clauses most likely to answer it, best first.

Refuses to know models and answers.
"""

from dataclasses import dataclass

from ingest.clauses import Clause


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A clause that was found for a question."""

    clause: Clause
    score: float  # fused rank score, higher is better
    rank: int  # 1 is best
