r"""Take a clause's text apart for comparison: numbers and headings in front, the words behind; and fold what is layout.

"## 5. Retention\n\nWe keep  it." under "Retention"   →   heading "retention", body "We keep it."
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ingest.clauses.clause import Clause
from ingest.clauses.headings import label, shown
from ingest.clauses.lines import BLANKS, BULLETS

HEAD_LINES: Final = 8  # lines, blank ones too, among which the headings of a clause stand
LONGEST_TITLE: Final = 100  # characters
_BLANK = re.compile(f"[{BLANKS}]+")
_MARKER = re.compile(
    rf"(?:[{BULLETS}*+#>–—-]+[ \t\xa0]+)*(?:\**(?:(?:section|article|clause|part)\s+)?"
    r"(?P<number>\d{1,3}(?:\\?\.\d{1,3})*|\(?(?:[a-z]|[ivxl]{1,6})(?=\\?[.)]))(?:\\?[.):])*\**\s+)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_HTML = re.compile(r"</?(?:br|b|i|p|u|em|strong|span|div|li|ul|ol)\s*/?>")


def spaced(text: str) -> str:
    """Fold blanks: "We  keep   it " → "We keep it"."""
    return _BLANK.sub(" ", text).strip()


def words(text: str) -> list[str]:
    """The words of a text in small letters, without HTML's marks: "We keep<br>it." → ["we", "keep", "it"]."""
    return _WORD.findall(_HTML.sub(" ", text.casefold()))


@dataclass(frozen=True)
class Wording:
    """A clause, and what it is compared by."""

    clause: Clause
    order: int  # how many clauses stand before it

    @cached_property
    def _cut(self) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        return _head(self.clause)

    @property
    def id(self) -> str:
        """Its id without its policy's, which may be another one in the other version."""
        return self.clause.id.removeprefix(self.clause.policy_id)

    @property
    def heading(self) -> tuple[str, ...]:
        """The headings that are printed in its text, without numbers and marks, in small letters."""
        return self._cut[0]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The number that it is cited by, then those printed in its text."""
        return (self.clause.number, *self._cut[1])

    @property
    def body_start(self) -> int:
        """The offset into its text at which its own words begin."""
        return self._cut[2]

    @cached_property
    def body(self) -> str:
        """Its own words, blanks folded."""
        return spaced(self.clause.text[self.body_start :])

    @cached_property
    def words(self) -> list[str]:
        """The words of its body; those of its headings where it has no body."""
        return words(self.body) or words(" ".join(self.heading))

    @property
    def key(self) -> str:
        """What is the same in two clauses that say the same: the body, or the headings where there is none."""
        return self.body or "\n" + "\n".join(self.heading)


def _head(clause: Clause) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """The headings and the numbers at the beginning of a clause's text, and where its own words begin.

    A title, which stands in no path, counts where a heading comes behind it.
    """
    known = {_bare(title) for title in clause.path if title != clause.lead}
    lines = clause.text.splitlines(keepends=True)[:HEAD_LINES]
    count = _head_lines(lines, known)
    headings = tuple(plain for line in lines[:count] if (plain := _bare(line)))
    printed = (_MARKER.match(line.lstrip(BLANKS)) for line in lines[:count])
    numbers = tuple(marker["number"] for marker in printed if marker and marker["number"])
    start = sum(map(len, lines[:count]))
    marked, length = _marked(clause.text[start:])
    title, more = _run_in(clause.text[start + length :], known)
    return (*headings, *title), (*numbers, *marked), start + length + more


def _head_lines(lines: Sequence[str], known: set[str]) -> int:
    """How many of the first lines are headings, and titles or rules among them."""
    count = 0
    for n, line in enumerate(lines, start=1):
        plain = _bare(line)
        if plain in known or (not plain and count == n - 1):
            count = n
        elif len(line) > LONGEST_TITLE:
            break
    return count


def _run_in(text: str, known: set[str]) -> tuple[tuple[str, ...], int]:
    """The heading that a paragraph begins with, and its length: "Data Use. We may…" → ("data use",), 10."""
    title = label(text)
    return ((_bare(title[0]),), title[1]) if title and _bare(title[0]) in known else ((), 0)


def _marked(text: str) -> tuple[tuple[str, ...], int]:
    """The number in front of an item or a paragraph, and how many characters it and its bullet take."""
    blanks = len(text) - len(text.lstrip(BLANKS))
    marker = _MARKER.match(text, blanks)
    if marker is None or marker.end() == blanks:
        return (), 0
    return ((marker["number"],) if marker["number"] else ()), marker.end()


def _bare(line: str) -> str:
    """A heading without number and marks, in small letters: "## 5. Retention:" → "retention"."""
    plain = shown(line).strip()
    marker = _MARKER.match(plain)
    plain = plain[marker.end() :] if marker and marker.end() < len(plain) else plain
    return spaced(plain).casefold().strip("#*_=-:. ")
