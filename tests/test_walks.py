"""The two walks in docs/how-it-works.md: the modules that a question and a page cross, in this order."""

import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

DOCS = (ROOT / "docs" / "how-it-works.md").read_text("utf-8")
FEWEST = 5  # modules of a walk that says something


def listed(heading: str, indent: str = "") -> list[str]:
    """The modules that the page lists below a heading; those of the child process are indented."""
    block = re.search(rf"^## {heading}.*?```text\n(.*?)```", DOCS, re.MULTILINE | re.DOTALL)
    assert block, heading
    return re.findall(rf"^{indent}((?:assistant|ingest)/\S+\.py)", block[1], re.MULTILINE)


def crossed(walk: str, folder: Path) -> list[str]:
    """The modules that are crossed (tests/walked.py), each where it is first called."""
    command = [sys.executable, "-m", "tests.walked", walk, str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def test_a_question_crosses_these_modules(index: Path) -> None:
    """Each of the list, and for the first time after those before it. Without a model."""
    modules = listed("A question")
    assert len(modules) >= FEWEST
    assert [module for module in crossed("ask", index) if module in modules] == modules


def test_a_page_crosses_these_modules(tmp_path: Path) -> None:
    """In the process that ingests, and in its child that reads."""
    for walk, indent in (("ingest", ""), ("read", "  ")):
        modules = listed("A file", indent)
        assert len(modules) >= FEWEST
        assert [module for module in crossed(walk, tmp_path) if module in modules] == modules
