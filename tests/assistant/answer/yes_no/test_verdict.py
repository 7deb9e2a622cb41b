"""Verdicts from quotes and their stances."""

import pytest

from assistant.answer.answer import Citation
from assistant.answer.quote.cite import citation
from assistant.answer.yes_no.stance import Stance
from assistant.answer.yes_no.verdict import Ruling, despite, ruling
from ingest.clauses.clause import Clause

YES, NO, OPEN = Stance("yes"), Stance("no"), Stance("")


def quote(policy: str = "a") -> Citation:
    """A quote of a policy."""
    text = "We do not sell data."
    return citation(Clause(f"{policy}/1", policy, "1", (), text, 0, len(text)), (0, len(text)))


@pytest.mark.parametrize(
    "question,policies,stances,named,expected",
    [
        ("How long?", "", [], True, "silent"),
        ("How long do you keep it?", "a", [], True, "answer"),
        ("Do you sell data?", "a", [NO], True, "no"),
        ("Do you share data?", "aa", [YES, NO], True, "yes"),
        ("Do you share data?", "a", [OPEN], True, "answer"),
        ("Do you share data?", "ab", [YES, YES], False, "ambiguous"),
        ("Do both of them share data?", "ab", [YES, YES], False, "yes"),
        ("Do A and B share data?", "ab", [YES, NO], True, "answer"),
        ("Do A and B share data?", "ab", [YES, OPEN], True, "answer"),
        ("Which of these companies sell data?", "ab", [], False, "answer"),
        ("How old must I be?", "ab", [], False, "ambiguous"),
    ],
)
def test_rulings(question: str, policies: str, stances: list[Stance], named: bool, expected: str) -> None:
    """Silence without a quote; yes and no from stances alone; several policies by whether they were asked for."""
    assert ruling(question, [quote(policy) for policy in policies], stances, named=named).verdict == expected


def test_a_condition_comes_with_its_yes() -> None:
    """The words that limit the first quote are part of the ruling."""
    limited = Stance("yes", "only where you have opted in")
    assert ruling("Is it shared?", [quote()], [limited], named=True) == Ruling("yes", "only where you have opted in")


@pytest.mark.parametrize(
    ("question", "limiting", "expected"),
    [
        ("Is it deleted even if a court wants it?", "Where a court orders it, it is kept.", "no"),
        ("Is it deleted even if a court wants it?", "Even where a court orders it, it is deleted.", "answer"),
        ("Is it deleted even if a court wants it?", "Where you agree, it is kept.", "answer"),
        ("Is it deleted?", "Where a court orders it, it is kept.", "answer"),
    ],
)
def test_a_limiting_clause_decides_the_case_that_it_is_about(question: str, limiting: str, expected: str) -> None:
    """A rule does not hold even in a case for which the clause that limits it says otherwise."""
    cited = citation(Clause("a/2", "a", "2", (), limiting, 0, len(limiting)), (0, len(limiting)))
    assert despite(Ruling("answer"), question, [cited]).verdict == expected
