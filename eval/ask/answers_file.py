"""Answers as they come, in a file of one JSON object a line: an interrupted run loses nothing.

Refuses to know scores: a kept answer is scored anew, so a corrected case needs no new answer.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.answer.answer import Answer, Citation, Sentence, Usage
from assistant.search.retrieved import Retrieved
from eval.cases import Case
from ingest.clauses.clause import Clause
from ingest.errors import UsageError


class Kept:
    """What one system answered. `system` says which: an answer of another one is not given back."""

    def __init__(self, path: Path, system: str, *, resume: bool) -> None:
        self._path = path
        self._system = system
        self._lock = Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._answers = dict(_read(path)) if resume and path.exists() else {}
        self._file = path.open("a" if resume else "w", encoding="utf-8")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def get(self, case: Case) -> tuple[Answer, float] | None:
        """Give the answer kept for this very question, asked of this very system, and its seconds."""
        return self._answers.get(self._key(case))

    def put(self, case: Case, answer: Answer, seconds: float) -> None:
        """Keep an answer; it is on disk when this returns."""
        line = {"key": self._key(case), "id": case.id, "seconds": seconds, "answer": asdict(answer)}
        with self._lock:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()

    def _key(self, case: Case) -> str:
        return json.dumps([self._system, case.id, case.question, case.given, case.history])


def read_answer(raw: Mapping[str, Any]) -> Answer:
    """Read back what `dataclasses.asdict` made of an Answer."""
    raw = _tupled(raw)
    return Answer(
        question=raw["question"],
        verdict=raw["verdict"],
        sentences=tuple(Sentence(**sentence) for sentence in raw["sentences"]),
        citations=tuple(Citation(**{**one, "clause": Clause(**one["clause"])}) for one in raw["citations"]),
        searched=tuple(Retrieved(**{**one, "clause": Clause(**one["clause"])}) for one in raw["searched"]),
        model=raw["model"],
        usage=Usage(**raw["usage"]),
    )


def _read(path: Path) -> Iterator[tuple[str, tuple[Answer, float]]]:
    drop_torn_end(path)
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]  # not splitlines: U+2028 may stand in an answer
    for number, line in enumerate(lines, 1):
        try:
            raw = json.loads(line)
            yield raw["key"], (read_answer(raw["answer"]), raw["seconds"])
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{path}, line {number}: not a kept answer; run without --resume") from error


def drop_torn_end(path: Path) -> None:
    """Cut the line that was being written when a run was killed."""
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        with path.open("r+b") as file:
            file.truncate(whole)


def _tupled(value: Any) -> Any:
    """Make tuples of JSON's lists, all the way down."""
    if isinstance(value, Mapping):
        return {name: _tupled(inner) for name, inner in value.items()}
    return tuple(map(_tupled, value)) if isinstance(value, list | tuple) else value
