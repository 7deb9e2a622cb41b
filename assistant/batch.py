"""Batches: questions from a file of JSON lines, answers into another, continued where an earlier run stopped.

Refuses to know how a question is answered.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from assistant.cite import Failed, as_json
from ingest.errors import UsageError

if TYPE_CHECKING:
    from assistant.chain import Assistant

LONGEST_LINE = 200_000  # characters: a question with sixty turns of history has far fewer


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a batch: what it asks, or why it cannot be asked."""

    asked: Mapping[str, Any]
    error: str = ""


def read(path: Path) -> list[Row]:
    """The lines of a batch, blank ones left out. Raises UsageError when the file cannot be read."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {error}") from error
    return [_row(path, number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def pending(rows: Sequence[Row], out: Path) -> int:
    """How many rows `out` has answered already; a line that was cut short is removed from it.

    Raises UsageError when `out` answers other questions, or cannot be written.
    """
    try:
        data = out.read_bytes() if out.exists() else b""
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            out.write_bytes(whole)
        out.parent.mkdir(parents=True, exist_ok=True)
        answered = [json.loads(line) for line in whole.decode("utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot continue {out}: {error}. Name another file with --out") from error
    same = [isinstance(a, dict) and a.get("question") == _question(r) for a, r in zip(answered, rows, strict=False)]
    if len(answered) > len(rows) or not all(same):
        raise UsageError(f"{out} answers other questions than these: name another file with --out")
    return len(answered)


def write(out: TextIO, row: Row, assistant: "Assistant") -> None:
    """Answer one row and write its line, flushed, so that a killed run loses at most the row it was at."""
    if row.error:
        answer: Any = Failed(_question(row), row.error)
    else:
        (answer,) = assistant.ask_many([row.asked])
    line = as_json(answer, assistant.names)
    if "id" in row.asked:
        line = {"id": row.asked["id"]} | line
    out.write(json.dumps(line | {"question": _question(row)}, ensure_ascii=False) + "\n")
    out.flush()


def _row(path: Path, number: int, line: str) -> Row:
    try:
        if len(line) > LONGEST_LINE:
            raise ValueError(f"longer than {LONGEST_LINE:,} characters")  # noqa: TRY301 one place tells the line
        asked = json.loads(line)
        if not isinstance(asked, dict):
            raise ValueError("not a JSON object")  # noqa: TRY004, TRY301 the same
    except ValueError as error:
        return Row({}, f"{path} line {number}: {error}")
    return Row(asked)


def _question(row: Row) -> str:
    question = row.asked.get("question", "")
    return question if isinstance(question, str) else json.dumps(question)
