"""Verdicts from quotes."""

import pytest

from assistant.answer.answer import Citation
from assistant.answer.cite import citation
from assistant.answer.verdict import verdict
from ingest.clauses.clause import Clause


def says(text: str, policy: str = "a") -> Citation:
    """A quote of a policy."""
    return citation(Clause(f"{policy}/1", policy, "1", (), text, 0, len(text)), (0, len(text)))


NO, YES = "We do not sell data.", "We share data with partners."


@pytest.mark.parametrize(
    "question,cited,named,expected",
    [
        ("How long?", [], True, "silent"),
        ("How long do you keep it?", [says(YES)], True, "answer"),
        ("Do you sell data?", [says(NO)], True, "no"),
        ("Do you share data?", [says(YES), says(NO)], True, "yes"),
        ("Do you share data?", [says(YES, "a"), says(YES, "b")], False, "ambiguous"),
        ("Do both of them share data?", [says(YES, "a"), says(YES, "b")], False, "yes"),
        ("Do A and B share data?", [says(YES, "a"), says(NO, "b")], True, "answer"),
        ("Which of these companies sell data?", [says(NO, "a"), says(YES, "b")], False, "answer"),
        ("How old must I be?", [says(NO, "a"), says(YES, "b")], False, "ambiguous"),
        ("How old must I be?", [says(NO, "a")], False, "answer"),
    ],
)
def test_verdicts(question: str, cited: list[Citation], named: bool, expected: str) -> None:
    """Silence without a quote; yes and no from the first quote; several policies by whether they were asked for."""
    assert verdict(question, cited, named=named) == expected
