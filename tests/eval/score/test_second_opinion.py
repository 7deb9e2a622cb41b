"""A judge gives an opinion beside the checks: never its own, never a 0 for none."""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.model import Chunk, Weighed
from eval.cases import Case
from eval.command import evaluate
from eval.score.second_opinion import check_judge, kappa, reference
from ingest.errors import ModelMissing, ModelTimeout, UsageError
from tests.eval.eval_fakes import Fake
from tests.scripted import ScriptedModel

Args = Callable[..., argparse.Namespace]


class Failing:
    """A judge that fails as it is told."""

    name = "failing"

    def __init__(self, error: Exception | None) -> None:
        self.error = error

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """Fail."""
        raise NotImplementedError(system, user, max_tokens)

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """Fail, or say neither word."""
        del system, user, words
        if self.error:
            raise self.error
        return Weighed(None, 1)


def judged(args: Args, fake: Fake, folder: Path) -> dict[str, object]:
    """Run, and give what the judge is reported to have said."""
    evaluate(args(), fake.opened)
    told: dict[str, object] = json.loads((folder / "out" / "report.json").read_text())["judge"]
    return told


def test_the_judge_s_agreement_is_told(
    args: Args, fake: Fake, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It sees question, reference and answer; agreement and kappa are against the checks."""
    fake.says["a2"] = replace(fake.ask(fake.cases[1].question), verdict="yes")
    judge = ScriptedModel([], lambda user: 0.2 if "cookies" in user else 0.9, name="judge")
    fake.judge = judge
    told = judged(args, fake, folder)
    assert told["opinions"] == {"a1": True, "a2": True, "a3": False, "b1": True}
    assert (told["right_but_failed"], told["wrong_but_passed"]) == (1, 1)
    assert told["kappa"] == pytest.approx(-1 / 3)
    assert "Reference: We keep your data for 10 years" in judge.asked[0][1]
    assert "Reference: The policy does not say." in judge.asked[2][1]
    assert "agrees with the checks 50.0%" in capsys.readouterr().out


@pytest.mark.parametrize("error", [None, ModelTimeout("slow")])
def test_no_opinion_is_unscored_and_counted(args: Args, fake: Fake, folder: Path, error: Exception | None) -> None:
    """Neither word, or a failed call: no opinion of four, and none agrees or disagrees."""
    fake.judge = Failing(error)
    told = judged(args, fake, folder)
    right = told["right"]
    assert isinstance(right, dict)
    assert (right["n"], right["unscored"], right["rate"], told["kappa"]) == (0, 4, None, None)


def test_a_judge_that_is_gone_ends_the_run(args: Args, fake: Fake) -> None:
    """A missing judge is a missing model: exit 3, with all answers kept."""
    fake.judge = Failing(ModelMissing("gone"))
    with pytest.raises(ModelMissing):
        evaluate(args(), fake.opened)


def test_no_model_judges_itself() -> None:
    """The answering model is refused as a judge."""
    with pytest.raises(UsageError, match="does not judge itself"):
        check_judge(ScriptedModel(name="m@1"), "m@1")


def test_a_reference_says_the_verdict(cases: dict[str, Case]) -> None:
    """Yes, no and silence are in the reference's words."""
    assert reference(cases["a2"]) == "No. We do not sell your data."
    assert reference(cases["b1"]) == "Yes. We share data with partners."
    assert reference(cases["a3"]) == "The policy does not say."


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30))
def test_kappa_is_agreement_beyond_chance(pairs: list[tuple[bool, bool]]) -> None:
    """At most 1; 1 for full agreement; the same whichever rater comes first; None where chance explains all."""
    value = kappa(pairs)
    swapped = kappa([(b, a) for a, b in pairs])
    assert value == swapped or value == pytest.approx(swapped)
    if value is not None:
        assert value <= 1 + 1e-9
        assert (value == pytest.approx(1)) is all(a == b for a, b in pairs)
