"""The checks see the ways in which an answer can be wrong, at the rates that the report claims."""

import pytest

from eval.cases import Case, read_cases, read_policies
from eval.score.made_wrong import corruptions, perfect
from eval.score.scoring import score_answer
from eval.score.sensitivity import detection, false_alarms
from ingest.clauses.clause import Clause
from ingest.clauses.split import split
from ingest.policy import Policy
from tests.conftest import ROOT

EVERY = {"negation", "number", "clause", "policy", "invented quote", "moved quote", "dangling number", "over citing"}
EVERY |= {"dropped clause", "wrong verdict", "false refusal", "false answer"}


@pytest.fixture(scope="module")
def shipped() -> tuple[tuple[Case, ...], dict[str, str], dict[str, tuple[Clause, ...]]]:
    """Read the shipped set."""
    policies = read_policies(ROOT / "policies")
    cases = read_cases(ROOT / "eval" / "questions.jsonl", policies)
    texts = {policy.id: policy.text for policy in policies.values()}
    return cases, texts, {policy.id: split(policy) for policy in policies.values()}


def test_detection_rates_on_the_shipped_set(
    shipped: tuple[tuple[Case, ...], dict[str, str], dict[str, tuple[Clause, ...]]],
) -> None:
    """Each corruption is seen by the check made for it: always, but negation (rough) nineteen times in twenty."""
    found = detection(*shipped)
    assert set(found) == EVERY
    for name, check in {
        "number": "numbers",
        "clause": "every_clause",
        "policy": "in_scope",
        "invented quote": "verbatim",
        "moved quote": "verbatim",
        "dangling number": "links",
        "over citing": "precision",
        "dropped clause": "every_clause",
        "wrong verdict": "verdict",
        "false refusal": "answered",
        "false answer": "silence",
    }.items():
        assert found[name]["seen"][check] == 1, name
        assert found[name]["n"] >= 15, name
    assert found["negation"]["seen"]["polarity"] >= 0.95
    assert all(row["seen"]["passed"] == 1 for name, row in found.items() if name not in {"negation", "over citing"})


def test_no_right_answer_is_held_to_be_wrong(
    shipped: tuple[tuple[Case, ...], dict[str, str], dict[str, tuple[Clause, ...]]],
) -> None:
    """The perfect answer to each shipped case passes, and no check at all complains of it."""
    cases, texts, clauses = shipped
    assert false_alarms(cases, texts, clauses) == []
    for case in cases:
        assert False not in score_answer(case, perfect(case, clauses), texts).checks.values(), case.id


def test_corruptions_are_seeded(cases: dict[str, Case], clauses: dict[str, list[Clause]]) -> None:
    """The same seed corrupts alike, another one differently; every corruption differs from the right answer."""
    for case in cases.values():
        assert corruptions(case, clauses) == corruptions(case, clauses)
        assert perfect(case, clauses) not in corruptions(case, clauses).values()
    number = [corruptions(cases["a1"], clauses, seed)["number"].sentences for seed in range(20)]
    assert len(set(number)) > 1


def test_a_case_that_nothing_can_pass_is_named(
    cases: dict[str, Case], clauses: dict[str, list[Clause]], policies: dict[str, Policy]
) -> None:
    """A key point that is forbidden too makes a case that measures nothing."""
    from dataclasses import replace

    texts = {policy.id: policy.text for policy in policies.values()}
    bad = replace(cases["a1"], forbidden=("10 years",))
    assert false_alarms([bad, cases["a2"]], texts, clauses) == ["a1"]
