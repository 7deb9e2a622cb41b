"""Which of the found clauses answer the question, and whether they say yes or no: one-token questions to a model.

The likelihood of "Yes" as the next token is a better judge than what a small model writes when it is asked to
choose or to refuse. Refuses to know how answers are written.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.model import Model
from assistant.quotes import Span, covered, terms, units
from assistant.retrieve import Retrieved
from prompts import passage, render

JUDGED = 6  # passages at most: 1 to 1.5 s each on 2 cores
JUDGED_EACH = 2  # passages of each policy where several are asked
ENOUGH = 0.5  # likelihood of "Yes" from which a passage states the answer
NEAR = 0.12  # further passages count when they are this near to the best
KEPT = 3  # passages an answer stands on
SURE = 0.75  # likelihood from which a passage says yes, and 1 - SURE under which it says no, for a conflict
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
    """A found passage and how likely it is to state the answer."""

    found: Retrieved
    span: Span  # the passage, into the clause's text
    share: float  # likelihood of "Yes", 0 to 1

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
        if not self.passages or self.passages[0].share < ENOUGH:
            return ()
        least = max(ENOUGH, self.passages[0].share - NEAR)
        return tuple(one for one in self.passages if one.share >= least)[:KEPT]


def judge(model: Model, question: str, found: Sequence[Retrieved], names: Mapping[str, str]) -> Judgement:
    """Ask of each of the first passages whether it states the answer. Raises ModelError."""
    policies = {one.clause.policy_id for one in found}
    limit = JUDGED if len(policies) == 1 else JUDGED_EACH * len(policies)
    judged, tokens = [], 0
    for one in found[:limit]:
        span = _passage(one)
        shown = passage(" › ".join(one.clause.path), one.clause.text[span[0] : span[1]])
        prompt = render("judge", policy=names[one.clause.policy_id], question=question, passage=shown)
        weighed = model.weigh(prompt.system, prompt.user, _WORDS)
        tokens += weighed.prompt_tokens
        judged.append(Judged(one, span, weighed.shares[0]))
    return Judgement(tuple(sorted(judged, key=lambda one: -one.share)), tokens)


def says_yes(model: Model, question: str, judged: Judged, names: Mapping[str, str]) -> tuple[float, int]:
    """How likely the passage answers a yes/no question with yes, 0 to 1, and the prompt's tokens. Raises ModelError."""
    clause = judged.found.clause
    shown = passage(" › ".join(clause.path), judged.text)
    prompt = render("polarity", policy=names[clause.policy_id], question=question, passage=shown)
    weighed = model.weigh(prompt.system, prompt.user, _WORDS)
    return weighed.shares[0], weighed.prompt_tokens


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
