"""A clause that a search found."""

from dataclasses import dataclass

from assistant.english.translation.languages import ENGLISH
from ingest.clauses.clause import Clause
from ingest.spans import Span


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A clause that was found for a question."""

    clause: Clause
    score: float  # fused score, higher is better; comparable within one search only
    rank: int  # 1 is best
    spans: tuple[Span, ...] = ()  # into the policy: the pieces that were found, best first
    cosine: float = 0.0  # of the question and its best piece, -1 to 1
    language: str = ENGLISH  # of the clause's policy
