"""Check a question and the fields of a batch line."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeGuard

from ingest.errors import UsageError

FIELDS = ("question", "policies", "history", "id")  # of a batch line; others are the user's own
NEARLY = 0.8  # likeness from which another field is taken for one of these
LONGEST_QUESTION = 2_000  # characters: longer ones are documents


History = Sequence[Mapping[str, str]]  # {"role": "user" or "assistant", "content": ...}, oldest first


def checked(question: str) -> str:
    """Return the question without blanks around it. Raises UsageError for one that cannot be asked."""
    if not isinstance(question, str):
        raise UsageError(f"a question is text, not {type(question).__name__}")
    plain = "".join(c for c in question if c.isprintable() or c.isspace()).strip()
    if not plain:
        raise UsageError("the question is empty: ask something, in a sentence")
    if len(plain) > LONGEST_QUESTION:
        raise UsageError(f"the question has {len(plain):,} characters: {LONGEST_QUESTION:,} at most, ask it shorter")
    return plain


def request(asked: Mapping[str, Any]) -> tuple[str, Sequence[str], History]:
    """Return the fields of a batch line. Raises UsageError when one is missing, of the wrong kind or misspelt."""
    for field in asked:
        if field not in FIELDS and (meant := get_close_matches(field, FIELDS, n=1, cutoff=NEARLY)):
            raise UsageError(f'there is no field "{field}": did you mean "{meant[0]}"?')
    policies, history = asked.get("policies") or (), asked.get("history") or ()
    if "question" not in asked:
        raise UsageError('no "question" in the line')
    checked_fields(policies, history)
    return asked["question"], policies, history


def checked_fields(policies: object, history: object) -> None:
    """Raise UsageError for policies or a history of the wrong kind."""
    if not _is_list(policies) or not all(isinstance(id_, str) for id_ in policies):
        raise UsageError('"policies" must be a list of ids')
    if not _is_list(history) or not all(
        isinstance(turn, Mapping) and isinstance(turn.get("content"), str) for turn in history
    ):
        raise UsageError('"history" must be a list of {"role", "content"}')


def _is_list(given: object) -> TypeGuard[Sequence[object]]:
    return isinstance(given, Sequence) and not isinstance(given, str | bytes)
