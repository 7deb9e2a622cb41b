"""Write light Markdown paragraph by paragraph: "## Heading", "- item", "| cell | cell |", "**bold line**".

Shared by the readers of web pages and Word documents, so that both give the splitter the same marks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.policy import LeftOut
from ingest.read.reading import Reading, left_out

DEEPEST = 6  # level of a heading
BOLD_LINE = 120  # characters; a longer paragraph in bold is a warning, no heading
LONGEST_MARK = 12  # characters of a raised or lowered mark; more is a line of its own size
_ORDINALS = frozenset("st nd rd th er re e eme ème o a os as".split())
_SIGNS = {"tm": "™", "sm": "℠", "®": "®", "©": "©", "r": "®"}
_UNIT = re.compile(r"(?:^|[\s\d(/])(?:mm|cm|dm|m|km|ft|in|yd)$")
_POWERS = {"2": "²", "3": "³"}
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(slots=True)
class Writer:
    """The paragraphs written so far, and what was left out between them."""

    paragraphs: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str, int]] = field(default_factory=list)  # kind, text, paragraphs written before it

    def write(self, body: str, *, tight: bool = False) -> None:
        """Add one paragraph; a tight one follows without a blank line."""
        if self.paragraphs and not tight:
            self.paragraphs.append("")
        self.paragraphs.append(body)

    def leave_out(self, kind: str, text: str) -> None:
        """Remember a text that is not written."""
        self.skipped.append((kind, text, len(self.paragraphs)))

    def reading(self, about: tuple[tuple[str, str], ...] = ()) -> Reading:
        """Return all paragraphs as one text."""
        joined = "\n".join(self.paragraphs)
        text = joined.strip()
        return Reading(f"{text}\n" if text else "", (), self._left_out(joined, text), about)

    def _left_out(self, joined: str, text: str) -> tuple[LeftOut, ...]:
        starts = [0]
        for paragraph in self.paragraphs:
            starts.append(starts[-1] + len(paragraph) + 1)
        before = len(joined) - len(joined.lstrip())
        entries = (left_out(kind, words, starts[n] - before) for kind, words, n in self.skipped)
        last = max(0, len(text) - 1)
        return tuple(LeftOut(e.kind, e.words, e.size, min(max(0, e.start), last)) for e in entries if e)


def bold_line(body: str, bold: int) -> str:
    """Mark a line of which all characters (blanks aside) are bold: ("Sharing", 7) → "**Sharing**"."""
    whole = bold >= len(re.sub(r"\s", "", body)) and "\n" not in body
    return f"**{body}**" if whole and len(body) <= BOLD_LINE else body


def raised(before: str, mark: str, *, lowered: bool = False) -> str:
    """Keep a raised or lowered mark apart from what stands before it.

    ("EUR 500", "3") → " [3]"; ("the 1", "st") → "st"; ("20 m", "2") → "²"; ("CO", "2", lowered) → "₂".
    """
    mark = " ".join(mark.split())
    plain = mark.strip("[]() ")
    if not plain or len(mark) > LONGEST_MARK:
        return f" {mark}" if mark else ""
    if sign := _sign(before, plain, lowered=lowered):
        return sign
    if not before.strip():
        return f"[{plain}] "
    if not any(character.isalnum() for character in plain):  # an asterisk or a dagger is no figure
        return plain
    return f"[{plain}]" if before[-1:].isspace() else f" [{plain}]"


def _sign(before: str, plain: str, *, lowered: bool) -> str:
    """What belongs to the word before it: an ending, a power, a lowered figure, a trade mark; "" for other marks."""
    if lowered and plain.isdigit() and before[-1:].isalpha():
        return plain.translate(_LOWERED)
    if before[-1:].isdigit() and plain.casefold() in _ORDINALS:
        return plain
    if before[-1:].isalpha() and plain.casefold() in _SIGNS:
        return _SIGNS[plain.casefold()]
    return _POWERS[plain] if plain in _POWERS and _UNIT.search(before[-8:]) else ""


def table_lines(grid: Sequence[Sequence[str]], heads: int) -> list[str]:
    """Rows of cells → Markdown's table lines; the first `heads` rows become one line of column names.

    ([["Item", "Fee"], ["Gold", "9 euro"]], 1) → ["| Item | Fee |", "|---|---|", "| Gold | 9 euro |"]
    """
    width = max((len(row) for row in grid), default=0)
    rows = [[_cell(cell) for cell in (*row, *[""] * (width - len(row)))] for row in grid]
    lines = [_line(row) for row in rows[heads:] if any(row)]
    if not heads:
        return lines
    names = [" ".join(dict.fromkeys(name for name in column if name)) for column in zip(*rows[:heads], strict=True)]
    return [_line(names), "|" + "---|" * width, *lines]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
