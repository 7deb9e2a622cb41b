"""A clause: the type, its pieces for retrieval, and how it is called.

A clause is what a person would cite:

- the running text under one heading, however many paragraphs it has; the heading as printed begins its text
- a paragraph with its own heading run in ("Aggregated Data. We may...")
- an item of a list that says something by itself ("Account data: We collect..."); a list of bare words ("Full name")
  is one clause together with the line that leads it in
- text that goes on behind a list

A heading with nothing of its own below it belongs to the first clause under it. The title of the only document of a
file stands in no path but that of the text before the first heading; where a file holds several documents, each one's
title begins the path and the id of all that is in it. ingest/clauses/split.py makes the clauses of a policy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.clauses.lines import BLANKS
from ingest.clauses.sentences import PIECE, cut
from ingest.clauses.tables import row_shown
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
    columns: tuple[str, ...] = ()  # of a row of a table: its columns' names ("" for one without); empty for other text
    note: str = ""  # of a footnote: its mark, "3" or "*"; "" for other text


def lead_in(clause: Clause) -> str:
    """Return what leads a clause in, without its marks: its lead-in, else its last heading; "" where it has neither."""
    return (clause.lead or "".join(clause.path[-1:])).strip("#*_:. ")


def pieces(clause: Clause) -> tuple[Span, ...]:
    """Cut a clause into spans of the policy's text for retrieval: 400 to 500 characters, cut at sentence ends.

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
    """Return what is searched for a piece: its headings and its words; an item by its lead-in, a row by its columns."""
    words = clause.text[start - clause.start : end - clause.start]
    if clause.columns and words == clause.text:
        words = row_shown(clause.text, clause.columns)
    return "\n".join((*clause.path, words))


def heading(clause: Clause) -> str:
    """Return a clause's headings on one line, from the outside in: "PRIVACY STATEMENT › What we collect"."""
    return " › ".join(clause.path)


def label(clause: Clause, names: Mapping[str, str]) -> str:
    """Return the policy, number and headings of a clause on one line: "Segments.ai § 2: What we collect"."""
    number = f" § {clause.number}" if clause.number else ""
    return f"{names[clause.policy_id]}{number}: {heading(clause)}".removesuffix(": ")
