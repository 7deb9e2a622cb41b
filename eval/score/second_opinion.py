"""A second model's opinion of each answer, beside the checks and never in them.

It weighs "Yes" against "No" for "does the answer say what the reference says?"; where neither is likely, or it fails,
the case is unscored and counted. How far to trust it is told by its agreement with the checks, which are human-written.
Refuses to judge with the model that answered.
"""

from collections.abc import Callable, Sequence
from typing import Any

from assistant.models.model import Model
from eval.cases import Case
from eval.score.outcome import Outcome
from eval.score.stats import rate
from ingest.errors import ModelError, ModelMissing, UsageError

_SYSTEM = (
    "You compare an answer with a reference. Say Yes when the answer states what the reference states, nothing that "
    "contradicts it, and does not refuse where the reference answers. Otherwise say No. Say one word: Yes or No."
)
_WORDS = ("Yes", "No")
_LONGEST = 4_000  # characters of an answer or of a reference: longer ones would not fit the context


def check_judge(judge: Model, answering: str) -> None:
    """Refuse a judge that would judge itself."""
    if judge.name == answering:
        raise UsageError(f"--judge: {judge.name} is the model that answers; a model does not judge itself")


def opinions(
    judge: Model, outcomes: Sequence[Outcome], done: Callable[[], None] = lambda: None
) -> dict[str, bool | None]:
    """Ask the judge of every answer, by case id; None where it gave no opinion or there is no answer."""
    found = {}
    for outcome in outcomes:
        found[outcome.case.id] = _opinion(judge, outcome)
        done()
    return found


def summary(judge: Model, outcomes: Sequence[Outcome], found: dict[str, bool | None]) -> dict[str, Any]:
    """Tell what the judge held, and how far it agrees with the checks."""
    pairs = [(found[outcome.case.id], outcome.score.checks["passed"]) for outcome in outcomes]
    both = [(opinion, passed) for opinion, passed in pairs if opinion is not None and passed is not None]
    return {
        "model": judge.name,
        "right": rate([opinion for opinion, _ in pairs]),
        "agrees": rate([opinion == passed for opinion, passed in both]),
        "kappa": kappa([(bool(opinion), bool(passed)) for opinion, passed in both]),
        "right_but_failed": sum(opinion and not passed for opinion, passed in both),
        "wrong_but_passed": sum(passed and not opinion for opinion, passed in both),
        "opinions": found,
    }


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Give Cohen's kappa, agreement beyond chance, at most 1; None when chance alone would agree always."""
    if not pairs:
        return None
    n = len(pairs)
    yes, also = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = yes * also + (1 - yes) * (1 - also)
    return None if chance == 1 else (sum(a == b for a, b in pairs) / n - chance) / (1 - chance)


def reference(case: Case) -> str:
    """Write what a right answer says."""
    if case.verdict == "silent":
        return "The policy does not say."
    verdict = {"yes": "Yes. ", "no": "No. ", "conflict": "The policy says two things. "}.get(case.verdict, "")
    return verdict + " ".join(gold.quote for gold in case.gold)


def _opinion(judge: Model, outcome: Outcome) -> bool | None:
    if outcome.answer is None:
        return None
    said = " ".join(sentence.text for sentence in outcome.answer.sentences)
    verdict = {"silent": "The policy does not say. ", "yes": "Yes. ", "no": "No. "}.get(outcome.answer.verdict, "")
    user = (
        f"Question: {outcome.case.question}\n\nReference: {reference(outcome.case)[:_LONGEST]}\n\n"
        f"Answer: {verdict}{said[:_LONGEST]}\n\nDoes the answer state what the reference states?"
    )
    try:
        yes, no = judge.weigh(_SYSTEM, user, _WORDS).shares
    except ModelMissing:
        raise
    except ModelError:
        return None
    return None if yes == no else yes > no
