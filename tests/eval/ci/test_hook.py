"""The pre-commit hook: by pre-commit itself, and as it calls what the hook names."""

import os
import re
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.eval.ci.conftest import LONGER, ODD, Ci, Repository, as_committed

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def test_both_hooks_are_one(repository: Repository, ci: Ci, capsys: pytest.CaptureFixture[str]) -> None:
    """Entry, arguments, files: a new finding stops the commit, an old one does not; only what is committed is told."""
    repository.commit(bolt=ODD)
    (repository.folder / "policies" / "acme.md").write_text(LONGER)
    by_itself, installed = HOOKS
    assert {name: value for name, value in by_itself.items() if name not in ("id", "language", "description")} == {
        name: value for name, value in installed.items() if name not in ("id", "language", "description")
    }
    program, name, *arguments = [*shlex.split(by_itself["entry"]), *by_itself["args"]]
    assert (program, name) == ("clausewise", "ci")
    files = ["policies/acme.md", "policies/bolt.md"]
    assert all(re.search(by_itself["files"], file) for file in files)
    assert ci(*arguments, *files) == 0
    assert "[-10-]{+90+}" in capsys.readouterr().out
    (repository.folder / "policies" / "cat.md").write_text(ODD)
    repository.git("add", "policies/cat.md")
    assert ci(*arguments, "policies/cat.md") == 1
    assert capsys.readouterr().out.startswith("policies/cat.md:5: redacted: ")


def test_its_files_are_the_kinds_that_are_read() -> None:
    """A kind that we read and the pattern lacks would never be checked."""
    from ingest.policy import SUFFIXES

    assert all(re.search(HOOKS[0]["files"], f"policies/deep/acme{suffix}") for suffix in SUFFIXES)
    assert not re.search(HOOKS[0]["files"], "policies/acme.py")
    assert not re.search(HOOKS[0]["files"], "other/acme.md")


@pytest.mark.slow
@pytest.mark.parametrize("hook", [hook["id"] for hook in HOOKS])
def test_pre_commit_runs_it(
    repository: Repository, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: str
) -> None:
    """`pre-commit try-repo` with this checkout: a clean commit passes, an odd policy stops it.

    Of the hook that installs itself, the dependencies are lent by this environment: they are gigabytes.
    """
    source = as_committed(tmp_path / "source")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PIP_NO_DEPS", "1")
    monkeypatch.setenv("PATH", f"{Path(command).parent}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", sysconfig.get_paths()["purelib"])

    def tried() -> subprocess.CompletedProcess[str]:
        repository.git("add", "--all")
        words = [sys.executable, "-m", "pre_commit", "try-repo", source, hook, "--color=never"]
        return subprocess.run(words, cwd=repository.folder, capture_output=True, text=True, timeout=280, check=False)

    (repository.folder / "policies" / "acme.md").write_text(LONGER)
    done = tried()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout
    (repository.folder / "policies" / "bolt.md").write_text(ODD)
    done = tried()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "policies/bolt.md:5: redacted: " in done.stdout
