"""Which of the found clauses answer the question: one-token questions to a model.

The likelihood of "Yes" as the next token is a better judge than what a small model writes when it is asked to
choose or to refuse. Refuses to know how answers are written.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.cite import heading
from assistant.model import Model, Weighed
from assistant.quotes import Span, covered, terms, units
from assistant.retrieve import Retrieved
from prompts import passage, render

JUDGED = 4  # passages at most, about a second each on 2 cores; of those further back few are ever kept
JUDGED_EACH = 2  # passages of each policy where several are asked
FIRST = 2  # passages always judged; the rest only until one is CLEAR
CLEAR = 1.5  # evidence from which further passages are not read
NEAR = 0.5  # further passages count when, their rank left aside, they are this near to the best
KEPT = 3  # passages an answer stands on
# Evidence, log odds: a logistic regression on 340 passages of 85 questions, its bar lowered by 1 (LOG.md, "the whole
# set"). Without a model the rank and the share of the question's words in the passage do nearly as well.
LIKELY, HIGH, COVERED, BAR = 1.32, 3.43, 1.95, 3.0
HIGH_ALONE, COVERED_ALONE, BAR_ALONE = 3.65, 3.17, 5.26
FEW_OTHERS = 0.25  # a short sentence that says it goes before a long one that says it among other things
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
    rank: int  # in its policy, 1 is best
    worth: float  # what its words say for it, log odds but for a constant
    evidence: float  # that and its rank, log odds; above 0 it is taken to state the answer

    @property
    def text(self) -> str:
        """The passage's words."""
        return self.found.clause.text[self.span[0] : self.span[1]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was judged, best first, and what it cost."""

    passages: tuple[Judged, ...]
    prompt_tokens: int = 0

    def kept(self) -> tuple[Judged, ...]:
        """The passages that an answer may stand on, the best of each policy first; none: the policies are silent."""
        best: dict[str, Judged] = {}
        for one in self.passages:
            if one.evidence > 0:
                best.setdefault(one.found.clause.policy_id, one)
        if len(best) != 1:  # each policy's best speaks for it
            return tuple(best.values())
        (first,) = best.values()
        return tuple(one for one in self.passages if one.worth >= first.worth - NEAR or one is first)[:KEPT]


def judge(model: Model | None, question: str, found: Sequence[Retrieved], names: Mapping[str, str]) -> Judgement:
    """Judge the first passages of each policy; without a model, by rank and words alone. Raises ModelError."""
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
            weighed = _weigh(model, question, one, names) if model else None
            tokens += weighed.prompt_tokens if weighed else 0
            wanted = terms(question) - terms(names[one.clause.policy_id])  # its own name tells no clause apart
            judged.append(judged_by(wanted, one, rank, weighed.shares[0] if weighed else None))
            judged.sort(key=lambda judged: -judged.evidence)
    return Judgement(tuple(judged), tokens)


def judged_by(wanted: frozenset[str], found: Retrieved, rank: int, likely: float | None) -> Judged:
    """A passage with its evidence: its rank, the wanted words in it, and a model's likelihood of "Yes" if any."""
    span = _passage(found)
    words = f"{' '.join(found.clause.path)} {found.clause.text[span[0] : span[1]]}"
    share = covered(wanted, terms(words))
    if likely is None:
        worth = COVERED_ALONE * share
        return Judged(found, span, rank, worth, worth + HIGH_ALONE / rank - BAR_ALONE)
    worth = LIKELY * _logit(likely) + COVERED * share
    return Judged(found, span, rank, worth, worth + HIGH / rank - BAR)


def _logit(share: float) -> float:
    share = min(max(share, 1e-3), 1 - 1e-3)
    return math.log(share / (1 - share))


def _weigh(model: Model, question: str, one: Retrieved, names: Mapping[str, str]) -> Weighed:
    span = _passage(one)
    shown = passage(heading(one.clause), one.clause.text[span[0] : span[1]])
    prompt = render("judge", policy=names[one.clause.policy_id], question=question, passage=shown)
    return model.weigh(prompt.system, prompt.user, _WORDS)


def is_yes_no(question: str) -> bool:
    """Whether the question asks for yes or no: it puts a verb first, and no question word before it."""
    asked = _YES_NO.search(question)
    return bool(asked) and not _OPEN.search(question[: asked.end()] if asked else "")


def unit_for(question: str, judged: Judged) -> Span:
    """The stretch of the passage's clause that answers best by its words: it holds the question's, and few others."""
    start, end = judged.span
    clause, wanted = judged.found.clause, terms(question)
    inside = [span for span in units(clause) if span[0] < end and span[1] > start]
    said = [span for span in inside if not _is_heading(clause.text[slice(*span)], clause.path)]
    return max(said or inside or [judged.span], key=lambda span: _nearness(wanted, terms(clause.text[slice(*span)])))


def _nearness(wanted: frozenset[str], offered: frozenset[str]) -> float:
    return covered(wanted, offered) + FEW_OTHERS * covered(offered, wanted)


def _is_heading(words: str, path: Sequence[str]) -> bool:
    """Whether a clause's line is one of its headings, with or without a number."""
    return any(words.casefold().rstrip(".: ").endswith(heading.casefold().rstrip(".: ")) for heading in path)


def _passage(found: Retrieved) -> Span:
    """The piece of the clause that was found, at most PASSAGE characters of it."""
    clause = found.clause
    start, end = found.spans[0] if found.spans else (clause.start, clause.end)
    return start - clause.start, min(end, start + PASSAGE) - clause.start
