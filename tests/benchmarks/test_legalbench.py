"""LegalBench-RAG's benchmarks become a set that our reader takes, or say why a test cannot."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.legalbench import main, unique_quote
from eval.cases import locate, read_cases, read_policies

NDA = "Intro.\r\nThe party shall not disclose. Term: two years.\r\nThe party shall not disclose to affiliates.\r\n"


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """Lay out a corpus of one document."""
    (tmp_path / "corpus" / "nda").mkdir(parents=True)
    (tmp_path / "corpus" / "nda" / "a b.txt").write_bytes(NDA.encode())
    return tmp_path


def snippet(text: str, file: str = "nda/a b.txt") -> dict[str, Any]:
    """Point at the first place of a text."""
    at = NDA.index(text)
    return {"file_path": file, "span": [at, at + len(text)], "answer": text}


def run(bench: Path, tests: object) -> int:
    """Convert."""
    (bench / "b.json").write_text(json.dumps({"tests": tests}))
    return main([str(bench / "b.json"), "--corpus", str(bench / "corpus"), "--out", str(bench / "out")])


def test_a_converted_set_is_read(bench: Path) -> None:
    """Query, snippets and documents come out as a case whose gold is where the span was, line ends and all."""
    tests = [
        {"query": "Consider the NDA; how long is the term?", "snippets": [snippet("Term: two years.")], "tags": ["nda"]}
    ]
    assert run(bench, tests) == 0
    policies = read_policies(bench / "out" / "policies")
    assert policies["nda__a b"].text == NDA
    [case] = read_cases(bench / "out" / "cases.jsonl", policies)
    assert (case.question, case.given, case.kind) == ("how long is the term?", ("nda__a b",), "nda")
    assert NDA[slice(*case.gold[0].span)] == "Term: two years."


def test_words_that_stand_twice_are_widened(bench: Path) -> None:
    """A span whose words are repeated takes its neighbours along, so that it stands once."""
    assert run(bench, [{"query": "q", "snippets": [snippet("The party shall not disclose")]}]) == 0
    policies = read_policies(bench / "out" / "policies")
    [case] = read_cases(bench / "out" / "cases.jsonl", policies)
    assert case.gold[0].span[0] < NDA.index("The party") + 1
    assert case.named
    assert "The party shall not disclose" in case.gold[0].quote


def test_what_cannot_be_a_case_is_told(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Spans outside of the document and tests without snippets are left out, each with a line, and counted."""
    beyond = {"file_path": "nda/a b.txt", "span": [5, 9_999]}
    tests = [
        {"query": "q", "snippets": [beyond]},
        {"query": "r", "snippets": []},
        {"query": "s", "snippets": [snippet("Intro.")]},
    ]
    assert run(bench, tests) == 0
    out = capsys.readouterr().out
    assert "test 1: the span [5, 9999] is not in nda/a b.txt" in out
    assert "test 2: it has no snippets" in out
    assert "1 of 3 tests" in out


@pytest.mark.parametrize(
    "text", ["", "[]", '{"tests": [{}]}', '{"tests": [{"query": "q", "snippets": [{"file_path": "x"}]}]}']
)
def test_what_is_no_benchmark_is_refused(bench: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, exit 2."""
    (bench / "b.json").write_text(text)
    assert main([str(bench / "b.json"), "--corpus", str(bench), "--out", str(bench / "out")]) == 2
    assert "is not a LegalBench-RAG benchmark" in capsys.readouterr().err


def test_a_missing_document_is_refused(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The document that is not there is named."""
    assert run(bench, [{"query": "q", "snippets": [snippet("Intro.", "nda/other.txt")]}]) == 2
    assert "other.txt" in capsys.readouterr().err


@given(st.text("ab \n", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_unique_quote_is_unique_and_holds_the_span(text: str, a: int, b: int) -> None:
    """Whatever repeats: the quote stands once, and all of the span's words are in it."""
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    quote = unique_quote(text, start, end)
    if quote is not None:
        [(low, high)] = locate(quote, text)
        span = text[start:end]
        assert text[low:high].count(span.strip()) >= 1
