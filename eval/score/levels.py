"""Measure how far answers may be trusted: at which level they speak, and how often they are wrong there. Pure.

An answer speaks at one of three levels. It `says` something ("answer", "yes", "no", "conflict"), it is `unsure` and
shows the nearest passages, or it is `silent`: the policy does not say. "ambiguous" asks back and is counted apart.

Of a question on which the policy is silent, unsure is right. Of one that the policy answers, it is half a miss. It is
never counted as an answer, nor as silence.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from typing_extensions import TypedDict  # typing's own cannot be validated before Python 3.12

from assistant.answer.answer import Answer
from eval.cases import Case, Gold
from eval.score.outcome import Outcome
from eval.score.scoring import hits
from eval.score.stats import Mean, Rate, mean, rate

SAYS, UNSURE, SILENT, AMBIGUOUS, UNSCORED = "says", "unsure", "silent", "ambiguous", "unscored"
LEVELS: Final[Mapping[str, str]] = {  # by verdict
    **dict.fromkeys(("answer", "yes", "no", "conflict"), SAYS),
    **{level: level for level in (UNSURE, SILENT, AMBIGUOUS)},
}
COVERAGES: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # the points of a risk–coverage curve
_CREDIT: Final = {SAYS: 1.0, UNSURE: 0.5}  # what an answer at a level is worth where the policy speaks

MEASURES: Final = {  # name → what it is; the order of every table
    "answered": "says something, of the questions that the policy answers",
    "answered_or_half": "the same, unsure counted as a half",
    "evidence_shown": "says or is unsure, and shows evidence, of the questions that the policy answers",
    "silence_kept": "silent or unsure, of the questions on which the policy is silent",
    "wrong_among_says": "wrong, of the answers that say something",
    "wrong_yes_no": "the verdict is wrong, of the answers yes and no",
    "yes_no_without_gold": "no citation is evidence, of the answers yes and no",
    "citations_evidence": "evidence, of the citations of answers that say something",
    "first_evidence": "the first citation is evidence, of the answers that say something",
}


class LevelCounts(TypedDict):
    """How many answers spoke at each level."""

    says: int
    unsure: int
    silent: int
    ambiguous: int
    unscored: int


class CurvePoint(TypedDict):
    """How often answers are wrong when only the surest are given."""

    coverage: float  # share of the questions that are answered, 0 to 1
    confidence: float  # of the least sure of them
    risk: Rate  # wrong ones among them


class Measures(TypedDict):
    """How far one part of a set's answers may be trusted."""

    n: int
    levels: dict[str, LevelCounts]  # by "answerable" and "silent"
    rates: dict[str, Rate | Mean]  # of MEASURES; absent where there is nothing to count
    curve: list[CurvePoint]  # empty where answers have no confidence


def measures(outcomes: Sequence[Outcome]) -> Measures:
    """Measure one part of a set."""
    answerable = [outcome for outcome in outcomes if outcome.case.gold]
    silent = [outcome for outcome in outcomes if outcome.case.verdict == "silent"]
    return {
        "n": len(outcomes),
        "levels": {"answerable": count_levels(answerable), "silent": count_levels(silent)},
        "rates": _rates(outcomes, answerable, silent),
        "curve": risk_coverage(outcomes),
    }


def level(answer: Answer | None) -> str:
    """Return the level at which an answer speaks: "yes" → "says"; "unscored" where there is none."""
    return LEVELS[answer.verdict] if answer else UNSCORED


def count_levels(outcomes: Iterable[Outcome]) -> LevelCounts:
    """Count the answers at each level."""
    counts: LevelCounts = {"says": 0, "unsure": 0, "silent": 0, "ambiguous": 0, "unscored": 0}
    for outcome in outcomes:
        counts[level(outcome.answer)] += 1  # type: ignore[literal-required]
    return counts


def evidence(case: Case) -> tuple[Gold, ...]:
    """Return the quotes that are right to cite for a claim; none where only silence is right."""
    return () if set(case.right_verdicts) == {"silent"} else (*case.gold, *case.also)


def cites_evidence(case: Case, answer: Answer) -> list[bool]:
    """Say of each citation, in order, whether it is evidence."""
    return [any(hits(gold, citation) for gold in evidence(case)) for citation in answer.citations]


def is_wrong(case: Case, answer: Answer) -> bool:
    """Say whether an answer that says something is wrong.

    It is wrong without evidence, and with a verdict that is not right. A plain "answer" with evidence is not wrong
    where yes, no or conflict was wanted: it says less than it could.
    """
    if answer.verdict not in case.right_verdicts and not (answer.verdict == "answer" and case.gold):
        return True
    return bool(evidence(case)) and not any(cites_evidence(case, answer))


def risk_coverage(outcomes: Sequence[Outcome]) -> list[CurvePoint]:
    """Return how often answers are wrong when only the surest 10, 20, … 100 in 100 questions are answered.

    Counted are answers that say something or are unsure: of the latter, whether what they show is evidence. The curve
    ends where no more questions were answered. Without a confidence in the answers there is none.
    """
    answers = [(outcome.case, outcome.answer) for outcome in outcomes if outcome.answer]
    shown = [(case, answer) for case, answer in answers if level(answer) in {SAYS, UNSURE}]
    if not any(answer.confidence for _, answer in shown):
        return []
    sure = sorted(shown, key=lambda row: (-row[1].confidence, row[0].id))
    points: list[CurvePoint] = []
    for coverage in COVERAGES:
        count = math.ceil(coverage * len(outcomes))
        if not 0 < count <= len(sure):
            break
        wrong = [_misleads(case, answer) for case, answer in sure[:count]]
        points.append({"coverage": coverage, "confidence": sure[count - 1][1].confidence, "risk": rate(wrong)})
    return points


def _misleads(case: Case, answer: Answer) -> bool:
    return is_wrong(case, answer) if level(answer) == SAYS else not any(cites_evidence(case, answer))


def _rates(
    outcomes: Sequence[Outcome], answerable: Sequence[Outcome], silent: Sequence[Outcome]
) -> dict[str, Rate | Mean]:
    says = [(o.case, o.answer) for o in outcomes if o.answer and level(o.answer) == SAYS]
    yes_no = [(case, answer) for case, answer in says if answer.verdict in {"yes", "no"}]
    counted: dict[str, list[bool | None]] = {
        "answered": [_reached(outcome, SAYS) for outcome in answerable],
        "evidence_shown": [_shows_evidence(outcome) for outcome in answerable],
        "silence_kept": [_reached(outcome, SILENT, UNSURE) for outcome in silent],
        "wrong_among_says": [is_wrong(case, answer) for case, answer in says],
        "wrong_yes_no": [answer.verdict not in case.right_verdicts for case, answer in yes_no],
        "yes_no_without_gold": [not any(cites_evidence(case, answer)) for case, answer in yes_no],
        "citations_evidence": [right for case, answer in says for right in cites_evidence(case, answer)],
        "first_evidence": [any(cites_evidence(case, answer)[:1]) for case, answer in says],
    }
    rates: dict[str, Rate | Mean] = {name: rate(values) for name, values in counted.items() if values}
    worth = [_CREDIT.get(level(o.answer), 0.0) for o in answerable if o.answer]
    if worth:
        rates["answered_or_half"] = mean(worth)
    return {name: rates[name] for name in MEASURES if name in rates}


def _reached(outcome: Outcome, *levels: str) -> bool | None:
    return level(outcome.answer) in levels if outcome.answer else None


def _shows_evidence(outcome: Outcome) -> bool | None:
    if outcome.answer is None:
        return None
    return level(outcome.answer) in {SAYS, UNSURE} and any(cites_evidence(outcome.case, outcome.answer))
