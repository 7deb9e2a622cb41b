"""Decide which of the found clauses state the answer, by rank, words and one-token questions to a model.

The likelihood of "Yes" as the next token is a better judge than what a small model writes when it is asked to
choose or to refuse.
"""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.english.definitions import defines
from assistant.english.terms import covered, terms
from assistant.english.translation.languages import ENGLISH
from assistant.english.translation.translate_terms import with_english
from assistant.models.cards.card import calibrated, log_odds
from assistant.models.model import Model, Weighed
from assistant.question.question_form import form, term
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause, heading
from ingest.errors import ModelError
from ingest.spans import Span
from prompts import Inert, passage, render

JUDGED = 4  # passages at most, about a second each on 2 cores; of those further back few are ever kept
JUDGED_EACH = 2  # passages of each policy where several are asked
FIRST = 2  # passages always judged; the rest only until one is CLEAR
CLEAR = 1.5  # evidence from which further passages are not read
NEAR = 0.5  # further passages count when, their rank left aside, they are this near to the best
KEPT = 3  # passages an answer stands on
PASSAGE = 700  # characters shown to the judge


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal adds to the evidence, in log odds."""

    yes: float  # for each log odd of "Yes"
    rank: float  # for 1 / rank
    words: float  # for the share of the question's words in the passage and its headings
    bar: float  # taken off


# A logistic regression on 340 passages of 85 seen questions of the five policies, its bar lowered by 1. Without a model
# the rank and the share of the question's words do nearly as well.
WITH_MODEL = Weights(yes=1.32, rank=3.43, words=1.95, bar=3.0)
WITHOUT_MODEL = Weights(yes=0.0, rank=3.65, words=3.17, bar=5.26)
_WORDS = ("Yes", "No")
_NUMBERING = re.compile(r"(?m)(?:^|[:;,]\s)\W*\d{1,2}(?:\\?[.)]\d*)+(?=\s)")  # "4. Retention" and "(1)" give no figure


@dataclass(frozen=True, slots=True)
class Judged:
    """A found passage and how strong the evidence is that it states the answer."""

    found: Retrieved
    span: Span  # the passage, into the clause's text
    rank: int  # in its policy, 1 is best
    worth: float  # what its words say for it, log odds but for a constant
    evidence: float  # that and its rank, log odds; above 0 it is taken to state the answer
    yes: float | None = None  # log odds of "Yes"; None where no model was asked

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
        """Return the passages that an answer may stand on, the best of each policy first; none: they are silent."""
        best: dict[str, Judged] = {}
        for judged in self.passages:
            if judged.evidence > 0:
                best.setdefault(judged.found.clause.policy_id, judged)
        if len(best) != 1:  # each policy's best speaks for it
            return tuple(best.values())
        (first,) = best.values()
        return tuple(judged for judged in self.passages if judged.worth >= first.worth - NEAR or judged is first)[:KEPT]


def judging(
    model: Model | None, question: str, candidates: Sequence[Retrieved], names: Mapping[str, str], english: str = ""
) -> Generator[str, None, Judgement]:
    """Judge the first passages of each policy; without a model, by rank and words alone. Raises ModelError.

    Yields an empty string before each call of a model: there it can be stopped. A passage to which the model says
    neither word is judged by rank and words. `english`: the words that passages are compared with, of a question in
    another language.
    """
    words = english or question
    by_policy = _by_policy(candidates)
    limit = JUDGED if len(by_policy) == 1 else JUDGED_EACH
    judged: list[Judged] = []
    unjudged, tokens = 0, 0
    for policy, of_policy in by_policy.items():
        wanted = terms(words) - terms(names[policy])  # its own name tells no clause apart
        for rank, retrieved, span in list(_fitting(words, of_policy))[:limit]:
            if rank > FIRST and judged and judged[0].evidence >= CLEAR:
                break
            if model:
                yield ""
            weighed = _weigh(model, question, retrieved.clause, span, names[policy]) if model else None
            tokens += weighed.prompt_tokens if weighed else 0
            likely = calibrated(model, weighed.shares[0]) if model and weighed and weighed.shares else None
            unjudged += bool(weighed) and likely is None
            judged.append(judged_by(wanted, retrieved, span, rank, likely))
            judged.sort(key=lambda passage: -passage.evidence)
    if model and judged and unjudged == len(judged):  # a fault of the model is no silence of the policy
        why = "said neither Yes nor No when it was asked whether a passage answers"
        raise ModelError(f"the model answered badly: {model.name} {why}: use another model, or --no-model")
    return Judgement(tuple(judged), tokens)


def _by_policy(candidates: Sequence[Retrieved]) -> dict[str, list[Retrieved]]:
    """Passages by the policy that they are of, in their order."""
    by_policy: dict[str, list[Retrieved]] = {}
    for retrieved in candidates:
        by_policy.setdefault(retrieved.clause.policy_id, []).append(retrieved)
    return by_policy


def _fitting(question: str, candidates: Sequence[Retrieved]) -> Iterator[tuple[int, Retrieved, Span]]:
    """Yield the passages that hold what an answer must (question_form.form), best first, each with its rank.

    Where a term's meaning is asked for and passages define it, those alone.
    """
    holds, defined = form(question), term(question)
    defining = [retrieved for retrieved in candidates if defined and defines(retrieved.clause.text, defined)]
    for rank, retrieved in enumerate(defining or candidates, 1):
        clause = retrieved.clause
        texts = {span: f"{heading(clause)}\n{clause.text[slice(*span)]}" for span in _passages(retrieved)}
        fitting = [span for span, text in texts.items() if _has(text, holds, retrieved.language)]
        if fitting:
            yield rank, retrieved, fitting[0]


def fits(holds: re.Pattern[str] | None, clause: Clause, language: str = ENGLISH) -> bool:
    """Say whether a clause has what an answer must hold (question_form.form): to "do you sell it", selling."""
    return _has(f"{heading(clause)}\n{clause.text}", holds, language)


def _has(text: str, holds: re.Pattern[str] | None, language: str) -> bool:
    return not holds or bool(holds.search(_NUMBERING.sub(" ", with_english(text, language))))


def judged_by(wanted: frozenset[str], retrieved: Retrieved, span: Span, rank: int, likely: float | None) -> Judged:
    """Weigh a passage: its rank, the wanted words in it, and a model's likelihood of "Yes" if any."""
    text = f"{' '.join(retrieved.clause.path)} {retrieved.clause.text[span[0] : span[1]]}"
    share = covered(wanted, terms(with_english(text, retrieved.language)))
    yes = None if likely is None else log_odds(likely)
    weights = WITHOUT_MODEL if likely is None else WITH_MODEL
    worth = weights.yes * (yes or 0.0) + weights.words * share
    return Judged(retrieved, span, rank, worth, worth + weights.rank / rank - weights.bar, yes)


def _weigh(model: Model, question: str, clause: Clause, span: Span, name: str) -> Weighed:
    prompt = render("judge", policy=name, question=question, passage=_shown(clause, span))
    return model.weigh(prompt.system, prompt.user, _WORDS)


def _shown(clause: Clause, span: Span) -> Inert:
    return passage(heading(clause), clause.text[slice(*span)])


def _passages(retrieved: Retrieved) -> list[Span]:
    """The pieces of the clause that were found, at most PASSAGE characters of each; its start where it came along."""
    clause = retrieved.clause
    spans = retrieved.spans or ((clause.start, clause.end),)
    return [(start - clause.start, min(end, start + PASSAGE) - clause.start) for start, end in spans]
