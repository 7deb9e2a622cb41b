"""The type of a change between two versions of a policy, its JSON, and the new text that changes make of the old one.

"We keep it 30 days." → "We keep it 90 days.": Change("reworded", 0.85, ("period",), …, edits=(Edit(11, 13, "90"),))
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ingest.clauses.clause import Clause

Kind = Literal["unchanged", "moved", "renumbered", "renamed", "reworded", "split", "merged", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Side:
    """Words of one version: a clause, or the part of it that became, or came from, another one."""

    clause: Clause
    start: int  # code points into the version's text, half-open
    end: int

    @property
    def text(self) -> str:
        """The words."""
        return self.clause.text[self.start - self.clause.start : self.end - self.clause.start]

    def to_json(self) -> dict[str, Any]:
        """The clause by its id and number, and the words with their place."""
        named = {"clause": self.clause.id, "number": self.clause.number}
        return named | {"start": self.start, "end": self.end, "text": self.text}


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of the old side that others took the place of."""

    start: int  # code points into the old side's text, half-open; start == end where words only came
    end: int
    words: str  # what stands there now; "" where words only went


@dataclass(frozen=True, slots=True)
class Change:
    """What became of some words. Every character of both versions' clauses is in exactly one change."""

    kind: Kind
    weight: float  # 0 to 1: how much it matters; 0 for words that stayed as and where they were
    what: tuple[str, ...]  # what matters in it, the weightiest first: ("period", "modal")
    old: Side | None  # None of an added one
    new: Side | None  # None of a removed one
    edits: tuple[Edit, ...]  # make the new words of the old ones, character by character; in text order

    def to_json(self) -> dict[str, Any]:
        """The object of `--diff --json`."""
        sides = {"old": self.old.to_json() if self.old else None, "new": self.new.to_json() if self.new else None}
        return {"kind": self.kind, "weight": self.weight, "what": list(self.what)} | sides


def edited(text: str, edits: Sequence[Edit]) -> str:
    """Carry out edits: "We keep it 30 days.", (Edit(11, 13, "90"),) → "We keep it 90 days."."""
    pieces: list[str] = []
    end = 0
    for edit in edits:
        pieces += [text[end : edit.start], edit.words]
        end = edit.end
    return "".join([*pieces, text[end:]])


def applied(old: Sequence[Clause], changes: Sequence[Change]) -> tuple[str, ...]:
    """Make the texts of the new version's clauses, in order, from the old version's clauses and the changes."""
    texts = {clause.id: clause for clause in old}
    made: dict[int, list[str]] = defaultdict(list)  # where a new clause starts → its parts
    for change in sorted((change for change in changes if change.new), key=lambda c: c.new.start if c.new else 0):
        if change.new is None:
            continue
        before = ""
        if change.old:
            clause = texts[change.old.clause.id]
            before = clause.text[change.old.start - clause.start : change.old.end - clause.start]
        made[change.new.clause.start].append(edited(before, change.edits))
    return tuple("".join(made[start]) for start in sorted(made))
