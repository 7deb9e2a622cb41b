"""Levels are counted apart, and an answer is wrong for what it says, not for what it leaves open."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.answer import Answer
from eval.cases import Case
from eval.score.levels import COVERAGES, cites_evidence, is_wrong, measures, risk_coverage
from eval.score.made_wrong import RightAnswer, cite_other_clauses, perfect
from eval.score.outcome import Outcome
from eval.score.scoring import score_answer
from ingest.clauses.clause import Clause

Clauses = dict[str, list[Clause]]
Texts = dict[str, str]


def outcome(case: Case, answer: Any, texts: Texts) -> Outcome:
    """Score an answer."""
    return Outcome(case, answer, "", score_answer(case, answer, texts), 0.0)


def stray(case: Case, answer: Answer, clauses: Clauses) -> Answer:
    """Cite other clauses of the same policy."""
    wrong = cite_other_clauses(RightAnswer(case, answer, clauses, random.Random(0)))  # noqa: S311 - no secret
    assert wrong is not None
    return wrong


@pytest.fixture
def right(cases: dict[str, Case], clauses: Clauses) -> dict[str, Answer]:
    """Answer each case perfectly."""
    return {id_: perfect(case, clauses) for id_, case in cases.items()}


def test_a_right_answer_is_not_wrong(cases: dict[str, Case], right: dict[str, Answer]) -> None:
    """Nor is a plain "answer" with evidence where a yes or no was wanted: it says less than it could."""
    assert not any(is_wrong(cases[id_], answer) for id_, answer in right.items() if answer.verdict != "silent")
    assert not is_wrong(cases["a2"], replace(right["a2"], verdict="answer"))


@pytest.mark.parametrize(("id_", "verdict"), [("a2", "yes"), ("b1", "no"), ("a1", "yes"), ("a3", "answer")])
def test_a_wrong_verdict_is_wrong(cases: dict[str, Case], right: dict[str, Answer], id_: str, verdict: Any) -> None:
    """The opposite, a yes to "how long", and an answer where the policy is silent."""
    assert is_wrong(cases[id_], replace(right[id_], verdict=verdict))


def test_what_stands_on_no_evidence_is_wrong(
    cases: dict[str, Case], right: dict[str, Answer], clauses: Clauses, texts: Texts
) -> None:
    """A right "no" that cites another clause is a no that stands on no gold."""
    answer = stray(cases["a2"], right["a2"], clauses)
    assert cites_evidence(cases["a2"], answer) == [False]
    assert is_wrong(cases["a2"], answer)
    rates = measures([outcome(cases["a2"], answer, texts)])["rates"]
    assert (rates["wrong_yes_no"]["rate"], rates["yes_no_without_gold"]["rate"]) == (0, 1)
    assert (rates["citations_evidence"]["rate"], rates["first_evidence"]["rate"]) == (0, 0)


def test_levels_are_counted_apart(cases: dict[str, Case], right: dict[str, Answer], texts: Texts) -> None:
    """Unsure is right of a silent question, half a miss of one that is answered, and no answer and no silence."""
    outcomes = [
        outcome(cases["a1"], right["a1"], texts),
        outcome(cases["a2"], replace(right["a2"], verdict="unsure"), texts),
        outcome(cases["b1"], replace(right["b1"], verdict="silent", citations=()), texts),
        outcome(cases["a3"], replace(right["a3"], verdict="unsure"), texts),
        Outcome(cases["a2"], None, "slow", score_answer(cases["a2"], right["a2"], texts), 0.0),
    ]
    found = measures(outcomes)
    assert found["levels"]["answerable"] == {"says": 1, "unsure": 1, "silent": 1, "ambiguous": 0, "unscored": 1}
    assert found["levels"]["silent"] == {"says": 0, "unsure": 1, "silent": 0, "ambiguous": 0, "unscored": 0}
    rates = found["rates"]
    assert (rates["answered"]["n"], rates["answered"]["unscored"]) == (3, 1)
    assert rates["answered_or_half"]["rate"] == 0.5
    assert rates["evidence_shown"]["rate"] == pytest.approx(2 / 3)
    assert rates["silence_kept"]["rate"] == 1
    checks = outcomes[1].score.checks
    assert (checks["verdict"], checks["passed"], "answered" in checks) == (False, False, False)
    assert (outcomes[3].score.checks["silence"], outcomes[3].score.checks["passed"]) == (True, True)


def test_without_confidence_there_is_no_curve(cases: dict[str, Case], right: dict[str, Answer], texts: Texts) -> None:
    """Answers that were kept by older code have none, which is read as 0."""
    assert risk_coverage([outcome(cases["a1"], right["a1"], texts)]) == []


def test_the_surest_come_first(
    cases: dict[str, Case], right: dict[str, Answer], clauses: Clauses, texts: Texts
) -> None:
    """None of the surest half is wrong, one of all three is; the silent question ends the curve."""
    rows = [("a1", right["a1"], 0.9), ("a2", right["a2"], 0.8), ("b1", stray(cases["b1"], right["b1"], clauses), 0.2)]
    outcomes = [outcome(cases[id_], replace(answer, confidence=sure), texts) for id_, answer, sure in rows]
    outcomes.append(outcome(cases["a3"], right["a3"], texts))
    curve = {point["coverage"]: point for point in risk_coverage(outcomes)}
    assert max(curve) == 0.7
    assert (curve[0.5]["risk"]["k"], curve[0.5]["risk"]["n"], curve[0.5]["confidence"]) == (0, 2, 0.8)
    assert (curve[0.7]["risk"]["k"], curve[0.7]["risk"]["n"]) == (1, 3)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=12))
def test_a_curve_grows_in_coverage(confidences: list[float]) -> None:
    """More questions answered, less sure ones among them; every point is one of the coverages."""
    case = Case("c", "q?", (), "fact", "silent")
    answer = Answer("q?", "answer", (), (), (), "m", None)  # type: ignore[arg-type]
    outcomes = [outcome(case, replace(answer, confidence=value), {}) for value in confidences]
    curve = risk_coverage(outcomes)
    assert [point["coverage"] for point in curve] == list(COVERAGES)
    assert [point["confidence"] for point in curve] == sorted((p["confidence"] for p in curve), reverse=True)
    assert curve[-1]["risk"]["n"] == len(confidences)
