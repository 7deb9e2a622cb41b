"""Policy: the text of one file and the names it goes by. Does not know how files are read."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import overload

SUFFIXES = (".txt", ".md", ".html", ".htm", ".mhtml", ".mht", ".eml", ".pdf", ".docx", ".odt", ".rtf", ".xlsx")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A text of the document that is not in the policy's text, because a reader of the document does not see it."""

    kind: str  # "struck-text", "hidden-text", "deleted-text", "running-line", "comment", "attachment"
    words: str  # its first words; of an attachment, its name
    size: int  # characters; of an attachment, bytes
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


@dataclass(frozen=True, slots=True)
class WordsKnown:
    """What is known of the words of many policies without reading them."""

    words: frozenset[str]  # all of them, in lower case
    ordinary: frozenset[str]  # those that stand in small letters, a few times
    holding: Callable[[str], frozenset[str]]  # a text → ids of the policies that have a word of it


class PolicyList(Sequence[Policy]):
    """The policies of a large index: equal to itself only, so that what is made of them is found again at once."""

    known: WordsKnown | None = None

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._policies = tuple(policies)

    @overload
    def __getitem__(self, at: int) -> Policy: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Policy]: ...
    def __getitem__(self, at: int | slice) -> Policy | Sequence[Policy]:
        return self._policies[at]

    def __len__(self) -> int:
        return len(self._policies)


def line_of(text: str, offset: int) -> int:
    """Return the line, from 1, on which the character at `offset` stands."""
    return text.count("\n", 0, offset) + 1


def page_of(policy: Policy, offset: int) -> int:
    """Return the page, from 1, on which the character at `offset` stands; 0 in a policy without pages."""
    return bisect_right(policy.pages, offset)


DOCUMENT_KINDS = "Policy|Policies|Statement|Notice|Terms|Agreement|Addendum|Declaration|Conditions|Guidelines|Charter"
DOCUMENT = f"(?:{DOCUMENT_KINDS})"
