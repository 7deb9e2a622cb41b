"""Footnotes and endnotes: counted where the text refers to them, written behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.read.word.list_numbers import written
from ingest.read.word.package import W, child, value

_KINDS = ("footnote", "endnote")
_FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}  # Word's own, where a document says nothing


@dataclass(slots=True)
class Notes:
    """The notes of one document."""

    bodies: dict[tuple[str, str], Any] = field(default_factory=dict)  # kind, id → the note's paragraphs
    formats: dict[str, str] = field(default_factory=lambda: dict(_FORMATS))
    marks: dict[tuple[str, str], str] = field(default_factory=dict)  # of the notes referred to, in text order

    def mark(self, kind: str, reference: Any) -> str:
        """Count a reference and return its mark: "1", "iv". A mark that the author typed stands in the text itself."""
        key = kind, reference.get(f"{W}id") or ""
        is_typed = reference.get(f"{W}customMarkFollows") in ("1", "true", "on")
        if key not in self.marks:
            count = sum(1 for other, mark in self.marks.items() if other[0] == kind and mark)
            self.marks[key] = "" if is_typed else written(count + 1, self.formats[kind])
        return self.marks[key]

    def cited(self) -> Iterator[tuple[str, Any]]:
        """Give each note that the text refers to, with its mark."""
        for key, mark in self.marks.items():
            if (body := self.bodies.get(key)) is not None:
                yield mark, body


def read_notes(parts: dict[str, Any]) -> Notes:
    """Read the notes of a document; the lines that part them from the text are none."""
    notes = Notes()
    for kind in _KINDS:
        for note in _iterated(parts.get(f"{kind}s"), kind):
            if note.get(f"{W}type") in (None, "normal"):
                notes.bodies[kind, note.get(f"{W}id") or ""] = note
        for properties in (*_iterated(parts.get("settings"), f"{kind}Pr"), *_iterated(parts["document"], f"{kind}Pr")):
            if child(properties, "numFmt") is not None:
                notes.formats[kind] = value(properties, "numFmt")
    return notes


def _iterated(part: Any, name: str) -> Iterator[Any]:
    """The nodes of a name in a part of the document; none where it has no such part."""
    return part.iter(f"{W}{name}") if part is not None else iter(())
