"""Policy: the text of one file and the names it goes by. Does not know how files are read."""

from bisect import bisect_right
from dataclasses import dataclass

SUFFIXES = (".txt", ".md", ".html", ".htm", ".mhtml", ".mht", ".eml", ".pdf", ".docx", ".odt", ".rtf", ".xlsx")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A text of the document that is not in the policy's text, because a reader of the document does not see it."""

    kind: str  # "struck-text", "hidden-text", "deleted-text", "running-line", "comment"
    words: str  # its first words
    size: int  # characters
    start: int  # code point of the policy's text at which it stood


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as it was received. Every offset anywhere points into `text`."""

    id: str  # file stem, unique in an index: "segments-ai"
    name: str  # what people call it: "Segments.ai"
    aliases: tuple[str, ...]  # other names it goes by in its own text: "Segments.ai BV"
    sha256: str  # of the file's bytes, hex
    text: str  # as a reader of the document sees it; of a text file as it was typed, letters composed (NFC)
    pages: tuple[int, ...] = ()  # offsets at which a PDF's pages begin; empty for other files
    left_out: tuple[LeftOut, ...] = ()  # what a reader of the document does not see, in text order
    about: tuple[tuple[str, str], ...] = ()  # what the file says of itself: ("version", "4"), ("url", "https://…")


def line_of(text: str, offset: int) -> int:
    """Return the line, from 1, on which the character at `offset` stands."""
    return text.count("\n", 0, offset) + 1


def page_of(policy: Policy, offset: int) -> int:
    """Return the page, from 1, on which the character at `offset` stands; 0 in a policy without pages."""
    return bisect_right(policy.pages, offset)


DOCUMENT_KINDS = "Policy|Policies|Statement|Notice|Terms|Agreement|Addendum|Declaration|Conditions|Guidelines|Charter"
DOCUMENT = f"(?:{DOCUMENT_KINDS})"
