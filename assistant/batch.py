"""Batches: questions from a file of JSON lines, answers into another, continued where an earlier run stopped.

Refuses to know how a question is answered.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from assistant.answer.answer import Answer, Failed, as_json
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
    lines = text.split("\n")  # not splitlines: U+2028 may stand in a question
    return [_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def pending(rows: Sequence[Row], out: Path) -> int:
    """How many rows `out` has answered already; a line that was cut short is removed from it.

    Raises UsageError when `out` answers other questions, or cannot be written.
    """
    try:
        data = out.read_bytes() if out.exists() else b""
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            os.truncate(out, len(whole))  # never written anew: a kill here would lose all of it
        out.parent.mkdir(parents=True, exist_ok=True)
        answered = [json.loads(line) for line in whole.decode("utf-8").split("\n")[:-1]]
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot continue {out}: {error}. Name another file with --out") from error
    same = [isinstance(a, dict) and a.get("question") == _question(r) for a, r in zip(answered, rows, strict=False)]
    if len(answered) > len(rows) or not all(same):
        raise UsageError(f"{out} answers other questions than these: name another file with --out")
    return len(answered)


def answers(rows: Sequence[Row], assistant: "Assistant", parallel: int = 1) -> Iterator[Answer | Failed]:
    """The answer to each row, in order, `parallel` at a time; a row that cannot be asked is a Failed."""
    asked = assistant.ask_many((row.asked for row in rows if not row.error), parallel)
    return (Failed(_question(row), row.error) if row.error else next(asked) for row in rows)


def write(out: TextIO, row: Row, answer: Answer | Failed, names: dict[str, str]) -> None:
    """Write one row's line, flushed, so that a killed run loses no answer that it has given."""
    line = as_json(answer, names)
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
