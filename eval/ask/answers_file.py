"""Keep answers as they come in a file of JSON lines: an interrupted run loses nothing.

A line is {"key", "id", "seconds", "answer"}. Scores are not kept: an answer is scored anew, so a corrected case needs
no new answer.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock

from pydantic import TypeAdapter, ValidationError

from assistant.answer.answer import Answer
from eval.cases import Case
from ingest.errors import UsageError
from ingest.jsonlines import append, cut_torn_end, numbered_lines


@dataclass(frozen=True, slots=True)
class _Line:
    """One kept answer."""

    key: str
    id: str
    seconds: float
    answer: Answer


_LINES = TypeAdapter(_Line)


class AnswersFile:
    """What one system answered. `system` says which: an answer of another one is not given back."""

    def __init__(self, path: Path, system: str, *, resume: bool) -> None:
        self._system = system
        self._lock = Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._answers = dict(_read(path)) if resume and path.exists() else {}
        self._file = path.open("a" if resume else "w", encoding="utf-8")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def get(self, case: Case) -> tuple[Answer, float] | None:
        """Return the answer that was kept for this very question, asked of this very system, and its seconds."""
        return self._answers.get(self._key(case))

    def put(self, case: Case, answer: Answer, seconds: float) -> None:
        """Keep an answer; it is on disk when this returns."""
        with self._lock:
            append(self._file, {"key": self._key(case), "id": case.id, "seconds": seconds, "answer": asdict(answer)})

    def _key(self, case: Case) -> str:
        return json.dumps([self._system, case.id, case.question, case.given, case.history])


def _read(path: Path) -> Iterator[tuple[str, tuple[Answer, float]]]:
    cut_torn_end(path)
    for number, text in numbered_lines(path):
        try:
            line = _LINES.validate_json(text)
        except ValidationError as error:
            raise UsageError(f"{path}, line {number}: not a kept answer; run without --resume") from error
        yield line.key, (line.answer, line.seconds)
