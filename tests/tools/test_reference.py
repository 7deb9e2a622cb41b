"""The reference pages are what the program says of itself."""

import re

import pytest

from clausewise import DOORS
from tests.conftest import ROOT
from tools.reference import SETTINGS, commands_page, python_page


@pytest.mark.parametrize("page", [commands_page, python_page])
def test_a_page_is_as_it_would_be_written(page: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """An option, a docstring or a field that changed: `python -m tools.reference` writes the pages again."""
    monkeypatch.delenv("CLAUSEWISE_INDEX", raising=False)
    name = page.__name__.removesuffix("_page")  # type: ignore[attr-defined]
    written = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    assert page() == written, "run: python -m tools.reference"  # type: ignore[operator]


def test_every_setting_is_told() -> None:
    """Each CLAUSEWISE_ variable that the program reads, and none that it does not."""
    files = [
        ROOT / "app.py",
        *(path for room in ("assistant", "eval", "ingest", "web") for path in (ROOT / room).rglob("*.py")),
    ]
    read = {name for path in files for name in re.findall(r"\bCLAUSEWISE_[A-Z_]+[A-Z]", path.read_text("utf-8"))}
    assert {name for name in SETTINGS if name.startswith("CLAUSEWISE_")} == read


def test_every_command_and_option_is_told() -> None:
    """A command has a heading, and no default of it is a path of the machine that wrote the page."""
    text = commands_page()
    assert re.findall(r"^## clausewise (\w+)$", text, re.MULTILINE) == [door.name for door in DOORS]
    assert str(ROOT) not in text
    assert "`--fail-on WHAT`" in text
