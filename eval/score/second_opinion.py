"""Ask a second model what it holds of each answer, beside the checks and never in them.

It weighs "Yes" against "No" for "does the answer say what the reference says?"; where neither is likely, or it fails,
the case is unscored and counted. How far to trust it is told by its agreement with the checks, which a person wrote.
The model that answered is refused as its own judge.
"""

from collections.abc import Callable, Sequence

from typing_extensions import TypedDict  # typing's own cannot be validated before Python 3.12

from assistant.models.model import Model
from eval.cases import Case
from eval.score.outcome import Outcome
from eval.score.stats import Rate, rate
from ingest.errors import ModelError, ModelMissing, UsageError
from prompts import render

_WORDS = ("Yes", "No")
_BEGINNINGS = {  # what a verdict says before any words of the policy
    "yes": "Yes. ",
    "no": "No. ",
    "conflict": "The policy says two things. ",
    "silent": "The policy does not say. ",
    "unsure": "The policy may not say; the nearest passages: ",
}
_LONGEST = 4_000  # characters of an answer or of a reference: longer ones would not fit the context


class Opinion(TypedDict):
    """What a second model held of the answers."""

    model: str
    right: Rate
    agrees: Rate
    kappa: float | None
    right_but_failed: int
    wrong_but_passed: int
    opinions: dict[str, bool | None]


def check_judge(judge: Model, answering: str) -> None:
    """Refuse a judge that would judge itself."""
    if judge.name == answering:
        raise UsageError(f"--judge: {judge.name} is the model that answers; a model does not judge itself")


def opinions(
    judge: Model, outcomes: Sequence[Outcome], done: Callable[[], None] = lambda: None
) -> dict[str, bool | None]:
    """Ask the judge of every answer, by case id; None where it gave no opinion or there is no answer."""
    opinions_by_case = {}
    for outcome in outcomes:
        opinions_by_case[outcome.case.id] = _opinion(judge, outcome)
        done()
    return opinions_by_case


def summary(judge: Model, outcomes: Sequence[Outcome], by_case: dict[str, bool | None]) -> Opinion:
    """Count what the judge held, and how far it agrees with the checks."""
    pairs = [(by_case[outcome.case.id], outcome.score.checks["passed"]) for outcome in outcomes]
    both = [(opinion, passed) for opinion, passed in pairs if opinion is not None and passed is not None]
    return {
        "model": judge.name,
        "right": rate([opinion for opinion, _ in pairs]),
        "agrees": rate([opinion == passed for opinion, passed in both]),
        "kappa": kappa([(bool(opinion), bool(passed)) for opinion, passed in both]),
        "right_but_failed": sum(opinion and not passed for opinion, passed in both),
        "wrong_but_passed": sum(passed and not opinion for opinion, passed in both),
        "opinions": by_case,
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
    return (_BEGINNINGS.get(case.verdict, "") + " ".join(gold.quote for gold in case.gold)).strip()


def _opinion(judge: Model, outcome: Outcome) -> bool | None:
    if outcome.answer is None:
        return None
    text = " ".join(sentence.text for sentence in outcome.answer.sentences)
    prompt = render(
        "second_opinion",
        question=outcome.case.question,
        reference=reference(outcome.case)[:_LONGEST],
        answer=_BEGINNINGS.get(outcome.answer.verdict, "") + text[:_LONGEST],
    )
    try:
        shares = judge.weigh(prompt.system, prompt.user, _WORDS).shares
    except ModelMissing:
        raise
    except ModelError:
        return None
    if shares is None or shares[0] == shares[1]:
        return None
    return shares[0] > shares[1]
