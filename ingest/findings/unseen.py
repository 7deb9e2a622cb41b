"""What stands in a policy's text and is not seen: zero width, turned order, hidden letters, pages without text. Pure.

It is kept, as offsets point into the text as received, and it is told: a reader of a quote sees other words than stand
there, or fewer. Refuses to know what a model is shown: prompts/ takes such characters out.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.findings.finding import Odd
from ingest.policy import Policy
from ingest.spans import Span

# Joiners between other letters than Latin ones are spelling (Persian, Hindi, emoji), a soft hyphen is typesetting.
_KINDS = (
    (
        "zero-width",
        "Characters of no width",
        re.compile("[\u200b\u2060-\u2064\ufeff]|(?<=[A-Za-z0-9])[\u200c-\u200f](?=[A-Za-z0-9])"),
    ),
    ("turned-text", "Characters that turn the order of words round", re.compile("[\u202a-\u202e\u2066-\u2069]")),
    ("hidden-letters", "Letters that nobody sees", re.compile("[\U000e0000-\U000e0fff]")),
)
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007f]+")  # of Scotland and others: an emoji spelt with hidden letters


def unseen(policy: Policy) -> Iterator[Odd]:
    """One finding a kind of hidden character, at the line of the first, and one for each page without text."""
    text = policy.text if policy.text.isascii() else _FLAG.sub(lambda flag: "." * len(flag.group()), policy.text)
    for kind, what, pattern in () if text.isascii() else _KINDS:
        if found := [match.start() for match in pattern.finditer(text)]:
            says = f"{what} stand here ({len(found)} in all): what is read is not all that is written."
            yield Odd(kind, *_line(text, found[0]), says)
    yield from _blank_pages(policy)
    yield from _left_out(policy)


def _line(text: str, at: int) -> Span:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def _blank_pages(policy: Policy) -> Iterator[Odd]:
    for page, (start, end) in enumerate(pairwise((*policy.pages, len(policy.text))), 1):
        if not policy.text[start:end].strip():
            yield Odd("page-without-text", start, end, f"Page {page} has no text: if it is a scan, it is not searched.")


_LEFT_OUT = {
    "struck-text": "struck out in the document",
    "hidden-text": "hidden in the document",
    "deleted-text": "deleted as a tracked change",
    "running-line": "at the head or foot of its pages",
    "comment": "in comments",
    "contents-list": "in the table of contents",
}
NAMED = 3  # texts whose first words are told


def _left_out(policy: Policy) -> Iterator[Odd]:
    """One finding a kind of text that is not read, at the first place, with sizes and first words."""
    for kind, where in _LEFT_OUT.items():
        found = [entry for entry in policy.left_out if entry.kind == kind]
        if found:
            size, places = sum(entry.size for entry in found), len(found)
            shown = "; ".join(f"“{entry.words}”" for entry in found[:NAMED]) + ("; …" if places > NAMED else "")
            count = f"{size:,} characters" + (f" in {places} places" if places > 1 else "")
            says = f"Left out as {where}, {count}: {shown}"
            yield Odd(kind, *_line(policy.text, _next_word(policy.text, found[0].start)), says)


def _next_word(text: str, at: int) -> int:
    """The first place from `at` on where something is printed; the last one before where nothing is."""
    after = next((n for n in range(at, len(text)) if not text[n].isspace()), -1)
    return after if after >= 0 else max(0, len(text.rstrip()) - 1)
