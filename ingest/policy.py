"""One policy file → Policy: its text, untouched, and the names it goes by.

Refuses to know clauses, vectors and indexes.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as it was received. Every offset anywhere points into `text`."""

    id: str  # file stem, unique in an index: "segments-ai"
    name: str  # what people call it: "Segments.ai"
    aliases: tuple[str, ...]  # other names it goes by in its own text: "Segments.ai BV"
    sha256: str  # of the file's bytes, hex
    text: str  # decoded, otherwise untouched; of HTML, PDF and DOCX what was extracted
    pages: tuple[int, ...] = ()  # offsets at which a PDF's pages begin; empty for other files


def told_apart(policies: Sequence[Policy]) -> tuple[Policy, ...]:
    """The same policies; those of one name get their id beside it, so that two versions do not speak with one voice."""
    named = Counter(policy.name.casefold() for policy in policies)
    return tuple(
        replace(one, name=f"{one.name} ({one.id})", aliases=(one.name, *one.aliases))
        if named[one.name.casefold()] > 1
        else one
        for one in policies
    )


def line_of(text: str, offset: int) -> int:
    """The line, from 1, on which the character at `offset` stands."""
    return text.count("\n", 0, offset) + 1


def page_of(policy: Policy, offset: int) -> int:
    """The page, from 1, on which the character at `offset` stands; 0 in a policy without pages."""
    return bisect_right(policy.pages, offset)


DOCUMENT = r"(?:Policy|Policies|Statement|Notice|Terms|Agreement|Addendum|Declaration|Conditions|Guidelines|Charter)"
