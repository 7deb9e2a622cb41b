"""Answer a file of questions into a file of answers, both JSON Lines; go on where an earlier run stopped.

{"id": 1, "question": "Who gets my data?"}   →  {"id": 1, "question": …, "verdict": "answer", "text": …}
not JSON                                     →  {"question": "", "error": "in.jsonl line 2: not JSON: …"}
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from assistant.answer.answer import Answer, Failed, as_json
from ingest.errors import UsageError
from ingest.jsonlines import append, cut_torn_end, numbered_lines, parse_object

if TYPE_CHECKING:
    from assistant.chain import Assistant

LONGEST_LINE = 200_000  # characters: a question with sixty turns of history has far fewer


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a batch: what it asks, or why it cannot be asked."""

    asked: Mapping[str, Any]
    error: str = ""

    @property
    def question(self) -> str:
        """The question as the line has it; one that is no text is shown as JSON."""
        question = self.asked.get("question", "")
        return question if isinstance(question, str) else json.dumps(question)


def read(path: Path) -> list[Row]:
    """Read the lines of a batch, blank ones left out. Raises UsageError when the file cannot be read."""
    return [_row(path, number, line) for number, line in numbered_lines(path)]


def pending(rows: Sequence[Row], out: Path) -> int:
    """Return how many rows `out` has answered already; a line that was cut short is removed from it.

    Raises UsageError when `out` answers other questions, or cannot be written.
    """
    cut_torn_end(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        answered = [parse_object(line) for _, line in numbered_lines(out)] if out.exists() else []
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot continue {out}: {error}. Name another file with --out") from error
    same = [line.get("question") == row.question for line, row in zip(answered, rows, strict=False)]
    if len(answered) > len(rows) or not all(same):
        raise UsageError(f"{out} answers other questions than these: name another file with --out")
    return len(answered)


def answers(rows: Sequence[Row], assistant: "Assistant", parallel: int = 1) -> Iterator[Answer | Failed]:
    """Return the answer to each row, in order, `parallel` at a time; a row that cannot be asked is a Failed."""
    asked = assistant.ask_many((row.asked for row in rows if not row.error), parallel)
    return (Failed(row.question, row.error) if row.error else next(asked) for row in rows)


def write(out: TextIO, row: Row, answer: Answer | Failed, names: dict[str, str]) -> None:
    """Write one row's line. It repeats the row's `id` and its question as it was put."""
    id_ = {"id": row.asked["id"]} if "id" in row.asked else {}
    append(out, id_ | as_json(answer, names) | {"question": row.question})


def _row(path: Path, number: int, line: str) -> Row:
    if len(line) > LONGEST_LINE:
        return Row({}, f"{path} line {number}: longer than {LONGEST_LINE:,} characters")
    try:
        return Row(parse_object(line))
    except ValueError as error:
        return Row({}, f"{path} line {number}: {error}")
