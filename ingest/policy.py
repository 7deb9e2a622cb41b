"""One policy file → Policy: its text, untouched, and the names it goes by.

Refuses to know clauses, vectors and indexes.
"""

import hashlib
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import PolicyError
from ingest.names import names
from ingest.readers import text_of

SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
MAX_BYTES = 20_000_000  # a policy is a text; the longest of 150 real ones has 340 kB
OVERRIDES = "policies.toml"  # beside the policies: [segments-ai] name = "...", aliases = ["..."]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as it was received. Every offset anywhere points into `text`."""

    id: str  # file stem, unique in an index: "segments-ai"
    name: str  # what people call it: "Segments.ai"
    aliases: tuple[str, ...]  # other names it goes by in its own text: "Segments.ai BV"
    sha256: str  # of the file's bytes, hex
    text: str  # decoded, otherwise untouched; of HTML, PDF and DOCX what was extracted
    pages: tuple[int, ...] = ()  # offsets at which a PDF's pages begin; empty for other files


def read_policy(path: Path) -> Policy:
    """Read one file.

    Raises PolicyError when it is missing, too large, of an unknown kind, not text, damaged, or has no text in it.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise PolicyError(f"{path} is not a policy: its name must end in one of {', '.join(SUFFIXES)}")
    data = _bytes(path)
    text, pages = text_of(path, data)
    name, aliases = _overridden(path, *names(text, path.stem))
    return Policy(path.stem, name, aliases, hashlib.sha256(data).hexdigest(), text, pages)


def line_of(text: str, offset: int) -> int:
    """The line, from 1, on which the character at `offset` stands."""
    return text.count("\n", 0, offset) + 1


def page_of(policy: Policy, offset: int) -> int:
    """The page, from 1, on which the character at `offset` stands; 0 in a policy without pages."""
    return bisect_right(policy.pages, offset)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise PolicyError(f"{path} has {size / 1e6:.0f} MB; a policy has {MAX_BYTES // 1_000_000} at most")
        return path.read_bytes()
    except OSError as error:
        raise PolicyError(f"cannot read {path}: {error.strerror}") from error


def _overridden(path: Path, name: str, aliases: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The names that policies.toml beside the file gives instead, each where it gives one."""
    toml = path.with_name(OVERRIDES)
    if not toml.is_file():
        return name, aliases
    try:
        entry = tomllib.loads(toml.read_text(encoding="utf-8")).get(path.stem, {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"cannot read {toml}: {error}") from error
    if (
        not isinstance(entry, dict)
        or not isinstance(entry.get("name", ""), str)
        or not _strings(entry.get("aliases", []))
    ):
        raise PolicyError(f'{toml}: [{path.stem}] takes name = "..." and aliases = ["...", ...]')
    return entry.get("name", name), tuple(entry.get("aliases", aliases))


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
