"""Answer a file of questions into a file of answers, both JSON Lines; go on where an earlier run stopped.

{"id": 1, "question": "Who gets my data?"}   →  {"id": 1, "question": …, "verdict": "answer", "text": …}
not JSON                                     →  {"question": "", "error": "in.jsonl line 2: not JSON: …"}

A .txt has a question a line, as it is.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from assistant.answer.answer import Answer, Failed, as_json
from ingest.errors import UsageError
from ingest.files import write_whole
from ingest.jsonlines import append, as_line, cut_torn_end, numbered_lines, parse_object

if TYPE_CHECKING:
    from assistant.chain import Assistant

LONGEST_LINE = 200_000  # characters: a question with sixty turns of history has far fewer


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a batch: what it asks, or why it cannot be asked."""

    asked: Mapping[str, Any]
    error: str = ""

    @property
    def key(self) -> str:
        """What it has in common with its answer."""
        return _key({**self.asked, "question": self.question})

    @property
    def question(self) -> str:
        """The question as the line has it; one that is no text is shown as JSON."""
        question = self.asked.get("question", "")
        return question if isinstance(question, str) else json.dumps(question)


def read(path: Path) -> list[Row]:
    """Read the lines of a batch, blank ones left out. Raises UsageError when the file cannot be read."""
    return [_row(path, number, line) for number, line in numbered_lines(path)]


def pending(rows: Sequence[Row], out: Path) -> list[Row]:
    """Return the rows that `out` has no answer to; a line that was cut short or says an error is removed from it.

    So a line of the batch that was mended, added or taken out is all that changes. A row is known again by its id,
    policies and question. Raises UsageError when `out` has answers that no row asks for, or cannot be written.
    """
    cut_torn_end(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        written = _lines(out) if out.exists() else []
        answered = [line for line in written if "error" not in line]
        left, unused = _unanswered(rows, answered)
        if unused:
            raise UsageError(f"{out} answers other questions than these: name another file with --out")
        if len(answered) < len(written):
            write_whole(out, "".join(map(as_line, answered)))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot continue {out}: {error}. Name another file with --out") from error
    return left


def put_in_order(rows: Sequence[Row], out: Path) -> None:
    """Put the lines of a batch that was continued after it was mended into the order of its rows."""
    lines, written = defaultdict(list), _lines(out)
    for line in written:
        lines[_key(line)].append(line)
    ordered = [lines[row.key].pop(0) for row in rows]
    if ordered != written:
        write_whole(out, "".join(map(as_line, ordered)))


def _unanswered(rows: Sequence[Row], answered: Sequence[Mapping[str, Any]]) -> tuple[list[Row], int]:
    """The rows without an answer, and how many answers are to none of the rows."""
    there = Counter(map(_key, answered))
    left = []
    for row in rows:
        if there[row.key]:
            there[row.key] -= 1
        else:
            left.append(row)
    return left, there.total()


def _lines(out: Path) -> list[dict[str, Any]]:
    return [parse_object(line) for _, line in numbered_lines(out)]


def _key(line: Mapping[str, Any]) -> str:
    """What a question and its answer have in common."""
    return json.dumps([line.get(field) for field in ("id", "question", "policies")], sort_keys=True)


def answers(rows: Sequence[Row], assistant: "Assistant", parallel: int = 1) -> Iterator[Answer | Failed]:
    """Return the answer to each row, in order, `parallel` at a time; a row that cannot be asked is a Failed."""
    asked = assistant.ask_many((row.asked for row in rows if not row.error), parallel)
    return (Failed(row.question, row.error) if row.error else next(asked) for row in rows)


def write(out: TextIO, row: Row, answer: Answer | Failed, names: dict[str, str]) -> None:
    """Write one row's line. It repeats the row's `id`, its policies and its question as it was put."""
    asked = {field: row.asked[field] for field in ("id", "policies") if field in row.asked}
    append(out, asked | as_json(answer, names) | {"question": row.question})


def _row(path: Path, number: int, line: str) -> Row:
    if len(line) > LONGEST_LINE:
        return Row({}, f"{path} line {number}: longer than {LONGEST_LINE:,} characters")
    try:
        return Row({"question": line.strip()} if path.suffix == ".txt" else parse_object(line))
    except ValueError as error:
        return Row({}, f"{path} line {number}: {error}")
