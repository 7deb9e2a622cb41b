"""Read saved answers: the lines of a batch, or the cases of an eval set, whose gold quotes are taken for the answer's.

{"question": "Who?", "verdict": "answer", "citations": [{"policy": "acme", "clause": "acme/2", "quote": "We."}]}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import UsageError
from ingest.jsonlines import numbered_lines, parse_object


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a policy that a saved answer stands on."""

    policy: str  # its id
    clause: str  # the clause's id as it was; "" where it was not saved
    heading: str  # the clause's headings as they were; "" where they were not saved
    words: str


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """One line of saved answers."""

    line: int  # from 1
    id: Any  # as it was given, None where there is none
    question: str
    verdict: str
    quotes: tuple[Quote, ...]
    policies: tuple[str, ...]  # those that were asked or searched; () for all


def read_saved(path: Path) -> tuple[list[SavedAnswer], int]:
    """Read the answers of a file, and count the lines that are a question's failure.

    Raises UsageError, naming the line, where one is no saved answer.
    """
    answers, failed = [], 0
    for number, line in numbered_lines(path):
        try:
            fields = parse_object(line)
            if "documents" in fields and "question" not in fields:  # an eval set's line about its policies
                continue
            if "error" in fields:
                failed += 1
            else:
                answers.append(_saved(number, fields))
        except ValueError as error:
            raise UsageError(f"{path} line {number}: {error}") from error
    if not answers:
        raise UsageError(f"no answers in {path}: give the --out of a --batch")
    return answers, failed


def _saved(number: int, fields: Mapping[str, Any]) -> SavedAnswer:
    question, verdict = fields.get("question"), fields.get("verdict")
    if not isinstance(question, str) or not isinstance(verdict, str):
        raise ValueError("not a saved answer: it has no question or no verdict")  # noqa: TRY004 one kind for a bad line
    quotes = tuple(_quote(entry) for entry in _objects(fields, "citations") or _objects(fields, "gold"))
    return SavedAnswer(number, fields.get("id"), question, verdict, quotes, _policies(fields))


def _objects(fields: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    entries = fields.get(name) or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError(f"not a saved answer: {name} is no list of objects")
    return entries


def _quote(entry: Mapping[str, Any]) -> Quote:
    policy, words = entry.get("policy"), entry.get("quote")
    if not isinstance(policy, str) or not isinstance(words, str) or not words.strip():
        raise ValueError("not a saved answer: a citation has no policy or no quote")
    clause, heading = entry.get("clause", ""), entry.get("heading", "")
    return Quote(policy, clause if isinstance(clause, str) else "", heading if isinstance(heading, str) else "", words)


def _policies(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The policies that a question was about: those named, else those that were searched for it."""
    named = fields.get("policies") or [entry.get("policy") for entry in _objects(fields, "searched")]
    return tuple(dict.fromkeys(name for name in named if isinstance(name, str)))
