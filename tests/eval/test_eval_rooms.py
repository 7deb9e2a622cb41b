"""The eval's rooms import one way: cases, then score, then ask and report, then the command, then ci."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_architecture import imported

MAY_IMPORT = {  # room or file of eval/ → those of eval/ that it may import
    "gzip_files": set[str](),
    "validation": set[str](),
    "cases": {"validation"},
    "case_set": {"cases", "validation"},
    "score": {"score", "cases"},
    "ask": {"ask", "score", "cases", "case_set", "gzip_files"},
    "report": {"report", "score", "cases", "gzip_files", "validation"},
    "command": {"ask", "report", "score", "cases", "case_set"},
    "calibrate": {"ask", "score", "cases", "case_set"},
    "ci": {"ci", "command", "report", "__main__"},
    "__main__": {"command", "calibrate"},
}
FILES = sorted(path for path in (ROOT / "eval").rglob("*.py") if path != ROOT / "eval" / "__init__.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rooms_import_one_way(path: Path) -> None:
    """A file imports only those rooms that the table names; so there is no circle between rooms."""
    room = path.relative_to(ROOT / "eval").with_suffix("").parts[0]
    theirs = {module.split(".")[1] for module, _ in imported(path) if module.startswith("eval.")}
    assert theirs <= MAY_IMPORT[room]


@pytest.mark.parametrize("room", ["ask", "score", "report", "ci", "."])
def test_a_room_has_a_dozen_files_at_most(room: str) -> None:
    """Templates lie in a folder of their own."""
    assert len(list((ROOT / "eval" / room).glob("*.py"))) <= 12
