"""What a reader makes of one file: its text, where pages begin, what was left out, and what the file says of itself."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

from ingest.policy import LeftOut

# What libraries and programs write where nobody said anything: names, and the dates of their templates.
_DEFAULT = re.compile(
    r"\W*(?:untitled(?: document)?|anonymous|unspecified|unknown|un-?named|no title|none|null|document\d*|user|author"
    r"|python-docx|openpyxl|reportlab(?: pdf library)?|apache poi|docx4j|pandoc"
    r"|microsoft word - .*|(?:blink|chromium|skia/pdf)\b.*)\W*"
    r"|2013-12-23T23:15:00Z|(?:0001|1601|1970)-01-01(?:T00:00:00Z)?",
    re.IGNORECASE,
)
FIRST_WORDS = 80  # characters kept of a text that was left out: enough to find it in the document


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file and what else was found in it."""

    text: str
    pages: tuple[int, ...] = ()  # offsets at which a PDF's pages begin; empty for other files
    left_out: tuple[LeftOut, ...] = ()  # in text order
    about: tuple[tuple[str, str], ...] = ()  # ("title", "Acme Privacy Notice"), ("version", "4"): never text

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return asdict(self)


def reading_from_dict(data: dict[str, Any]) -> Reading:
    """Return the reading that `to_dict` made this of."""
    return Reading(
        data["text"],
        tuple(data["pages"]),
        tuple(LeftOut(**entry) for entry in data["left_out"]),
        tuple((name, value) for name, value in data["about"]),
    )


def left_out(kind: str, text: str, start: int) -> LeftOut | None:
    """Describe a text that was left out; None where it has no letters or digits and nobody misses it."""
    words = " ".join(text.split())
    if not any(character.isalnum() for character in words):
        return None
    shown = words if len(words) <= FIRST_WORDS else words[: words.rfind(" ", 0, FIRST_WORDS) + 1].rstrip() + " …"
    return LeftOut(kind, shown if shown != " …" else words[:FIRST_WORDS] + "…", len(words), start)


def facts(pairs: Iterable[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    """Keep what a file says of itself, each name once; blank values and those that programs fill in are left out.

    [("title", "untitled"), ("owner", "Legal")] → (("owner", "Legal"),)
    """
    stated: dict[str, str] = {}
    for name, value in pairs:
        text = " ".join(str(value if value is not None else "").split())
        if text and not _DEFAULT.fullmatch(text):
            stated.setdefault(name, text[:300])
    return tuple(stated.items())


def composed(reading: Reading) -> Reading:
    """Write letters and their marks as one where Unicode has them so: "u" and "¨" → "ü". Offsets move along.

    Systems write file names and texts either way; questions, names and words are compared in this one.
    """
    text = reading.text
    if unicodedata.is_normalized("NFC", text):
        return reading

    edges = sorted({0, *reading.pages, *(entry.start for entry in reading.left_out), len(text)})
    parts = [unicodedata.normalize("NFC", text[a:b]) for a, b in pairwise(edges)]
    moved = dict(zip(edges, accumulate(map(len, parts), initial=0), strict=True))
    left = tuple(replace(entry, start=moved[entry.start]) for entry in reading.left_out)
    pages = tuple(moved[page] for page in reading.pages)
    return replace(reading, text="".join(parts), pages=pages, left_out=left)
