"""The GitHub Action: the steps of action.yml, run as a runner runs them, over a repository with policies in it.

What a runner does is done here: inputs are put in, `if` is asked, `run` goes to bash, and lines that begin with "::"
are commands until "::stop-commands::". Of expressions only the few are known that action.yml has.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.eval.ci.conftest import ACME, LONGER, ODD, Repository, as_committed

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
TERM = re.compile(r"\s*inputs\.([\w-]+)\s*(?:(==|!=)\s*'([^']*)')?\s*")


@dataclass(frozen=True)
class Done:
    """What a runner knows after the action."""

    code: int
    commands: list[str]  # that it carries out
    log: str
    summary: str
    outputs: Mapping[str, str]

    def annotations(self, level: str) -> list[str]:
        """The annotations of a level."""
        return [command for command in self.commands if command.startswith(f"::{level} ")]


def holds(condition: str, inputs: Mapping[str, str]) -> bool:
    """Whether an `if` holds: comparisons of inputs, joined by ||."""
    terms = [TERM.fullmatch(term) for term in condition.split("||")]
    return any((inputs[term[1]] == term[3]) == (term[2] == "==") for term in terms if term)


def put_in(text: str, inputs: Mapping[str, str]) -> str:
    """A value with its expressions replaced."""
    return re.sub(r"\$\{\{\s*inputs\.([\w-]+)\s*\}\}", lambda match: inputs[match[1]], text)


def carried_out(log: str) -> list[str]:
    """The workflow commands of a log, as a runner reads them: also the old form, which may stand within a line."""
    commands, token = [], ""
    for line in re.split(r"\r\n|\r|\n", log):
        if token:
            token = "" if line.strip() == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            commands.append(line)
    return commands


Act = Callable[..., Done]


@pytest.fixture
def act(repository: Repository, command: str, tmp_path: Path) -> Act:
    """Runs the action's own steps with some inputs; the event is a push from `before`, if one is given."""

    def run(before: str = "", event: Mapping[str, Any] | None = None, sha: str = "", **given: str) -> Done:
        source = ROOT if given.get("command", "its own") else as_committed(tmp_path / "action")
        named = {name.replace("_", "-"): value for name, value in given.items()}
        inputs = {name: spec["default"] for name, spec in ACTION["inputs"].items()} | {"command": command} | named
        (tmp_path / "temp").mkdir(exist_ok=True)
        (tmp_path / "event.json").write_text(json.dumps(event or {"before": before}))
        files = {name: tmp_path / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
        for file in files.values():
            file.write_text("")
        around = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(source),
            "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
            "GITHUB_SHA": sha or repository.git("rev-parse", "HEAD"),
            "RUNNER_TEMP": str(tmp_path / "temp"),
        } | {name: str(file) for name, file in files.items()}
        code, log = 0, ""
        for step in STEPS:
            if "run" in step and code == 0 and holds(step.get("if", "inputs.paths != ''"), inputs):
                env = {name: put_in(value, inputs) for name, value in step.get("env", {}).items()}
                done = subprocess.run(
                    ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                    cwd=repository.folder / put_in(step.get("working-directory", "."), inputs),
                    env=os.environ | around | env,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    timeout=300,
                    check=False,
                )
                code, log = done.returncode, log + done.stdout.decode()
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return Done(code, carried_out(log), log, files["GITHUB_STEP_SUMMARY"].read_text("utf-8"), outputs)

    return run


def test_no_input_is_the_shell_s_text() -> None:
    """An input that holds `$(…)` would be run: all go through variables, and all are used."""
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text("utf-8")))
    assert used == set(ACTION["inputs"])
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        assert all(re.fullmatch(r"\$\{\{ inputs\.[\w-]+ \}\}", value) for value in step.get("env", {}).values())
        assert not step.get("env") or set(re.findall(r"\$\{?([A-Z_]+)", step["run"])) >= set(step["env"])


def test_its_page_is_true() -> None:
    """docs/ci.md has every input, and its examples use inputs and a hook that there are."""
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \|.*\|.*\|$", page, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([\w-]+)`", row)} == set(ACTION["inputs"])
    workflow, hooks = (
        yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    )
    (given,) = (step["with"] for step in workflow["jobs"]["check"]["steps"] if "with" in step)
    assert set(given) <= set(ACTION["inputs"])
    there = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} <= there


def test_the_evaluator_knows_every_condition() -> None:
    """A condition that this file cannot read would leave its step out."""
    for step in STEPS:
        assert all(TERM.fullmatch(term) for term in step.get("if", "inputs.a == ''").split("||"))


def test_a_push_is_told_at_file_and_line(repository: Repository, act: Act) -> None:
    """Changed period, new oddity: annotations, a summary, a report; green, as nothing was asked to fail."""
    before = repository.git("rev-parse", "HEAD")
    repository.commit(acme=LONGER, bolt=ODD)
    done = act(before)
    assert done.code == 0, done.log
    (change,) = done.annotations("notice")
    assert change.startswith("::notice file=policies/acme.md,line=5,title=reworded (period")
    assert "[-10-]{+90+} days" in change
    (warning,) = done.annotations("warning")
    assert warning.startswith("::warning file=policies/bolt.md,line=5,title=redacted::")
    assert done.commands == [change, warning]
    assert done.summary.startswith("# Clausewise: 2 policies: 1 changed, 1 new\n")
    assert Path(done.outputs["report"]).read_text("utf-8") == done.summary


def test_what_is_asked_to_fail_fails(repository: Repository, act: Act) -> None:
    """The step ends with 1, the annotation is an error, and the report is there all the same."""
    before = repository.git("rev-parse", "HEAD")
    repository.commit(bolt=ODD)
    done = act(before, fail_on="findings,eval")
    assert done.code == 1
    assert len(done.annotations("error")) == 1
    assert "redacted" in done.summary
    assert done.outputs["report"]


def test_a_pull_request_is_compared_with_what_it_is_merged_into(repository: Repository, act: Act) -> None:
    """GitHub's commit merges it into main, which went on since the base that the event names."""
    stale = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "-b", "mine")
    repository.commit(acme=LONGER)
    repository.git("checkout", "--quiet", "main")
    repository.commit(bolt=ODD)
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "mine")
    event = {"pull_request": {"base": {"sha": stale}}}
    assert [line.split(",")[0] for line in act(event=event).commands] == ["::notice file=policies/acme.md"]
    own_commit = act(event=event, sha="0" * 40)  # checked out otherwise: what the event says
    assert {line.split(",")[0] for line in own_commit.commands} == {
        "::notice file=policies/acme.md",
        "::warning file=policies/bolt.md",
    }


def test_a_shallow_clone_fetches_the_base(repository: Repository, act: Act, tmp_path: Path) -> None:
    """actions/checkout leaves all history out; the base alone is fetched."""
    before = repository.git("rev-parse", "HEAD")
    repository.commit(acme=LONGER)
    origin = tmp_path / "origin"
    shutil.move(repository.folder, origin)
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{origin}", repository.folder], check=True)
    done = act(before)
    assert done.code == 0, done.log
    assert len(done.annotations("notice")) == 1


def test_a_base_that_cannot_be_had_is_said(repository: Repository, act: Act, tmp_path: Path) -> None:
    """Not "nothing changed": an error that says what to do, exit 2. A push that made the branch has no base."""
    gone = act("1234567890" * 4)
    assert gone.code == 2
    (error,) = gone.annotations("error")
    assert "no commit '1234567890" in error
    assert "fetch-depth: 0" in error
    first = act("0" * 40)
    assert first.code == 0
    assert "Nothing was compared" in first.summary


def test_no_policies_are_said(repository: Repository, act: Act) -> None:
    """A misspelt path must not be green."""
    done = act(paths="polices\n")
    assert done.code == 2
    (error,) = done.annotations("error")
    assert "no such file or folder" in error
    (repository.folder / "empty").mkdir()
    assert "no policies in" in act(paths="empty").annotations("error")[0]


INJECTION = "::error file=x::pwned"


def test_nothing_of_a_policy_is_a_command(repository: Repository, act: Act) -> None:
    """Orders in texts, in names of files and in saved answers stay words; Markdown and HTML of theirs are escaped."""
    before = repository.git("rev-parse", "HEAD")
    hostile = f"{INJECTION} %0A{INJECTION} ##[error]pwned ##[add-mask]days <script>x</script> | # x"
    (repository.folder / "policies" / f"a\n{INJECTION}\n.md").write_text(ACME)
    (repository.folder / "policies" / f"b,line=1%0A{INJECTION}.md".replace("/", "")).write_text(ODD)
    (repository.folder / "policies" / f"c\n{INJECTION}.other").write_text("x")
    repository.commit(acme=LONGER.replace("90 days", f"90 days. {hostile}\n\n{INJECTION}\n\n# [email protected]\n\n"))
    done = act(before)
    assert done.code == 2  # a name with a line break cannot be shown
    for command in done.commands:
        assert re.match(r"::(error|warning|notice) (file=policies/[^,:]*,)?(line=\d+,)?title=[^,:]*::", command), (
            command
        )
    assert "<script>" not in done.summary
    assert "\n::error" not in done.summary
    assert all(line.startswith(("#", "##", "###")) for line in done.summary.splitlines() if re.match("#+ x", line))


def test_nothing_of_an_input_is_run(repository: Repository, act: Act) -> None:
    """Inputs that would be commands, options or expressions are names that are not there."""
    for given in (
        {"paths": "$(touch pwned)"},
        {"base": "--upload-pack=touch pwned"},
        {"checklist": '"; touch pwned;"'},
    ):
        assert act(**given).code == 2
    assert act(paths="--out=policies/acme.md").code == 2
    assert not (repository.folder / "pwned").exists()
    assert (repository.folder / "policies" / "acme.md").read_text() == ACME


def test_a_folder_of_the_repository(repository: Repository, act: Act) -> None:
    """Paths begin in the folder that is given; annotations name files from the top, as GitHub wants them."""
    before = repository.git("rev-parse", "HEAD")
    (repository.folder / "legal").mkdir()
    repository.git("mv", "policies", "legal/policies")
    (repository.folder / "policies").mkdir()
    (repository.folder / "legal" / "policies" / "acme.md").write_text(LONGER)
    repository.git("commit", "--all", "--quiet", "--message", "moved")
    (change,) = act(before, working_directory="legal").annotations("notice")
    assert change.startswith("::notice file=legal/policies/acme.md,line=5,")


@pytest.mark.real
@pytest.mark.slow
def test_checklist_answers_and_eval(repository: Repository, act: Act) -> None:
    """All parts at once, with the real weights: what is told, the parts of the summary, the exit code."""
    before = repository.git("rev-parse", "HEAD")
    quote = "We keep your data for 10 days."
    answer = {"question": "How long?", "verdict": "answer", "citations": [{"policy": "acme", "quote": quote}]}
    (repository.folder / "answers.jsonl").write_text(json.dumps(answer))
    gold = [{"policy": "acme", "quote": quote.replace("10", "90")}]
    case = {"id": "q1", "kind": "number", "verdict": "answer", "question": "How long does Acme keep my data?"}
    (repository.folder / "q.jsonl").write_text(
        json.dumps(case | {"policies": ["acme"], "named": True, "gold": gold, "points": [["90 days"]]})
    )
    repository.commit(acme=LONGER)
    done = act(before, checklist="gdpr-13-14\nvendor-review", answers="answers.jsonl", cases="q.jsonl")
    assert done.code == 1, done.log
    (error,) = done.annotations("error")
    assert error.startswith("::error file=answers.jsonl,line=1,title=changed%3A saved answer::")
    for part in ("Checklist: GDPR", "Saved answers", "Clausewise eval: GATE PASSED"):
        assert part in done.summary


@pytest.mark.slow
def test_it_installs_itself(repository: Repository, act: Act, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The install step builds and installs this checkout; its dependencies are lent by this environment (gigabytes)."""
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if not uv:
        pytest.skip("no uv on this machine")
    (tmp_path / "uv.toml").write_text("[pip]\nno-deps = true\n")
    monkeypatch.setenv("UV_CONFIG_FILE", str(tmp_path / "uv.toml"))
    monkeypatch.setenv("PATH", f"{Path(uv).parent}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", sysconfig.get_paths()["purelib"])
    before = repository.git("rev-parse", "HEAD")
    repository.commit(acme=LONGER)
    done = act(before, command="")
    assert done.code == 0, done.log
    assert len(done.annotations("notice")) == 1
    assert (tmp_path / "temp" / "clausewise" / "bin" / "clausewise").exists()
