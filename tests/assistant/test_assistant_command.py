"""`python -m assistant` as a user meets it, without real models."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.chain import Assistant
from assistant.terminal import answer_lines
from tests.conftest import ROOT, HashingEmbedder


@pytest.mark.parametrize(
    "arguments,says",
    [
        (["", "--no-model"], "the question is empty"),
        (["x" * 3000, "--no-model"], "the question has 3,000 characters"),
        (["Who?", "--no-model", "--index", "nowhere"], "no index at nowhere"),
        (["--batch", "in.jsonl"], "--batch needs --out"),
        ([], "ask something"),
        (["Who?", "--model", "gpt"], "no model setting 'gpt'"),
    ],
)
def test_mistakes_are_one_line(
    arguments: list[str], says: str, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, one line: what, where, what to do."""
    if "--index" not in arguments:
        arguments = [*arguments, "--index", str(index)]
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert says in error
    assert error.count("\n") == 1


def test_an_unknown_policy_is_one_line(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line lists those there are."""
    monkeypatch.setattr("assistant.__main__._open", lambda _: assistant)
    assert main(["Who?", "--policy", "acme"]) == 2
    assert "it holds ai-expert, ai-planet" in capsys.readouterr().err


def test_a_policy_may_be_given_by_its_name(
    index: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A question and a checklist take "Segments.ai" as they take segments-ai."""
    monkeypatch.setattr("assistant.__main__._open", lambda _: assistant)
    assert main(["How long is data kept?", "--policy", "Segments.ai", "--json"]) == 0
    assert {found["policy"] for found in json.loads(capsys.readouterr().out)["searched"]} == {"segments-ai"}
    monkeypatch.setattr("assistant.checklist.command.MiniLM", HashingEmbedder)
    assert main(["--checklist", "gdpr-13-14", "--policy", "Segments.ai", "--json", "--index", str(index)]) == 0
    assert {row["policy"] for row in json.loads(capsys.readouterr().out)["rows"]} == {"segments-ai"}


def test_help_is_quick() -> None:
    """Under half a second of processor time: nothing heavy is imported for it."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "assistant", "--help"], cwd=ROOT, check=True, capture_output=True)
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system < 0.5


def test_an_answer_is_shown_with_what_it_stands_on(assistant: Assistant) -> None:
    """Text, then each number with policy, section, heading and quote, then what it cost."""
    shown = answer_lines(assistant.ask("How long does Segments.ai keep my personal data?"), assistant.names)
    assert any(line.startswith("[1] Segments.ai") for line in shown)
    assert shown[-1].startswith("answer · scripted · ")


def test_silence_lists_what_was_looked_at(index: Path, assistant: Assistant) -> None:
    """Where the policy does not say, the clauses nearest to it are named."""
    silent = Assistant(index, None, assistant.embedder).ask("Does AIpicMarket hire penguins?")
    assert "Looked at:" in answer_lines(silent, assistant.names)


def test_doctor_finds_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No index: exit 1, and each fault says what to do; an Ollama that is not needed is no fault."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    started = time.monotonic()
    assert main(["--doctor", "--index", str(tmp_path), "--no-model"]) == 1
    out = capsys.readouterr().out
    assert "FAULT index: no index" in out
    assert "no    Ollama: no Ollama answers" in out
    assert "ok    packages: " in out
    assert time.monotonic() - started < 30


def test_several_questions_are_one_conversation(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """“And …?” asks of another policy what the question before it asked."""
    monkeypatch.setattr("assistant.__main__._open", lambda _: assistant)
    assert main(["How long does Segments.ai keep my data?", "And Lightenup AI?"]) == 0
    first, second = capsys.readouterr().out.split("▸ And Lightenup AI?")
    assert "10 years" in first
    assert "Lightenup AI says: “We retain" in second


def test_a_long_answer_has_a_line_for_each_sentence(assistant: Assistant) -> None:
    """Who of many says what is read line by line, not in one paragraph."""
    answer = assistant.ask("Which of them sell my data?")
    lines = answer_lines(answer, assistant.names)
    assert len(answer.sentences) > 3
    assert [line for line in lines if line.endswith(" do not say.")] == [answer.sentences[-1].text]


def test_a_batch_of_which_nothing_was_answered_ends_as_bad_input(
    tmp_path: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told, and where the reasons are; one answer is enough for exit 0."""
    monkeypatch.setattr("assistant.__main__._open", lambda _: assistant)
    asked, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    asked.write_text("What is this?\n", encoding="utf-8")
    assert main(["--batch", str(asked), "--out", str(out), "--parallel", "1"]) == 2
    assert "1 without an answer" in capsys.readouterr().err
    asked.write_text('What?\n{"question": "How long does Segments.ai keep my data?"}\n', encoding="utf-8")
    out.unlink()
    assert main(["--batch", str(asked), "--out", str(out), "--parallel", "1"]) == 0
    assert "1 without an answer" in capsys.readouterr().err
