"""Which of the found clauses answer the question: one-token questions to a model.

The likelihood of "Yes" as the next token is a better judge than what a small model writes when it is asked to
choose or to refuse. Refuses to know how answers are written.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.model import Model, Weighed
from assistant.quotes import Span, covered, terms, units
from assistant.retrieve import Retrieved
from prompts import passage, render

JUDGED = 6  # passages at most: 1 to 1.5 s each on 2 cores
JUDGED_EACH = 2  # passages of each policy where several are asked
FIRST = 3  # passages always judged; the rest only until one is CLEAR
CLEAR = 1.0  # evidence from which further passages are not read
NEAR = 1.0  # further passages count when their evidence is this near to the best
KEPT = 3  # passages an answer stands on
# Evidence = LIKELY · logit(P("Yes")) + HIGH / rank - BAR, positive for a passage that states the answer: a logistic
# regression on 250 passages of 50 questions (LOG.md, "judging passages").
# At rank 1 the bar is P = 0.43, at rank 3 0.66.
LIKELY, HIGH, BAR = 2.14, 2.92, 2.33
PASSAGE = 700  # characters shown to the judge

_WORDS = ("Yes", "No")
_YES_NO = re.compile(
    r"(?:^|[,;:.?!]\s+|\b(?:and|but|so|hi|hello|hey)\s+)(?:is|are|was|were|do|does|did|can|could|will|would|may|might|must|should|shall|has|have"
    r"|isn['’]t|aren['’]t|don['’]t|doesn['’]t|can['’]t|won['’]t|am)\s+(?!not\b)\w",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """A found passage and how strong the evidence is that it states the answer."""

    found: Retrieved
    span: Span  # the passage, into the clause's text
    evidence: float  # log odds; above 0 it is more likely than not

    @property
    def text(self) -> str:
        """The passage's words."""
        return self.found.clause.text[self.span[0] : self.span[1]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was judged, best first, and what it cost."""

    passages: tuple[Judged, ...]
    prompt_tokens: int

    def kept(self) -> tuple[Judged, ...]:
        """The passages that an answer may stand on; none means that the policy is silent."""
        likely = [one for one in self.passages if one.evidence > 0]
        best = {one.found.clause.policy_id: one for one in reversed(likely)}
        if len(best) > 1:  # each policy's best speaks for it
            return tuple(one for one in likely if best[one.found.clause.policy_id] is one)
        return tuple(one for one in likely if one.evidence > likely[0].evidence - NEAR)[:KEPT]


def judge(model: Model, question: str, found: Sequence[Retrieved], names: Mapping[str, str]) -> Judgement:
    """Ask of the first passages of each policy whether they state the answer. Raises ModelError."""
    shelves: dict[str, list[Retrieved]] = {}
    for one in found:
        shelves.setdefault(one.clause.policy_id, []).append(one)
    limit = JUDGED if len(shelves) == 1 else JUDGED_EACH
    judged: list[Judged] = []
    tokens = 0
    for mine in shelves.values():
        for rank, one in enumerate(mine[:limit], 1):
            if rank > FIRST and judged[0].evidence >= CLEAR:
                break
            weighed = _weigh(model, question, one, names)
            tokens += weighed.prompt_tokens
            judged = sorted([*judged, Judged(one, _passage(one), evidence(weighed.shares[0], rank))], key=_strength)
    return Judgement(tuple(judged), tokens)


def evidence(share: float, rank: int) -> float:
    """Log odds that a passage states the answer, from the likelihood of "Yes" and its rank in its policy."""
    share = min(max(share, 1e-3), 1 - 1e-3)
    return LIKELY * math.log(share / (1 - share)) + HIGH / rank - BAR


def _strength(judged: Judged) -> float:
    return -judged.evidence


def _weigh(model: Model, question: str, one: Retrieved, names: Mapping[str, str]) -> Weighed:
    span = _passage(one)
    shown = passage(" › ".join(one.clause.path), one.clause.text[span[0] : span[1]])
    prompt = render("judge", policy=names[one.clause.policy_id], question=question, passage=shown)
    return model.weigh(prompt.system, prompt.user, _WORDS)


def is_yes_no(question: str) -> bool:
    """Whether the question asks for yes or no: it puts a verb first, and no question word before it."""
    asked = _YES_NO.search(question)
    return bool(asked) and not _OPEN.search(question[: asked.end()] if asked else "")


def unit_for(question: str, judged: Judged) -> Span:
    """The stretch of the passage's clause that shares most words with the question; the first where two tie."""
    start, end = judged.span
    clause, wanted = judged.found.clause, terms(question)
    inside = [span for span in units(clause) if span[0] < end and span[1] > start]
    return max(inside or [judged.span], key=lambda span: covered(wanted, terms(clause.text[span[0] : span[1]])))


def _passage(found: Retrieved) -> Span:
    """The piece of the clause that was found, at most PASSAGE characters of it."""
    clause = found.clause
    start, end = found.spans[0] if found.spans else (clause.start, clause.end)
    return start - clause.start, min(end, start + PASSAGE) - clause.start
