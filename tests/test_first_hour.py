"""What docs/first-hour.md shows is what the program prints: each line after a `$` is run in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clausewise import DOORS
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "first-hour.md").read_text("utf-8")
SECONDS = re.compile(r"\d+\.\d s\b")  # no two runs take the same


def steps() -> list[tuple[str, str]]:
    """Each command of the transcripts, with what the page says that it prints."""
    blocks = "".join(re.findall(r"^```console\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
    return re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", blocks, re.MULTILINE)


def shows(printed: str) -> re.Pattern[str]:
    """What the page shows, as a pattern: "…" stands for anything, over any number of lines."""
    return re.compile(re.escape(SECONDS.sub("0.0 s", printed)).replace("…", "(?s:.*)"))


def test_every_command_is_explained() -> None:
    """The table has each command of `clausewise` and no other."""
    assert [door.name for door in DOORS] == re.findall(r"^\| `clausewise (\w+)", TEXT, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.timeout(900)
def test_the_transcript_is_true(tmp_path: Path) -> None:
    """All that is shown is printed, in this order, from an empty folder on."""
    command = tmp_path / "bin" / "clausewise"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m clausewise "$@"\n')
    command.chmod(0o700)
    (tmp_path / "here").mkdir()
    environment = os.environ | {"PATH": f"{command.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    assert len(steps()) > 9
    for typed, printed in steps():
        done = subprocess.run(
            ["sh", "-c", typed],
            cwd=tmp_path / "here",
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        assert shows(printed).fullmatch(SECONDS.sub("0.0 s", done.stdout)), f"{typed}\n{done.stdout}"
