"""A baseline comparison counts case by case, and only a drop beyond chance is one."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import read_cases
from eval.command import evaluate
from eval.report.compare import compare, worse
from ingest.errors import UsageError
from ingest.report_file import escape_markdown
from tests.eval.eval_fakes import Fake, write

Args = Callable[..., argparse.Namespace]


def report(*passed: bool | None, ids: str = "abcdefghijklmnopqrstuvwxyz") -> dict[str, Any]:
    """Make a report of cases that passed, failed or were unscored."""
    cases = [
        {"id": id_, "question": f"{id_}?", "wanted": {"why": ""}, "checks": {"passed": held}}
        for id_, held in zip(ids, passed, strict=False)
    ]
    return {"cases": cases, "run": {"model": "m", "date": "2026-11-23", "result": str(passed)}}


def test_the_same_report_twice_is_identical() -> None:
    """No delta, nothing lost, said to be the same."""
    found = compare(report(True, False, None), report(True, False, None))
    assert found["same"] is True
    assert (found["checks"]["passed"]["delta"], found["newly_failing"], worse(found)) == (0, [], {})


def test_a_drop_by_chance_is_no_drop() -> None:
    """Three lost of twenty are within chance; nine are not."""
    few = compare(report(*[True] * 20), report(*[False] * 3, *[True] * 17))
    assert (few["newly_failing"], worse(few)) == (["a", "b", "c"], {})
    many = compare(report(*[True] * 20), report(*[False] * 9, *[True] * 11))
    assert list(worse(many)) == ["passed"]
    assert "9 lost, 0 won" in worse(many)["passed"]


def test_a_gain_is_never_worse() -> None:
    """Everything newly passing is no drop."""
    found = compare(report(*[False] * 20), report(*[True] * 20))
    assert worse(found) == {}
    assert len(found["newly_passing"]) == 20


def test_a_case_that_lost_its_score_is_counted_not_compared() -> None:
    """Unscored is not a fail, but a passed case that became unscored is listed as newly failing."""
    found = compare(report(True, True), report(None, True))
    assert (found["checks"]["passed"]["n"], found["checks"]["passed"]["unpaired"]) == (1, 1)
    assert found["newly_failing"] == ["a"]


def test_only_equal_cases_are_compared() -> None:
    """A case whose wanted answer changed is new and gone, not better or worse; a changed reason is the same case."""
    new = report(True, True)
    new["cases"][0]["wanted"] = {"why": "reworded"}
    new["cases"][1]["wanted"] = {"why": "", "points": [["x"]]}
    found = compare(report(True, True), new)
    assert (found["common"], found["new"], found["gone"]) == (1, 1, 1)
    with pytest.raises(UsageError, match="no case in common"):
        compare(report(True), report(True, ids="z"))


@given(
    st.lists(
        st.tuples(st.sampled_from([True, False, None]), st.sampled_from([True, False, None])), min_size=1, max_size=26
    )
)
def test_every_case_is_somewhere(pairs: list[tuple[bool | None, bool | None]]) -> None:
    """Compared and unpaired and unscored both times are all cases; lost and won are those listed that were scored."""
    found = compare(report(*(b for b, _ in pairs)), report(*(a for _, a in pairs)))
    check = found["checks"].get("passed", {"n": 0, "unpaired": sum((b is None) != (a is None) for b, a in pairs)})
    assert check["n"] + check["unpaired"] + pairs.count((None, None)) == len(pairs)
    if check["n"]:
        assert check["lost"] == pairs.count((True, False))
        assert check["won"] == len(found["newly_passing"]) - pairs.count((None, True))


def many(folder: Path, fake: Fake) -> None:
    """Make it twelve cases, all of the same kind."""
    rows = [
        {"id": f"m{n}", "question": f"{n}. Does Alpha sell?", "policies": ["alpha"], "kind": "yesno", "verdict": "no"}
        | {"gold": [{"policy": "alpha", "quote": "We do not sell your data."}]}
        for n in range(12)
    ]
    policies = {policy.id: policy for policy in fake.policies}
    fake.cases = read_cases(write(folder, rows), policies)


def test_a_significant_drop_is_exit_4(args: Args, fake: Fake, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Against its own report a run passes; with ten of twelve verdicts turned it is worse, and says where."""
    many(folder, fake)
    (folder / "gate.toml").write_text("")
    flags = ("--gate", str(folder / "gate.toml"))
    assert evaluate(args(*flags), fake.opened) == 0
    baseline = folder / "baseline.json"
    baseline.write_bytes((folder / "out" / "report.json").read_bytes())
    assert evaluate(args(*flags, "--baseline", str(baseline)), fake.opened) == 0
    assert "identical results" in capsys.readouterr().out
    for case in fake.cases[:10]:
        fake.says[case.id] = replace(fake.ask(case.question), verdict="yes")
    assert evaluate(args(*flags, "--baseline", str(baseline)), fake.opened) == 4
    out = capsys.readouterr().out
    assert "WORSE THAN THE BASELINE: passed, verdict" in out
    told = (folder / "out" / "report.md").read_text()
    assert "Newly failing: 10" in told
    assert r"m0 (wrong words)" in told
    assert json.loads((folder / "out" / "report.json").read_text())["gate"]["code"] == 4


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 0}'])
def test_a_baseline_that_is_none_is_refused(args: Args, fake: Fake, folder: Path, text: str) -> None:
    """Before anything is asked."""
    (folder / "baseline.json").write_text(text)
    with pytest.raises(UsageError, match=r"baseline\.json"):
        evaluate(args("--baseline", str(folder / "baseline.json")), fake.opened)
    assert fake.asked == []


def test_a_question_cannot_act_on_the_page(args: Args, fake: Fake, folder: Path) -> None:
    """HTML, tables, links and mentions in a failing question are shown, not obeyed."""
    evil = "</details><img src=x> | [a](http://x) @everyone `x`\n# heading"
    row = {"id": "e", "question": evil, "policies": ["alpha"], "kind": "k|k", "verdict": "silent"}
    fake.cases = read_cases(write(folder, [row]), {policy.id: policy for policy in fake.policies})
    fake.says["e"] = replace(fake.ask(evil), verdict="yes")
    evaluate(args(), fake.opened)
    told = (folder / "out" / "report.md").read_text()
    assert "<img" not in told
    assert "@everyone" not in told
    assert escape_markdown(evil) in told
    assert escape_markdown("a|b\nc") == r"a\|b c"
    assert escape_markdown("see https://x.example :+1: at 9:30") == r"see https\://x.example \:+1: at 9:30"
    assert escape_markdown("a\u202egpj.b") == "a⟨U+202E⟩gpj.b"
