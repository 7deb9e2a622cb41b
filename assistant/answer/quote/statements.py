"""Cut a quote into its statements, each with the words that it leans on, and a sentence into what it says. Pure.

“We keep: • logs for a year; • names for a month.”, an item a line → the two items, each under “We keep:”.
What a sentence of an answer says stands on one statement: with its subject from one and its fact from the next, a
sentence says what nobody wrote.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from assistant.english.doers import doers
from ingest.clauses.sentences import on_one_line, sentence_ends

ANNOUNCES = re.compile(r"(?::|\b(?:to|for|by|that|of|with|when|if))$")
_ENDED = re.compile(r"[.!?;:][”’\"')\]*_]{0,4}\s*$")
_GOES_ON = re.compile(r"\s*[a-z(]")  # a line that begins so goes on with the line before it
# A sentence that begins so speaks of what the sentence before it speaks of: "They are deleted after a year."
_LEANS = re.compile(
    r"^\W*(?:\w+[,;:]? ){0,4}?(?:it|its|they|them|their|those|these|such|do so|the (?:list|same|latter|former|above)"
    r"|this(?! (?:privacy|policy|notice|statement|web|site|page|app|agreement|document)))\b",
    re.IGNORECASE,
)
_DOES_SO = re.compile(r"^\W*(?:\w+ ){1,3}do so\b", re.IGNORECASE)  # the verb is in the sentence before
_VERB = re.compile(r"\b(?:is|are|was|were|will|may|can|cannot|must|shall|should|does|do|has|have)(?:n['’]t)?\b")
# What joins two sentences in one. "and" joins the items of a list too: behind it there must be a subject and a verb.
_JOINS = re.compile(
    r";\s|, (?:but|while|whereas)\b|,? and (?=(?:does|do|is|are) not\b)"
    rf"|,? and (?!(?:after|as|at|by|for|from|if|in|of|on|to|until|when|where|with)\b)(?=(?:\w+ ){{1,6}}{_VERB.pattern})"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, row or item of a quote."""

    text: str
    lead: str  # what announces it: "We share your data with:"; "" for none
    before: str = ""  # the sentence before it where it speaks of the same
    is_list: bool = False  # the items under one lead-in, a line each


def statements(quote: str) -> Sequence[Statement]:
    """Return the statements of a quote in their order, then each of its lists as one."""
    single = list(_statements(quote))
    lists = groupby(single, key=lambda item: item.lead)
    return [*single, *(_as_list(lead, list(items)) for lead, items in lists if lead)]


def said_in(sentence: str, names: frozenset[str]) -> Sequence[str]:
    """Return what a sentence says, a part for each of the sentences that it joins.

    "Acme sells no data, but it may share names." → "Acme sells no data", "it may share names."
    `names` are words of the company's name, in lower case.
    """
    parts: list[str] = []
    for part in _JOINS.split(sentence):
        if parts and not _has_verb(parts[-1], names):
            parts[-1] = f"{parts[-1]} and {part}"  # two subjects of one verb
        elif part.strip():
            parts.append(part.strip())
    return parts


def _has_verb(words: str, names: frozenset[str]) -> bool:
    """Say whether an auxiliary verb, or a verb behind a party, is among the words: "Acme sells no data"."""
    return bool(_VERB.search(words)) or any(doers(words, names))


def _as_list(lead: str, items: Sequence[Statement]) -> Statement:
    """Return the items under one lead-in as one statement."""
    return Statement("\n".join(on_one_line(item.text) for item in items), lead, is_list=True)


def _statements(quote: str) -> Iterator[Statement]:
    """Yield the sentences, rows and items of a quote in their order."""
    lead = previous = ""
    for piece in _pieces(quote):
        text = f"{previous} {piece}" if previous and _DOES_SO.search(piece) else piece
        before = previous if _LEANS.match(text) else ""
        yield Statement(text, lead, before)
        previous = f"{before} {text}".strip()
        if ANNOUNCES.search(text):
            lead = text


def _pieces(quote: str) -> Sequence[str]:
    """Return the sentences, rows and items of a quote; lines that were broken inside a sentence are joined again."""
    pieces: list[str] = []
    for start, end in pairwise([0, *sentence_ends(quote)]):
        piece = quote[start:end].strip()
        if pieces and _GOES_ON.match(piece) and not _ENDED.search(pieces[-1]):
            pieces[-1] = f"{pieces[-1]} {piece}"
        elif piece:
            pieces.append(piece)
    return pieces
