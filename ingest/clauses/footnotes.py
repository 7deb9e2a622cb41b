"""Find notes and the clauses that refer to them: "EUR 500 [3] a year", and below "[3] Per customer".

A note is a paragraph that begins with a mark to which the text refers: "[3]", "[^3]:", or "*" after a word with one.
Pure: strings and clauses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from ingest.clauses.clause import Clause

_BEGINS: Final = re.compile(
    r"(?:\[(?P<square>\^?[\w*†‡§]{1,8})\]:?|(?P<sign>\*{1,3}|[†‡§]{1,3}|[¹²³⁴-⁹⁰]{1,2}))\s+(?=\S)|(?P<escaped>(?:\\\*){1,3})\s*(?=\w)"
)
_SQUARE: Final = re.compile(
    r"(?<=[\w)\]%€$£.,;:”\"’!?])[ \xa0]?\[(\^?[\w*†‡§]{1,8}(?:,\s?[\w*†‡§]{1,4}){0,5})\](?![(:\[])"
)
_SIGN: Final = re.compile(r"(?<=[\w)%€$£])(\*{1,3}|[†‡§]{1,3}|[¹²³⁴-⁹⁰]{1,2})(?=[\s.,;:)]|$)")
# "9 euro\*": a star that is no stress in Markdown. Its note begins so, too: no bullet is meant.
_ESCAPED: Final = re.compile(r"(?<=[a-zA-Z\d)%€$£.])((?:\\\*){1,3})(?=[\s.,;:)]|$)")


def referred(text: str) -> set[str]:
    """Return the marks that a text refers to: "a fee of EUR 5 [2] and a word*" → {"2", "*"}."""
    escaped = _ESCAPED.findall(text) if "\\*" in text else ()
    text = text.replace("\\*", "") if escaped else text
    marks = {mark.strip() for match in _SQUARE.finditer(text) for mark in match[1].split(",")}
    if any(sign in text for sign in "*†‡§¹²³⁴⁵⁶⁷⁸⁹"):
        emphasis = re.sub(r"(\*{1,3})(?=\S)[^*\n]{1,300}(?<=\S)\1", " ", text)  # "*word*" is Markdown's stress
        marks |= {match[1] for match in _SIGN.finditer(emphasis)}
    return marks.union(escaped)


def note_mark(line: str) -> str:
    """Return the mark that a line begins with: "[3] Per customer." → "3", "* Net of tax." → "*"; "" without one."""
    match = _BEGINS.match(line)
    return (match["square"] or match["sign"] or match["escaped"]) if match else ""


class Notes:
    """The notes of one policy's clauses."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._notes: dict[str, list[Clause]] = {}
        for clause in clauses:
            if clause.note:
                self._notes.setdefault(clause.note, []).append(clause)

    def __bool__(self) -> bool:
        return bool(self._notes)

    def of(self, clause: Clause, text: str = "") -> Iterator[Clause]:
        """Give the notes that a clause refers to, or only those of some words of it, in the order of their marks.

        Where a mark stands before several notes, as on each page of a book, the next one below is meant.
        """
        for mark in sorted(referred(text or clause.text)):
            notes = [note for note in self._notes.get(mark, ()) if note.id != clause.id]
            if notes:
                yield next((note for note in notes if note.start >= clause.end), notes[-1])


def placed(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Give each note the number and the headings of the first clause that refers to it, wherever it stands itself."""
    notes = Notes(clauses)
    home: dict[str, Clause] = {}
    for clause in clauses:
        if notes and not clause.note:
            for note in notes.of(clause):
                home.setdefault(note.id, clause)
    return tuple(
        replace(clause, number=home[clause.id].number, path=home[clause.id].path) if clause.id in home else clause
        for clause in clauses
    )
