"""The example workflow is one: its YAML reads, and its commands are commands of ours."""

import shlex
from typing import Any

import pytest

from eval.__main__ import parser
from tests.conftest import ROOT

EXAMPLE = ROOT / ".github" / "workflows" / "eval-example.yml"


@pytest.fixture
def steps() -> list[dict[str, Any]]:
    """Read the workflow's steps."""
    yaml = pytest.importorskip("yaml")
    found: list[dict[str, Any]] = yaml.safe_load(EXAMPLE.read_text())["jobs"]["eval"]["steps"]
    return found


def test_its_eval_command_parses(steps: list[dict[str, Any]]) -> None:
    """Every flag of the workflow is one of ours, and it asks no model."""
    [command] = [step["run"] for step in steps if "-m eval" in step.get("run", "")]
    args = parser().parse_args(shlex.split(command)[3:])
    assert args.replay
    assert not args.record
    assert args.baseline
    [ingest] = [shlex.split(step["run"]) for step in steps if "-m ingest" in step.get("run", "")]
    assert str(args.index) in ingest
    assert str(args.policies) in ingest


def test_it_shows_the_reports_also_when_the_gate_is_red(steps: list[dict[str, Any]]) -> None:
    """What comes after the gate runs always, and names files that a run writes."""
    names = [step.get("name", step.get("uses")) for step in steps]
    after = steps[names.index("Evaluate") + 1 :]
    assert all(step["if"] == "always()" for step in after)
    shown = " ".join(str(step) for step in after)
    for file in ("report.md", "report.html", "report.json", "junit.xml"):
        assert f"eval-out/{file}" in shown
