"""The oracle says Yes exactly to passages that overlap gold, and knows nothing else."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main, parser
from eval.ask.oracle import NAME, OracleAssistant, OracleModel
from eval.cases import Case
from eval.command import evaluate
from ingest.policy import Policy
from prompts import passage
from tests.conftest import ROOT
from tests.eval.eval_fakes import Fake


@pytest.fixture
def oracle(policies: dict[str, Policy], cases: dict[str, Case]) -> OracleModel:
    """Make an oracle that knows the gold of a1."""
    oracle = OracleModel(policies)
    oracle.case = cases["a1"]
    return oracle


def shares(oracle: OracleModel, text: str) -> tuple[float, ...]:
    """Ask whether a passage states the answer."""
    return oracle.weigh("", f"Question?\n{passage('1. Retention', text)}", ("Yes", "No")).shares


def test_it_says_yes_to_what_overlaps_gold(oracle: OracleModel) -> None:
    """Also to a passage that holds a part of the gold; no to others, to other policies, and to no passage."""
    assert shares(oracle, "We keep your data for 10 years after you close your account.") == (1, 0)
    assert shares(oracle, "data for 10") == (1, 0)
    assert shares(oracle, "We do not sell your data.") == (0, 1)
    assert shares(oracle, "We keep your data for 3 months.") == (0, 1)
    assert oracle.weigh("", "Question?", ("No", "Yes")).shares == (1, 0)


def test_it_writes_only_gold_that_it_was_shown(oracle: OracleModel) -> None:
    """What was not found cannot be said."""
    shown = passage("1. Retention", "We keep your data for 10 years after you close your account.")
    assert "".join(chunk.text for chunk in oracle.write("", shown, 9)) == "We keep your data for 10 years"
    other = passage("2. Sale", "We do not sell your data.")
    assert "".join(chunk.text for chunk in oracle.write("", other, 9)) == ""


def test_other_words_are_a_bug(oracle: OracleModel) -> None:
    """It would not know what they mean."""
    with pytest.raises(AssertionError, match="knows Yes and No"):
        oracle.weigh("", "", ("A", "B"))


def test_it_knows_the_case_that_is_asked(fake: Fake, oracle: OracleModel) -> None:
    """The case is set before the question is asked; a question of no case is a bug."""
    assistant = OracleAssistant(fake, oracle, fake.cases)
    assistant.ask("Does Alpha sell my data?")
    assert oracle.case
    assert (oracle.case.id, assistant.model_name, assistant.policies) == ("a2", NAME, fake.policies)
    with pytest.raises(KeyError):
        assistant.ask("Something else?")


def test_a_ceiling_is_reported_by_kind(index: Path, tmp_path: Path) -> None:
    """`--ceiling` runs the real chain, and its report tells by kind how many were right."""
    rows = [json.loads(line) for line in (ROOT / "eval" / "questions.jsonl").read_text().splitlines()]
    chosen = [row for row in rows if row["kind"] in {"fact", "silent"}][:6]
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(row) + "\n" for row in chosen))
    flags = ["--cases", str(tmp_path / "cases.jsonl"), "--policies", str(ROOT / "policies"), "--out", str(tmp_path)]
    args = parser().parse_args([*flags, "--ceiling", "--index", str(index)])
    evaluate(args, opened_on(index))
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["run"]["model"] == NAME
    assert sum(kind["passed"]["n"] for kind in report["slices"]["kind"].values()) == 6


def opened_on(index: Path) -> Callable[[argparse.Namespace, Any, Sequence[Case]], Any]:
    """Open the real chain on the tests' index, whose vectors are hashes."""
    from assistant.chain import Assistant
    from eval.ask.subject import Subject
    from tests.conftest import HashingEmbedder

    def opened(_args: argparse.Namespace, policies: Any, cases: Sequence[Case]) -> Subject:
        oracle = OracleModel(policies)
        return Subject(OracleAssistant(Assistant(index, oracle, HashingEmbedder()), oracle, cases))

    return opened


def test_a_ceiling_takes_no_model(capsys: pytest.CaptureFixture[str]) -> None:
    """Flags that mean a model contradict it."""
    with pytest.raises(SystemExit):
        main(["--ceiling", "--jobs", "2"])
    assert "--ceiling asks no model" in capsys.readouterr().err
