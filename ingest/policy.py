"""One policy file → Policy: its text, untouched, and the names it goes by.

Refuses to know clauses, vectors and indexes.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import PolicyError

SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
MAX_BYTES = 20_000_000  # a policy is a text; the longest of 150 real ones has 340 kB


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as it was received. Every offset anywhere points into `text`."""

    id: str  # file stem, unique in an index: "segments-ai"
    name: str  # what people call it: "Segments.ai"
    aliases: tuple[str, ...]  # other names it goes by in its own text: "Segments.ai BV"
    sha256: str  # of the file's bytes, hex
    text: str  # decoded, otherwise untouched


def read_policy(path: Path) -> Policy:
    """Read one file.

    Raises PolicyError when it is missing, too large, not text, or has no text in it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PolicyError(f"cannot read {path}: {error.strerror}") from error
    text = data.decode("utf-8")
    return Policy(path.stem, path.stem, (), hashlib.sha256(data).hexdigest(), text)


def line_of(text: str, offset: int) -> int:
    """The line, from 1, on which the character at `offset` stands."""
    return text.count("\n", 0, offset) + 1
