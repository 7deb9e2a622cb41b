"""A set about documents that are not here asks what it can, and tells what it cannot."""

import argparse
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.case_set import policy_files, read_case_set
from eval.command import evaluate
from ingest.errors import UsageError
from tests.conftest import ROOT
from tests.eval.eval_fakes import LINES, Fake

STRANGERS = ROOT / "eval" / "strangers.jsonl"
PLAIN = ROOT / "eval" / "plain.jsonl"


@pytest.fixture
def documents(folder: Path) -> dict[str, str]:
    """Fingerprint the two policies."""
    files = (folder / "policies").iterdir()
    return {file.stem: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def write_set(folder: Path, documents: Any) -> Path:
    """Write the cases after a table of documents."""
    path = folder / "cases.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [{"documents": documents}, *LINES]))
    return path


def test_all_documents_there(folder: Path, documents: dict[str, str]) -> None:
    """Nothing is left out, and files that no question is about are not read."""
    (folder / "policies" / "broken.pdf").write_bytes(b"no PDF")
    case_set = read_case_set(write_set(folder, documents), folder / "policies")
    assert [case.id for case in case_set.cases] == ["a1", "a2", "a3", "b1"]
    assert (sorted(case_set.policies), case_set.left_out, case_set.faults) == (["alpha", "beta"], (), ())
    assert [file.name for file in policy_files(folder / "policies", case_set.policies)] == ["alpha.txt", "beta.txt"]


def test_a_missing_document_is_told_and_its_questions_are_counted(folder: Path, documents: dict[str, str]) -> None:
    """One line says which; its questions are left out by id."""
    case_set = read_case_set(write_set(folder, documents | {"gamma": "0" * 64}), folder / "policies")
    assert case_set.faults == (f"gamma: no such file in {folder / 'policies'}",)
    (folder / "policies" / "beta.txt").unlink()
    case_set = read_case_set(write_set(folder, documents), folder / "policies")
    assert [case.id for case in case_set.cases] == ["a1", "a2", "a3"]
    assert case_set.left_out == ("b1",)


def test_a_changed_document_is_not_asked_about(folder: Path, documents: dict[str, str]) -> None:
    """Its quotes may stand elsewhere, or nowhere."""
    file = folder / "policies" / "alpha.txt"
    file.write_text(file.read_text() + "New.\n")
    case_set = read_case_set(write_set(folder, documents), folder / "policies")
    assert case_set.left_out == ("a1", "a2", "a3")
    assert case_set.faults == (f"{file}: not the text that the questions were written on (its sha256 differs)",)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ({}, "line 1: documents"),
        ({"alpha": "x"}, "line 1: alpha"),
        ([], "line 1: documents must be a table"),
        ({"gamma": "0" * 64}, "none of the 1 documents of"),
    ],
)
def test_a_head_that_is_none_is_refused(folder: Path, head: Any, says: str) -> None:
    """In one line, before anything is asked."""
    with pytest.raises(UsageError) as error:
        read_case_set(write_set(folder, head), folder / "policies")
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_what_is_left_out_stands_in_every_report(
    args: Callable[..., argparse.Namespace],
    fake: Fake,
    folder: Path,
    documents: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Never dropped silently: on the terminal, in report.json, in the Markdown and on the page."""
    write_set(folder, documents)
    (folder / "policies" / "beta.txt").unlink()
    evaluate(args(), fake.opened)
    printed = capsys.readouterr()
    assert "left out: beta: no such file" in printed.err
    assert "1 left out (their documents are not there)" in printed.out
    assert json.loads((folder / "out" / "report.json").read_text())["counts"]["left_out"] == 1
    assert "1 left out" in (folder / "out" / "report.md").read_text()
    assert "1 left out" in (folder / "out" / "report.html").read_text()


def test_parts_of_other_sets_stand_beside(
    args: Callable[..., argparse.Namespace], fake: Fake, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Seen and kept questions are columns of their own, and so are those of another report."""
    evaluate(args(), fake.opened)
    other = folder / "other.json"
    other.write_bytes((folder / "out" / "report.json").read_bytes())
    evaluate(args("--beside", str(other)), fake.opened)
    report = json.loads((folder / "out" / "report.json").read_text())
    assert list(report["parts"]) == ["cases seen", "cases kept"]
    assert list(report["beside"]) == ["cases seen (fake)", "cases kept (fake)"]
    assert "cases kept (fake)" in capsys.readouterr().out
    assert "cases kept (fake)" in (folder / "out" / "report.md").read_text()
    assert "cases kept (fake)" in (folder / "out" / "report.html").read_text()
    other.write_text(json.dumps({**report, "parts": None} | {"format": 1}))
    with pytest.raises(UsageError, match=r"other\.json"):
        evaluate(args("--beside", str(other)), fake.opened)


def test_the_strangers_set_is_split_by_policy() -> None:
    """Every question names one document of the table, has it given, and is kept by the document's name alone."""
    head, *rows = [json.loads(line) for line in STRANGERS.read_text().splitlines()]
    assert len(rows) >= 200
    assert len(head["documents"]) >= 20
    for row in rows:
        (name,) = row["policies"]
        assert row["given"] == [name]
        assert name in head["documents"]
        assert row["hold"] is (int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0)
    assert 0.4 < sum(row["hold"] for row in rows) / len(rows) < 0.6
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["question"] for row in rows}) == len(rows)


def test_plain_questions_are_about_documents_of_their_table_each_kept_or_seen_as_a_whole() -> None:
    """So that nothing is tuned on a policy of which a question is held."""
    head, *rows = [json.loads(line) for line in PLAIN.read_text().splitlines()]
    assert (len(rows), len(head["documents"])) == (151, 16)
    held = [{name for row in rows if row["hold"] is hold for name in row["policies"]} for hold in (True, False)]
    assert held[0] | held[1] == set(head["documents"])
    assert not held[0] & held[1]
    assert len({row["id"] for row in rows}) == len({row["question"] for row in rows}) == len(rows)
