"""JSON Lines files: what is read, what is refused, what a killed run leaves."""

from pathlib import Path

import pytest

from ingest.errors import UsageError
from ingest.jsonlines import append, cut_torn_end, numbered_lines, parse_object


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    """Blank lines are left out and counted, a byte order mark is dropped, U+2028 ends no line."""
    path = tmp_path / "lines.jsonl"
    path.write_bytes('\ufeff{"a": 1}\n\n{"b": "x\u2028y"}'.encode())
    assert numbered_lines(path) == [(1, '{"a": 1}'), (3, '{"b": "x\u2028y"}')]


@pytest.mark.parametrize("data", [None, b"\xff\xfe\xfa"])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, data: bytes | None) -> None:
    """A missing file and one that is not UTF-8 are told with their path."""
    path = tmp_path / "lines.jsonl"
    if data:
        path.write_bytes(data)
    with pytest.raises(UsageError, match=r"cannot read .*lines\.jsonl"):
        numbered_lines(path)


@pytest.mark.parametrize(
    "line,says",
    [("{", "not JSON"), ("[1]", "not a JSON object"), ("3", "not a JSON object"), ("[" * 100_000, "not JSON")],
)
def test_what_is_no_object_is_refused(line: str, says: str) -> None:
    """Text that is no JSON, other JSON values, and nesting that no parser follows."""
    with pytest.raises(ValueError, match=says):
        parse_object(line)


def test_what_is_appended_is_read_again(tmp_path: Path) -> None:
    """An object with every kind of line end inside it comes back, and is on disk before the file is closed."""
    path = tmp_path / "lines.jsonl"
    value = {"text": "a\nb\r\nc\u2028d", "n": 1}
    with path.open("a", encoding="utf-8") as file:
        append(file, value)
        append(file, {})
        assert [parse_object(line) for _, line in numbered_lines(path)] == [value, {}]


@pytest.mark.parametrize(
    "before,after",
    [(b'{"a": 1}\n{"b', b'{"a": 1}\n'), (b'{"a": 1}\n', b'{"a": 1}\n'), (b'{"a', b""), (b"", b"")],
)
def test_a_torn_end_is_cut(tmp_path: Path, before: bytes, after: bytes) -> None:
    """Only what stands behind the last line end goes."""
    path = tmp_path / "lines.jsonl"
    path.write_bytes(before)
    cut_torn_end(path)
    assert path.read_bytes() == after


def test_cutting_makes_no_file_and_tells_what_it_cannot_cut(tmp_path: Path) -> None:
    """A missing file stays missing; a folder in its place is one line."""
    cut_torn_end(tmp_path / "none.jsonl")
    assert not (tmp_path / "none.jsonl").exists()
    with pytest.raises(UsageError, match="cannot continue"):
        cut_torn_end(tmp_path)
