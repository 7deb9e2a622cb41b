"""The report of the changes: for a terminal, as Markdown, as a page, as JSON; from the command line."""

import json
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.findings.finding import Finding
from ingest.versions.report import new_findings
from tests.ingest.versions.test_changes import FIRST

HOSTILE = 'It is <script>alert("1")</script> and *bold* [link](https://x.example) | cell \u202e reversed.'


@pytest.fixture
def versions(tmp_path: Path) -> list[str]:
    """Two files: a period, a number of a section and a heading have changed, and a hostile sentence came."""
    new = FIRST.replace("30 days", "90 days").replace("## 4.", "## 5.").replace("at all.", "at all. " + HOSTILE)
    files = [tmp_path / "acme@2024.md", tmp_path / "acme@2025.md"]
    for file, text in zip(files, (FIRST, new), strict=True):
        file.write_text(text, "utf-8")
    return [str(file) for file in files]


def test_for_a_terminal(versions: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The weighty change with its words marked, the quiet one in a line, nothing that turns text round."""
    assert main(["--diff", *versions]) == 0
    out = capsys.readouterr().out
    assert "[-30-]{+90+} days" in out
    assert "renumbered: § 4 Acme Policy › Contact → § 5" in out or "renumbered: § 4 Contact → § 5 Contact" in out
    assert "\u202e" not in out
    assert out.index("reworded") < out.index("renumbered")


def test_as_json(versions: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """All clauses of both are in it, those that stayed too; the texts are as they were written."""
    assert main(["--diff", *versions, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["old"], told["new"]) == tuple(versions)
    assert {"unchanged", "reworded", "renumbered"} == {change["kind"] for change in told["changes"]}
    new = Path(versions[1]).read_text("utf-8")
    assert all(new[c["new"]["start"] : c["new"]["end"]] == c["new"]["text"] for c in told["changes"])


def test_as_a_page(versions: list[str], tmp_path: Path) -> None:
    """Untrusted words are escaped, nothing is loaded or run, and quiet changes are folded."""
    assert main(["--diff", *versions, "--out", str(tmp_path / "r.html")]) == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
    assert "⟨U+202E⟩" in page
    assert "<del>30</del>" in page
    assert "<ins>90</ins>" in page
    assert "default-src 'none'" in page
    assert page.index("<details>") < page.index("renumbered:")


def test_as_markdown(versions: list[str], tmp_path: Path) -> None:
    """What Markdown or HTML could act on is escaped."""
    assert main(["--diff", *versions, "--out", str(tmp_path / "r.md")]) == 0
    text = (tmp_path / "r.md").read_text("utf-8")
    assert "<script" not in text
    assert r"\*bold\* \[link\](https" in text
    assert "<del>30</del><ins>90</ins>" in text


def test_mistakes_are_one_line(versions: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What, where and what to do; exit 2."""
    for wrong in (
        [*versions[:1], str(tmp_path / "none.md")],
        [*versions, "--out", str(tmp_path / "r.pdf")],
        [*versions, "--out", str(tmp_path / "none" / "r.md")],
    ):
        assert main(["--diff", *wrong]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert main([versions[0], "--diff", *versions]) == 2


def test_findings_that_the_old_version_did_not_have() -> None:
    """Wherever they stand now; one that is there once more is new once."""
    gap, typo = Finding("gap", 3, "5.", "4 is missing"), Finding("typo", 9, "teh", "misspelt")
    moved = Finding("gap", 30, "5.", "4 is missing")
    assert new_findings([gap], [moved, typo]) == (typo,)
    assert new_findings([gap], [gap, moved]) == (moved,)
