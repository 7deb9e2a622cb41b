"""Read files of saved answers: a batch's lines, an eval set, the page's conversations, a checklist's report.

Of an eval set the gold quotes are taken for the answer's.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from assistant.saved.saved_answer import SavedAnswer, objects_in, saved_answer
from ingest.errors import UsageError
from ingest.jsonlines import numbered_lines, parse_object

ABSENT: Final = ("absent", "unsure", "not applicable", "not read")  # verdicts of a checklist that say nothing


def read_saved(path: Path) -> tuple[list[SavedAnswer], int]:
    """Read the answers of a file, and count the lines that are a question's failure.

    Raises UsageError, naming the line, where one is no saved answer.
    """
    lines = numbered_lines(path)
    try:
        answers, failed = _export("\n".join(line for _, line in lines)), 0
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from error
    if answers is None:
        answers, failed = _batch(path, lines)
    if not answers:
        raise UsageError(
            f"no answers in {path}: give the --out of a --batch, saved conversations, or a checklist's .json"
        )
    return answers, failed


def _batch(path: Path, lines: Sequence[tuple[int, str]]) -> tuple[list[SavedAnswer], int]:
    answers, failed = [], 0
    for number, line in lines:
        try:
            fields = parse_object(line)
            if "documents" in fields and "question" not in fields:  # an eval set's line about its policies
                continue
            if "error" in fields:
                failed += 1
            else:
                answers.append(saved_answer(number, fields))
        except ValueError as error:
            raise UsageError(f"{path} line {number}: {error}") from error
    return answers, failed


def _export(text: str) -> list[SavedAnswer] | None:
    """The answers in a file that is one JSON value, each with its line; None where it is no such file.

    Raises ValueError, in words for a user, where it is one and holds something else than answers.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list):
        return list(_conversations({"conversations": value}, text))
    if isinstance(value, dict) and "rows" in value:
        return list(_rows(value, text))
    return None


def _conversations(value: Mapping[str, Any], text: str) -> Iterator[SavedAnswer]:
    lines = _Lines(text)
    for conversation in objects_in(value, "conversations"):
        for turn in objects_in(conversation, "turns"):
            (answer,) = objects_in({"answer": [turn.get("answer")]}, "answer")
            asked = turn.get("understood") or turn.get("question")
            fields = {**answer, "question": asked} | {
                name: [{"policy": _policy(entry), **entry} for entry in objects_in(answer, name)]
                for name in ("citations", "searched")
            }
            yield saved_answer(lines.of(turn.get("question")), fields)


def _rows(value: Mapping[str, Any], text: str) -> Iterator[SavedAnswer]:
    lines = _Lines(text)
    for row in objects_in(value, "rows"):
        policy, requirement = row.get("policy"), str(row.get("requirement"))
        fields = {
            **row,
            "question": f"{value.get('checklist')}, {requirement}: {policy}",
            "policies": [policy],
            "citations": [{"policy": policy, **entry} for entry in objects_in(row, "citations")],
        }
        if row.get("verdict") in ABSENT:
            fields |= {"verdict": "silent"}
        yield saved_answer(lines.of(requirement), fields, str(value.get("checklist")), requirement)


def _policy(entry: Mapping[str, Any]) -> str:
    """The policy of a clause, by the clause's id: "acme/2" → "acme"."""
    return str(entry.get("clause", "")).split("/", 1)[0]


class _Lines:
    """The lines on which the strings of a JSON text stand, asked for in their order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def of(self, words: object) -> int:
        """The line of the next place of these words; that of the words before where it cannot be found."""
        at = self._text.find(json.dumps(words, ensure_ascii=False), self._at)
        self._at = at + 1 if at >= 0 else self._at
        return self._text.count("\n", 0, self._at) + 1
