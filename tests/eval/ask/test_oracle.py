"""The oracle says Yes exactly to passages that overlap gold, and knows nothing else."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main, parser
from eval.ask.oracle import NAME, READER, OracleAssistant, OracleModel, OracleReader
from eval.cases import Case
from eval.command import evaluate
from ingest.policy import Policy
from prompts import numbered_passage, passage
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


def test_a_reader_gives_the_gold_that_it_was_shown(policies: dict[str, Policy], cases: dict[str, Case]) -> None:
    """The verdict, and for each gold quote its words and where they stand; silent where none was shown."""
    oracle = OracleReader(policies)
    oracle.case = cases["a1"]
    sale = numbered_passage(1, "2. Sale", "We do not sell your data.")
    kept = numbered_passage(2, "1. Retention", "We keep your data for 10 years after you close your account.")
    half = numbered_passage(2, "1. Retention", "We keep your data")
    assert json.loads(oracle.fill("", sale, {}, 9).text) == {"verdict": "silent", "sentences": []}
    for passages, words in (((sale, kept), "We keep your data for 10 years"), ((sale, half), "We keep your data")):
        sentence = {"text": words, "stands_on": [{"passage": 2, "words": words}]}
        reply = json.loads(oracle.fill("", "\n\n".join(passages), {}, 9).text)
        assert reply == {"verdict": "answer", "sentences": [sentence]}


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


@pytest.mark.parametrize("way,name", [("judge", NAME), ("reader", READER)])
def test_a_ceiling_is_reported_by_kind(way: str, name: str, index: Path, tmp_path: Path) -> None:
    """`--ceiling` runs the real chain, and its report tells by kind how many were right."""
    rows = [json.loads(line) for line in (ROOT / "eval" / "questions.jsonl").read_text().splitlines()]
    chosen = [row for row in rows if row["kind"] in {"fact", "silent"}][:6]
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(row) + "\n" for row in chosen))
    flags = ["--cases", str(tmp_path / "cases.jsonl"), "--policies", str(ROOT / "policies"), "--out", str(tmp_path)]
    args = parser().parse_args([*flags, "--ceiling", way, "--index", str(index)])
    evaluate(args, opened_on(index))
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["run"]["model"] == name
    assert sum(kind["passed"]["n"] for kind in report["slices"]["kind"].values()) == 6


def opened_on(index: Path) -> Callable[[argparse.Namespace, Any, Sequence[Case]], Any]:
    """Open the real chain on the tests' index, whose vectors are hashes."""
    from assistant.chain import Assistant
    from eval.ask.subject import Subject
    from tests.conftest import HashingEmbedder

    def opened(args: argparse.Namespace, policies: Any, cases: Sequence[Case]) -> Subject:
        oracle = OracleReader(policies) if args.ceiling == "reader" else OracleModel(policies)
        return Subject(OracleAssistant(Assistant(index, oracle, HashingEmbedder()), oracle, cases))

    return opened


def test_a_ceiling_takes_no_model(capsys: pytest.CaptureFixture[str]) -> None:
    """Flags that mean a model contradict it."""
    assert main(["--ceiling", "--jobs", "2"]) == 2
    assert "--ceiling asks no model" in capsys.readouterr().err
