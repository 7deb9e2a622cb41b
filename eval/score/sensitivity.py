"""Check the checks: how often each one sees each way of making a right answer wrong. Pure.

A check sees a corruption when it held for the right answer and does not for the corrupted one; a rate, when it fell.
Both answers are built from the case; no model is asked.
"""

from collections.abc import Iterable, Mapping

from typing_extensions import TypedDict  # typing's own cannot be validated before Python 3.12

from eval.cases import Case
from eval.score.blame import Clauses
from eval.score.made_wrong import corruptions, perfect
from eval.score.scoring import CHECKS, Score, score_answer

SEEN_BY = (*CHECKS, "precision")


class Detection(TypedDict):
    """How often each check saw one way of making right answers wrong."""

    n: int
    seen: dict[str, float]


def detection(cases: Iterable[Case], texts: Mapping[str, str], clauses: Clauses, seed: int = 0) -> dict[str, Detection]:
    """Count, for each corruption, its n and the share that each check sees; checks that see none are left out."""
    seen: dict[str, list[set[str]]] = {}
    for case in cases:
        right = score_answer(case, perfect(case, clauses), texts)
        for name, answer in corruptions(case, clauses, seed).items():
            seen.setdefault(name, []).append(_seen(right, score_answer(case, answer, texts)))
    return {name: {"n": len(rows), "seen": _shares(rows)} for name, rows in seen.items()}


def false_alarms(cases: Iterable[Case], texts: Mapping[str, str], clauses: Clauses) -> list[str]:
    """List the cases whose perfect answer does not pass: each is a fault of the set, the splitter or a check."""
    return [case.id for case in cases if not score_answer(case, perfect(case, clauses), texts).checks["passed"]]


def _seen(right: Score, wrong: Score) -> set[str]:
    failing = {name for name in right.checks if right.checks[name] and wrong.checks.get(name) is False}
    failing |= {name for name in wrong.checks if name not in right.checks and wrong.checks[name] is False}
    return failing | ({"precision"} if wrong.rates.get("precision", 1.0) < right.rates.get("precision", 1.0) else set())


def _shares(rows: list[set[str]]) -> dict[str, float]:
    shares = {name: sum(name in row for row in rows) / len(rows) for name in SEEN_BY}
    return {name: share for name, share in shares.items() if share}
