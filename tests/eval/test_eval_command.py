"""`python -m eval` end to end on a fake assistant: files, exit codes, one-line errors."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from eval.__main__ import main
from eval.ask.subject import same_policies
from eval.cases import read_policies
from eval.command import evaluate
from eval.score.made_wrong import perfect
from eval.score.scoring import CHECKS
from ingest.errors import ModelMissing, ModelTimeout, UsageError
from tests.conftest import ROOT
from tests.eval.eval_fakes import LINES, Fake, write

Args = Callable[..., argparse.Namespace]


def test_right_answers_pass_the_gate(args: Args, fake: Fake, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, every rate 1 with its n and interval, a verdict on the last line."""
    assert evaluate(args(), fake.opened) == 0
    report = json.loads((folder / "out" / "report.json").read_text())
    assert all(rate["rate"] == 1 for rate in report["checks"].values())
    assert report["checks"]["silence"]["n"] == 1
    assert report["checks"]["every_clause"] | {"low": 0, "high": 0} == {
        "k": 3, "n": 3, "rate": 1.0, "low": 0, "high": 0, "unscored": 0,
    }  # fmt: skip
    out = capsys.readouterr().out
    assert out.strip().splitlines()[-1] == "GATE PASSED"
    assert "100.0% [44, 100]" in out


def test_the_report_as_one_object(args: Args, fake: Fake, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--json prints what report.json holds, and no table."""
    assert evaluate(args("--json"), fake.opened) == 0
    assert json.loads(capsys.readouterr().out) == json.loads((folder / "out" / "report.json").read_text())


def test_the_set_that_ships_asks_about_the_policies_that_ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder without policies/, as after an install; a set of one's own still wants its own policies."""
    asked: list[argparse.Namespace] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("eval.command.evaluate", lambda args: asked.append(args) or 0)
    assert main([]) == main(["--cases", "mine.jsonl"]) == 0
    assert [args.policies for args in asked] == [ROOT / "policies", Path("policies")]
    (tmp_path / "policies").mkdir()
    assert main([]) == 0
    assert asked[-1].policies == Path("policies")


def test_an_invented_quote_fails_the_gate(
    args: Args, fake: Fake, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One broken invariant is exit 1, named with its case, however good the rest is."""
    answer = fake.ask(fake.cases[1].question)
    fake.says["a2"] = replace(answer, citations=(replace(answer.citations[0], quote="We do now sell your data."),))
    assert evaluate(args(), fake.opened) == 1
    out = capsys.readouterr().out
    assert "GATE FAILED: verbatim" in out
    assert "not a2" in out
    suite = ET.parse(folder / "out" / "junit.xml").getroot()  # noqa: S314 our own file
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "1", "0")


def test_an_error_of_ours_is_unscored_and_fails_the_gate(
    args: Args, fake: Fake, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A timed-out case keeps its message, counts in n + unscored of each check it asks for, and is never 0."""
    fake.says["a1"] = ModelTimeout("the model took too long")
    assert evaluate(args(), fake.opened) == 1
    report = json.loads((folder / "out" / "report.json").read_text())
    assert report["counts"] == {"cases": 4, "scored": 3, "unscored": 1, "left_out": 0}
    assert report["checks"]["points"] == {"k": 0, "n": 0, "rate": None, "low": 0.0, "high": 1.0, "unscored": 1}
    assert report["checks"]["verdict"]["rate"] == 1
    assert report["cases"][0]["error"] == "ModelTimeout: the model took too long"
    assert "unscored" in capsys.readouterr().out
    suite = ET.parse(folder / "out" / "junit.xml").getroot()  # noqa: S314 our own file
    assert suite.get("errors") == "1"


def test_a_bug_keeps_its_traceback(args: Args, fake: Fake) -> None:
    """What is not a user's to mend is not swallowed."""
    fake.says["a1"] = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        evaluate(args(), fake.opened)


def test_all_cases_are_in_every_check_once(args: Args, fake: Fake, folder: Path) -> None:
    """Scored, unscored and not asked make up all cases, in every check."""
    fake.says["a2"] = ModelTimeout("slow")
    evaluate(args(), fake.opened)
    report = json.loads((folder / "out" / "report.json").read_text())
    for name in CHECKS:
        asked = [case["checks"][name] for case in report["cases"] if name in case["checks"]]
        rate = report["checks"].get(name, {"n": 0, "unscored": 0})
        assert rate["n"] + rate["unscored"] == len(asked) <= 4


def test_a_floor_that_breaks_fails_the_gate(args: Args, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    """Refusing everything breaks the floors, not the invariants."""
    refusal = fake.ask(fake.cases[2].question)
    fake.says = {case.id: replace(refusal, question=case.question) for case in fake.cases}
    assert evaluate(args(), fake.opened) == 1
    assert "GATE FAILED: shown, verdict, right_clause, answered, points" in capsys.readouterr().out


def test_only_asks_only_those_and_judges_no_floors(
    args: Args, fake: Fake, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--only runs the chosen cases; floors are for the whole set."""
    refusal = fake.ask(fake.cases[2].question)
    fake.says, fake.asked = {"a1": refusal}, []
    assert evaluate(args("--only", "a1"), fake.opened) == 0
    assert fake.asked == ["a1"]
    assert "floors are for the whole set" in capsys.readouterr().out
    assert json.loads((folder / "out" / "report.json").read_text())["counts"]["cases"] == 1


def test_resume_asks_only_what_is_missing(args: Args, fake: Fake, folder: Path) -> None:
    """A stopped run goes on where it stopped; a torn last line is asked again; the numbers are the same."""
    evaluate(args(), fake.opened)
    whole = json.loads((folder / "out" / "report.json").read_text())
    kept = folder / "out" / "answers.jsonl"
    lines = kept.read_text().splitlines(keepends=True)
    kept.write_text("".join(lines[:2]) + lines[2][:30])
    fake.asked = []
    assert evaluate(args("--resume"), fake.opened) == 0
    assert fake.asked == ["a3", "b1"]
    resumed = json.loads((folder / "out" / "report.json").read_text())
    assert resumed["run"]["result"] == whole["run"]["result"]
    assert len(kept.read_text().splitlines()) == 4


def test_resume_gives_no_answer_of_another_model(args: Args, fake: Fake) -> None:
    """What another model answered is asked again."""
    evaluate(args(), fake.opened)
    fake.model_name, fake.asked = "another", []
    evaluate(args("--resume"), fake.opened)
    assert len(fake.asked) == 4


def test_odd_line_ends_in_an_answer_are_kept(args: Args, fake: Fake, folder: Path) -> None:
    """U+2028 and NEL end a line for some readers; a kept answer that holds them is read back."""
    evaluate(args(), fake.opened)
    answer = fake.ask(fake.cases[2].question)
    fake.says["a3"] = replace(answer, sentences=(replace(answer.sentences[0], text="Not\u2028said\x85."),))
    evaluate(args(), fake.opened)
    fake.asked = []
    assert evaluate(args("--resume"), fake.opened) == 0
    assert fake.asked == []
    report = json.loads((folder / "out" / "report.json").read_text())
    assert report["cases"][2]["given"]["sentences"][0]["text"] == "Not\u2028said\x85."


def test_a_kept_file_that_is_none_is_refused(args: Args, fake: Fake, folder: Path) -> None:
    """--resume into a file of something else says which line."""
    (folder / "out").mkdir()
    (folder / "out" / "answers.jsonl").write_text('{"answer": 1}\n')
    with pytest.raises(UsageError, match=r"answers\.jsonl, line 1: not a kept answer"):
        evaluate(args("--resume"), fake.opened)


def test_what_was_answered_is_kept_when_a_run_breaks(args: Args, fake: Fake, folder: Path) -> None:
    """A missing model ends the run with its answers so far on disk."""
    fake.says["a3"] = ModelMissing("the server is gone")
    with pytest.raises(ModelMissing):
        evaluate(args(), fake.opened)
    assert {"a1", "a2"} <= {json.loads(line)["id"] for line in (folder / "out" / "answers.jsonl").open()}


def test_jobs_change_nothing_but_the_time(args: Args, fake: Fake, folder: Path) -> None:
    """Four at a time give the same report, in the cases' order."""
    evaluate(args(), fake.opened)
    one = json.loads((folder / "out" / "report.json").read_text())
    evaluate(args("--jobs", "4"), fake.opened)
    four = json.loads((folder / "out" / "report.json").read_text())
    assert one["run"]["result"] == four["run"]["result"]
    assert [case["id"] for case in four["cases"]] == ["a1", "a2", "a3", "b1"]


def test_an_index_of_other_texts_is_refused(args: Args, fake: Fake, folder: Path) -> None:
    """A policy that changed since it was ingested is named, with the command that mends it."""
    (folder / "policies" / "beta.txt").write_text(
        "Beta privacy\nWe keep your data for 3 months.\nWe share data with partners.\nNew."
    )
    with pytest.raises(UsageError, match=r"does not hold beta as in .*: clausewise ingest"):
        same_policies(fake.policies, read_policies(folder / "policies"), args())


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--cases", "nowhere.jsonl"], "cannot read nowhere.jsonl"),
        (["--policies", "nowhere"], "no such folder"),
        (["--only", "nothing"], "no case has this id, kind or policy"),
        (["--gate", "nowhere.toml"], "cannot read the gate nowhere.toml"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    folder: Path, flags: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a user can mend is told in one line, before any model is opened."""
    mine = ["--cases", str(folder / "cases.jsonl"), "--policies", str(folder / "policies"), "--out", str(folder / "o")]
    assert main([*mine, *flags]) == 2
    err = capsys.readouterr().err
    assert says in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[floor]\n", "unknown field 'floor'"),
        ("[floors]\nverdicts = 1", "unknown check 'verdicts'"),
        ("[floors]\nverdict = 40", "from 0 to 1"),
        ("x", "cannot read"),
    ],
)
def test_a_gate_that_gates_nothing_is_refused(
    folder: Path, text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelt floor is an error: it would hold nothing."""
    (folder / "gate.toml").write_text(text)
    mine = ["--cases", str(folder / "cases.jsonl"), "--policies", str(folder / "policies")]
    assert main([*mine, "--gate", str(folder / "gate.toml")]) == 2
    assert says in capsys.readouterr().err


def test_no_model_is_exit_3(
    folder: Path, index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An Ollama that does not answer: one line, exit 3, nothing asked."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    flags = ["--policies", str(ROOT / "policies"), "--index", str(index), "--out", str(folder / "out")]
    assert main([*flags, "--model", "ollama"]) == 3
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (folder / "out" / "answers.jsonl").exists()


def test_no_index_is_exit_2(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An index that is not there: one line, exit 2."""
    flags = ["--policies", str(ROOT / "policies"), "--index", str(folder / "none"), "--out", str(folder / "out")]
    assert main([*flags, "--model", "none"]) == 2
    assert "none" in capsys.readouterr().err


def test_a_stopped_run_says_how_to_go_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C is exit 130 and one line, no traceback."""

    def stop(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("eval.command.evaluate", stop)
    assert main(["--out", str(folder)]) == 130
    assert "go on with --resume" in capsys.readouterr().err


def test_junit_holds_any_text(args: Args, fake: Fake, folder: Path) -> None:
    """Angle brackets and control characters in a question or an answer leave the XML readable."""
    write(folder, [LINES[0] | {"question": "Is <b>it</b> & \u0000 kept?"}])
    case = replace(fake.cases[0], question="Is <b>it</b> & \u0000 kept?")
    fake.cases = [case]
    fake.says["a1"] = replace(perfect(case, fake.clauses), verdict="no")
    evaluate(args(), fake.opened)
    [test] = ET.parse(folder / "out" / "junit.xml").getroot()  # noqa: S314 our own file
    assert test.get("name") == "a1: Is <b>it</b> &  kept?"


def test_help_is_quick() -> None:
    """`--help` imports nothing heavy: under half a second, the best of three."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "eval", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        times.append(time.perf_counter() - begun)
        assert "exit: 0 pass" in done.stdout
    assert min(times) < 0.5
