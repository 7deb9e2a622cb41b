"""The README's commands and its Python example, run as they are printed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "README.md").read_text("utf-8")
STARTS_SERVER = "clausewise chat"  # run by the page's own tests
SETS_UP = ("make demo", "make test")  # run by CI itself: they would call this test again


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Each command of the README, comments left out."""
    lines = (line.split("  #")[0].strip() for block in blocks("sh") for line in block.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a user has it: our sources, the command in a .venv, questions, and two versions of a policy."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ("assistant", "eval", "ingest", "prompts", "policies", "app.py", "clausewise.py", "Makefile"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv" / "bin").mkdir(parents=True)
    command = folder / ".venv" / "bin" / "clausewise"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m clausewise "$@"\n')
    command.chmod(0o700)
    (folder / "OLD.md").write_text("# Acme Policy\n\nWe keep data for 10 days.\n")
    (folder / "NEW.md").write_text("# Acme Policy\n\nWe keep data for 20 days.\n")
    (folder / "questions.jsonl").write_text('{"question": "Does AI Expert sell my data?"}\n')
    return folder


def run(command: list[str] | str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it in the folder, two minutes at most for each question it asks."""
    return subprocess.run(
        command, cwd=folder, shell=isinstance(command, str), capture_output=True, text=True, timeout=900, check=False
    )


def test_the_readme_names_its_commands() -> None:
    """There is something to run, and the two commands are among it."""
    assert set(SETS_UP) <= set(commands())
    assert len(commands()) >= 8


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.timeout(1800)
def test_the_readme_s_commands_work(place: Path) -> None:
    """Every command does what it says, in the order in which it is printed."""
    for command in commands():
        if command in SETS_UP or STARTS_SERVER in command:
            continue
        done = run(f".venv/bin/{command}", place)
        expected = (
            (0, 1) if "clausewise eval" in command else (0,)
        )  # a gate that fails is told, and is no broken command
        assert done.returncode in expected, f"{command}\n{done.stdout}\n{done.stderr}"
    assert (place / "answers.jsonl").read_text("utf-8").count("\n") == 1


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.timeout(900)
def test_the_readme_s_python_works(place: Path) -> None:
    """The example runs, and prints an answer with its quote."""
    if not (place / ".clausewise").exists():
        assert run([sys.executable, "-m", "ingest"], place).returncode == 0
    (example,) = blocks("python")
    done = run([sys.executable, "-c", example], place)
    assert done.returncode == 0, done.stderr
    assert "10 years" in done.stdout


def test_the_tree_names_every_file() -> None:
    """The tree in docs has a line for each of our modules and no other."""
    tree = (ROOT / "docs" / "tree.md").read_text("utf-8")
    listed = set(re.findall(r"^\s*([\w/]+\.py)\s", tree, re.MULTILINE))
    ours = {
        str(path.relative_to(ROOT))
        for folder in ("assistant", "benchmarks", "eval", "ingest", "prompts", "tools", "web")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "__init__.py"
    } | {"app.py", "clausewise.py"}
    assert ours == listed, f"not in the tree: {sorted(ours - listed)}; no longer there: {sorted(listed - ours)}"


def test_make_is_there() -> None:
    """The Makefile has the two targets that the README promises."""
    assert shutil.which("make")
    text = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^demo:", text, re.MULTILINE)
    assert re.search(r"^test:", text, re.MULTILINE)
