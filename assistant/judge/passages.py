"""Which of the found clauses answer the question: one-token questions to a model.

The likelihood of "Yes" as the next token is a better judge than what a small model writes when it is asked to
choose or to refuse. Refuses to know how answers are written.
"""

import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.english.definitions import defines
from assistant.english.terms import covered, terms
from assistant.judge.query_likelihood import Likelier
from assistant.models.model import Model, Weighed
from assistant.question.question_form import form, term
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause, heading
from ingest.spans import Span
from prompts import Inert, passage, render

JUDGED = 4  # passages at most, about a second each on 2 cores; of those further back few are ever kept
JUDGED_EACH = 2  # passages of each policy where several are asked
FIRST = 2  # passages always judged; the rest only until one is CLEAR
CLEAR = 1.5  # evidence from which further passages are not read
NEAR = 0.5  # further passages count when, their rank left aside, they are this near to the best
KEPT = 3  # passages an answer stands on
# Evidence, log odds: a logistic regression on 340 passages of 85 questions, its bar lowered by 1 (LOG.md, "the whole
# set"). Without a model the rank and the share of the question's words in the passage do nearly as well.
LIKELY, HIGH, COVERED, BAR = 1.32, 3.43, 1.95, 3.0
# Where none passes it, the best are read again for what makes the question likelier: by nat and by log odds of "Yes",
# neither rank nor words (LOG.md, "how likely the question is").
AGAIN = 2  # passages; two find as much as four
GAINED, LIKELY_AGAIN, BAR_AGAIN = 0.12, 1.1, -0.48
HIGH_ALONE, COVERED_ALONE, BAR_ALONE = 3.65, 3.17, 5.26
PASSAGE = 700  # characters shown to the judge

_WORDS = ("Yes", "No")


@dataclass(frozen=True, slots=True)
class Judged:
    """A found passage and how strong the evidence is that it states the answer."""

    found: Retrieved
    span: Span  # the passage, into the clause's text
    rank: int  # in its policy, 1 is best
    worth: float  # what its words say for it, log odds but for a constant
    evidence: float  # that and its rank, log odds; above 0 it is taken to state the answer
    yes: float = 0.0  # log odds of "Yes", where a model was asked

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


def judging(
    model: Model | None, question: str, found: Sequence[Retrieved], names: Mapping[str, str], english: str = ""
) -> Generator[str, None, Judgement]:
    """Judge the first passages of each policy; without a model, by rank and words alone. Raises ModelError.

    Gives an empty string before each call of a model: there it can be stopped. `english`: the words that
    passages are compared with, of a question in another language.
    """
    words = english or question
    shelves: dict[str, list[Retrieved]] = {}
    for one in found:
        shelves.setdefault(one.clause.policy_id, []).append(one)
    limit = JUDGED if len(shelves) == 1 else JUDGED_EACH
    judged: list[Judged] = []
    tokens = 0
    for policy, mine in shelves.items():
        wanted = terms(words) - terms(names[policy])  # its own name tells no clause apart
        for rank, one, span in list(_fitting(words, mine))[:limit]:
            if rank > FIRST and judged and judged[0].evidence >= CLEAR:
                break
            if model:
                yield ""
            weighed = _weigh(model, question, one.clause, span, names[policy]) if model else None
            tokens += weighed.prompt_tokens if weighed else 0
            judged.append(judged_by(wanted, one, span, rank, weighed.shares[0] if weighed else None))
            judged.sort(key=lambda judged: -judged.evidence)
    if not model or len(shelves) > 1 or not judged or judged[0].evidence > 0:
        return Judgement(tuple(judged), tokens)
    likelier = Likelier(model, question, names[judged[0].found.clause.policy_id])
    again = yield from _again(likelier, judged[:AGAIN])
    return Judgement(tuple(again), tokens + likelier.prompt_tokens)


def _again(likelier: Likelier, judged: Sequence[Judged]) -> Generator[str, None, list[Judged]]:
    """The same passages, best first, with what they make of the question as their evidence."""
    again = []
    for one in judged:
        gain = yield from likelier.gain(_shown(one.found.clause, one.span))
        worth = GAINED * gain + LIKELY_AGAIN * one.yes - BAR_AGAIN
        again.append(replace(one, worth=worth, evidence=worth))
    return sorted(again, key=lambda one: -one.evidence)


def _fitting(question: str, mine: Sequence[Retrieved]) -> Iterator[tuple[int, Retrieved, Span]]:
    """Passages that hold what an answer must (asks.form), best first, each with its rank.

    Where a term's meaning is asked for and passages define it, those alone.
    """
    holds, wanted = form(question), term(question)
    defining = [one for one in mine if wanted and defines(one.clause.text, wanted)]
    for rank, one in enumerate(defining or mine, 1):
        said = {span: f"{heading(one.clause)}\n{one.clause.text[slice(*span)]}" for span in _passages(one)}
        fit = [span for span, words in said.items() if not holds or holds.search(words)]
        if fit:
            yield rank, one, fit[0]


def judged_by(wanted: frozenset[str], found: Retrieved, span: Span, rank: int, likely: float | None) -> Judged:
    """A passage with its evidence: its rank, the wanted words in it, and a model's likelihood of "Yes" if any."""
    words = f"{' '.join(found.clause.path)} {found.clause.text[span[0] : span[1]]}"
    share = covered(wanted, terms(words))
    if likely is None:
        worth = COVERED_ALONE * share
        return Judged(found, span, rank, worth, worth + HIGH_ALONE / rank - BAR_ALONE)
    yes = _logit(likely)
    worth = LIKELY * yes + COVERED * share
    return Judged(found, span, rank, worth, worth + HIGH / rank - BAR, yes)


def _logit(share: float) -> float:
    share = min(max(share, 1e-3), 1 - 1e-3)
    return math.log(share / (1 - share))


def _weigh(model: Model, question: str, clause: Clause, span: Span, name: str) -> Weighed:
    prompt = render("judge", policy=name, question=question, passage=_shown(clause, span))
    return model.weigh(prompt.system, prompt.user, _WORDS)


def _shown(clause: Clause, span: Span) -> Inert:
    return passage(heading(clause), clause.text[slice(*span)])


def _passages(found: Retrieved) -> list[Span]:
    """The pieces of the clause that were found, at most PASSAGE characters of each; its start where it came along."""
    clause = found.clause
    spans = found.spans or ((clause.start, clause.end),)
    return [(start - clause.start, min(end, start + PASSAGE) - clause.start) for start, end in spans]
