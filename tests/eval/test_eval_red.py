"""What breaks the product turns the gate red, and is blamed on what was broken.

On the real chain and the five policies; the model is an oracle that knows the gold, so that nothing else is wrong.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.chain import Assistant
from assistant.search.retriever import Retriever
from eval.__main__ import parser
from eval.ask.oracle import OracleAssistant, OracleModel, OracleReader
from eval.ask.subject import Subject
from eval.cases import Case
from eval.command import evaluate
from ingest.clauses.clause import Clause
from ingest.clauses.split import split
from ingest.embed import Embedder
from ingest.pipeline import ingest
from ingest.policy import Policy
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Choose plain cases of the shipped set: one gold quote, a policy named, no history; and the silent ones."""
    path = tmp_path_factory.mktemp("cases") / "cases.jsonl"
    lines = (ROOT / "eval" / "questions.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    plain = [
        row for row in rows if row["named"] and not row["history"] and row["kind"] in {"fact", "silent", "condition"}
    ]
    kept = [row for row in plain if len(row["gold"]) <= 1]
    path.write_text("".join(json.dumps(row) + "\n" for row in kept))
    return path


Run = Callable[..., tuple[int, Counter[str], float]]


@pytest.fixture
def outcome(tmp_path: Path, chosen: Path) -> Run:
    """Run the eval on an index; give the exit code, the blames and the share that passed."""

    def run(
        index: Path, embedder: Embedder, knows: type[OracleModel] = OracleReader
    ) -> tuple[int, Counter[str], float]:
        def opened(_args: argparse.Namespace, policies: Mapping[str, Policy], cases: Sequence[Case]) -> Subject:
            oracle = knows(policies)
            return Subject(OracleAssistant(Assistant(index, oracle, embedder), oracle, cases))

        flags = ["--cases", str(chosen), "--policies", str(ROOT / "policies"), "--out", str(tmp_path / "out")]
        code = evaluate(parser().parse_args(flags), opened)
        report = json.loads((tmp_path / "out" / "report.json").read_text())
        return code, Counter(report["blame"]), report["checks"]["passed"]["rate"]

    return run


def test_unbroken_it_is_green(outcome: Run, index: Path, embedder: Embedder) -> None:
    """With a model that knows the answers nearly all cases pass: what is red below is what was broken."""
    code, blame, passed = outcome(index, embedder)
    assert code == 0
    assert passed > 0.8
    assert blame["not split"] == 0


def test_a_broken_prompt_is_blamed_on_the_choice(
    outcome: Run, index: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A judge's prompt that lost its passage: nothing is chosen."""
    import assistant.judge.passages as module
    from prompts import render

    monkeypatch.setattr(module, "render", lambda name, **values: render(name, **values | {"passage": ""}))
    code, blame, _ = outcome(index, embedder, OracleModel)
    assert code == 1
    assert blame.most_common(1)[0][0] == "not chosen"


def test_a_broken_splitter_is_blamed_on_the_split(
    outcome: Run, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clauses of 40 characters tear every quote; one clause a policy swallows it."""
    from eval import command
    from ingest import pipeline

    def torn(policy: Policy) -> tuple[Clause, ...]:
        cuts = range(0, len(policy.text), 40)
        found = [(at, policy.text[at : at + 40]) for at in cuts]
        return tuple(
            Clause(f"{policy.id}/{at}", policy.id, "", (), text, at, at + len(text))
            for at, text in found
            if text.strip()
        )

    def swallowed(policy: Policy) -> tuple[Clause, ...]:
        return (Clause(f"{policy.id}/0", policy.id, "", (), policy.text, 0, len(policy.text)),)

    for broken in (torn, swallowed):
        monkeypatch.setattr(pipeline, "split", broken)
        monkeypatch.setattr(command, "split", broken)
        index = tmp_path / broken.__name__
        ingest([ROOT / "policies"], index, embedder)
        code, blame, _ = outcome(index, embedder)
        assert code == 1
        assert blame.most_common(1)[0][0] == "not split", broken.__name__
    assert split is not torn


def test_a_shuffled_index_is_blamed_on_the_retrieval(
    outcome: Run, index: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that finds what was asked for something else: the letters of each question, turned round."""
    whole = Retriever.retrieve

    def shuffled(self: Retriever, question: str, *rest: Any, **more: Any) -> Any:
        return whole(self, question[::-1], *rest, **more)

    monkeypatch.setattr(Retriever, "retrieve", shuffled)
    code, blame, _ = outcome(index, embedder)
    assert code == 1
    assert blame.most_common(1)[0][0] == "not retrieved"
