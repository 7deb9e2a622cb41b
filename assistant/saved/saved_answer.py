"""A saved answer: the type, and how it is made of its JSON, as a batch or an eval set has it.

{"question": "Who?", "verdict": "answer", "citations": [{"policy": "acme", "clause": "acme/2", "quote": "We."}]}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


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
    checklist: str = ""  # of a row of its report: its name
    requirement: str = ""  # the row's; "" of a question


def saved_answer(line: int, fields: Mapping[str, Any], checklist: str = "", requirement: str = "") -> SavedAnswer:
    """Make a saved answer of its JSON. Raises ValueError, in words for a user, where it is none."""
    question, verdict = fields.get("question"), fields.get("verdict")
    if not isinstance(question, str) or not isinstance(verdict, str):
        raise ValueError("not a saved answer: it has no question or no verdict")  # noqa: TRY004 one kind for a bad line
    quotes = tuple(_quote(entry) for entry in objects_in(fields, "citations") or objects_in(fields, "gold"))
    return SavedAnswer(line, fields.get("id"), question, verdict, quotes, _policies(fields), checklist, requirement)


def objects_in(fields: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """The list of objects under a name; none where there is no such name. Raises ValueError for anything else."""
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
    named = fields.get("policies") or [entry.get("policy") for entry in objects_in(fields, "searched")]
    return tuple(dict.fromkeys(name for name in named if isinstance(name, str)))
