"""Every benchmark is a command: `python -m benchmarks.NAME --help` says what it measures."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

SHARED = {"__init__", "command_line", "memory_index", "retrieval_speed", "seeded_edits", "server_process"}
COMMANDS = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py") if path.stem not in SHARED)


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_benchmark_prints_its_help(name: str) -> None:
    """Run as a module from the root, with nothing put on the path by hand."""
    command = [sys.executable, "-m", f"benchmarks.{name}", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"benchmarks.{name}" in done.stdout or f"{name}.py" in done.stdout


def test_no_benchmark_changes_the_path() -> None:
    """`python -m` puts the root there."""
    assert not [path.name for path in (ROOT / "benchmarks").glob("*.py") if "sys.path" in path.read_text("utf-8")]
