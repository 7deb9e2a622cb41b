"""The words of the page: one table, used by Python, templates and scripts alike."""

import re

import pytest

from tests.conftest import ROOT
from web.views.verdict_badge import SHAPES, badge
from web.words.table import counted, say, words

USED = re.compile(r"""(?:say|counted)\(\s*f?["'`](\w+)\.(\w+)["'`]""")


def used() -> set[tuple[str, str]]:
    """Each entry that Python, a template or a script names."""
    files = [file for ending in ("py", "jinja", "js") for file in (ROOT / "web").rglob(f"*.{ending}")]
    return {found for file in files for found in USED.findall(file.read_text("utf-8"))}


def test_every_entry_that_is_used_is_there() -> None:
    """No page breaks for want of a word."""
    table = words()
    missing = {f"{section}.{key}" for section, key in used() if key not in table.get(section, {})}
    assert missing == set()


def test_entries_begin_and_count_rightly() -> None:
    """One is told from many; values are filled in."""
    assert counted("policies.clauses", 1) == "1 clause"
    assert counted("policies.clauses", 2) == "2 clauses"
    assert say("ask.next", question="Why?") == "Next: Why?"


@pytest.mark.parametrize("verdict", list(SHAPES))
def test_a_verdict_is_a_word_and_a_shape(verdict: str) -> None:
    """Each verdict differs from all others without its colour."""
    assert len(set(SHAPES.values())) == len(SHAPES)
    assert words()["verdict"][verdict] in badge(verdict)
    assert SHAPES[verdict] in badge(verdict)


def test_a_confidence_is_explained() -> None:
    """In one line, reached by keyboard; without one there is nothing to explain."""
    assert "Confidence 78 of 100" in badge("yes", 0.78)
    assert 'tabindex="0"' in badge("yes", 0.78)
    assert "tabindex" not in badge("yes")
