"""Policy → Clauses that know their number, headings and offsets. Pure: no files, no models.

A clause is what a person would cite:

- the running text under one heading, however many paragraphs it has; the heading as printed begins its text
- a paragraph with its own heading run in ("Aggregated Data. We may...")
- an item of a list that says something by itself ("Account data: We collect..."); a list of bare words ("Full name")
  is one clause together with the line that leads it in
- text that goes on behind a list

A heading with nothing of its own below it belongs to the first clause under it. The title of the only document of a
file stands in no path but that of the text before the first heading; where a file holds several documents, each one's
title begins the path and the id of all that is in it.

Refuses to know how clauses are searched or shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.clauses.grouping import groups
from ingest.clauses.lines import BLANKS
from ingest.clauses.sentences import PIECE, cut
from ingest.policy import Policy
from ingest.spans import Span


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a policy. Always: policy.text[start:end] == text."""

    id: str  # "segments-ai/privacy-statement/2": stable when other clauses change
    policy_id: str
    number: str  # as printed: "5.3"; "" where the policy prints none
    path: tuple[str, ...]  # headings from the outside in, without numbers; an item or list ends it with its lead-in
    text: str
    start: int  # code points into policy.text, half-open
    end: int
    lead: str = ""  # the line that leads in this item or list, "" for other text; when set it is path[-1]


def split(policy: Policy) -> tuple[Clause, ...]:
    """The clauses of a policy in text order: no overlap, all text but blanks covered."""
    return tuple(
        Clause(g.id, policy.id, g.number, g.path, policy.text[g.start : g.end], g.start, g.end, g.lead)
        for g in groups(policy.id, policy.text)
    )


def pieces(clause: Clause) -> tuple[Span, ...]:
    """Spans [start, end) into the policy's text, for retrieval: 400 to 500 characters, cut at sentence ends.

    Together they cover the clause's text but blanks; a short clause is one piece.
    """
    if clause.end - clause.start <= PIECE:
        return ((clause.start, clause.end),)
    return tuple(_stripped(clause))


def _stripped(clause: Clause) -> Iterator[Span]:
    for start, end in cut(clause.text):
        raw = clause.text[start:end]
        if body := raw.strip(BLANKS):
            left = clause.start + start + len(raw) - len(raw.lstrip(BLANKS))
            yield left, left + len(body)


def searchable(clause: Clause, start: int, end: int) -> str:
    """What is searched for a piece: its headings and its words; an item of a list is found by its lead-in."""
    return "\n".join((*clause.path, clause.text[start - clause.start : end - clause.start]))


def heading(clause: Clause) -> str:
    """A clause's headings on one line, from the outside in."""
    return " › ".join(clause.path)


def label(clause: Clause, names: Mapping[str, str]) -> str:
    """Policy, number and headings of a clause on one line: "Segments.ai § 2: PRIVACY STATEMENT › What we collect"."""
    number = f" § {clause.number}" if clause.number else ""
    return f"{names[clause.policy_id]}{number}: {heading(clause)}".removesuffix(": ")
