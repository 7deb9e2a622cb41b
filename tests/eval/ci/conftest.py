"""A repository with policies in it, and what GitHub gives to a step."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

ACME = "# Acme Policy\n\n## 1. Retention\n\nWe keep your data for 10 days.\n\n## 2. Sale\n\nWe never sell your data.\n"
LONGER = ACME.replace("10 days", "90 days")
ODD = "# Bolt Policy\n\n## 1. Contact\n\nWrite to [email protected] with questions.\n"


@dataclass(frozen=True)
class Repository:
    """A repository of a user's, with one policy committed."""

    folder: Path

    def git(self, *arguments: str) -> str:
        """Run git in it, as somebody."""
        somebody = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"]
        command = ["git", *somebody, *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, **files: str | None) -> str:
        """Write files of policies, or remove them, and commit: acme="…" → policies/acme.md. The commit's hash."""
        for name, text in files.items():
            path = self.folder / "policies" / f"{name}.md"
            path.unlink() if text is None else path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "a change")
        return self.git("rev-parse", "HEAD")


def as_committed(folder: Path) -> Path:
    """Copy this checkout into a repository of one commit: also what is not committed yet is tried."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(lambda name: (ROOT / name).is_file(), names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    made = Repository(folder)
    made.git("init", "--quiet")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "all")
    return folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The repository, in which the test stands; none of what GitHub sets."""
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        monkeypatch.delenv(name)
    made = Repository(tmp_path / "repo")
    (made.folder / "policies").mkdir(parents=True)
    made.git("init", "--quiet", "--initial-branch", "main")
    made.commit(acme=ACME)
    monkeypatch.chdir(made.folder)
    return made


@pytest.fixture
def command(tmp_path: Path) -> str:
    """The `clausewise` of this checkout, as a program."""
    program = tmp_path / "bin" / "clausewise"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m clausewise "$@"\n')
    program.chmod(0o700)
    return str(program)


Ci = Callable[..., int]


@pytest.fixture
def ci(monkeypatch: pytest.MonkeyPatch) -> Ci:
    """`clausewise ci` in this process; no weights are needed."""
    from eval.ci.__main__ import main
    from tests.conftest import HashingEmbedder

    for home in ("ingest.embed", "assistant.chain"):
        monkeypatch.setattr(f"{home}.MiniLM", HashingEmbedder)
    return lambda *arguments: main(arguments)
