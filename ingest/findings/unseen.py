"""Report what is not seen of a policy: characters without width, turned text, pages without text, what is left out.

    "se‹zero-width space›ll"    →    zero-width: "Characters of no width stand here (1 in all): …"

Such characters stay in the text, as offsets point into it. What a model is shown is prompts/'s matter: they are taken
out there.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ingest.findings.finding import Oddity
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
# Kinds of text that a reader of the document does not see, and where each stood.
_LEFT_OUT: Final = {
    "struck-text": "struck out in the document",
    "hidden-text": "hidden in the document",
    "deleted-text": "deleted as a tracked change",
    "running-line": "at the head or foot of its pages",
    "comment": "in comments",
    "contents-list": "in the table of contents",
    "attachment": "attached to the mail",
}
MAX_NAMED: Final = 3  # texts whose first words are named in a finding


def unseen(policy: Policy) -> Iterator[Oddity]:
    """Report each kind of hidden character once, at its first line; each page without text; what is left out."""
    text = policy.text if policy.text.isascii() else _FLAG.sub(lambda flag: "." * len(flag.group()), policy.text)
    for kind, what, pattern in () if text.isascii() else _KINDS:
        if places := [match.start() for match in pattern.finditer(text)]:
            says = f"{what} stand here ({len(places)} in all): what is read is not all that is written."
            yield Oddity(kind, *_line_around(text, places[0]), says)
    yield from _blank_pages(policy)
    yield from _left_out(policy)


def _line_around(text: str, offset: int) -> Span:
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


def _blank_pages(policy: Policy) -> Iterator[Oddity]:
    for page, (start, end) in enumerate(pairwise((*policy.pages, len(policy.text))), 1):
        if not policy.text[start:end].strip():
            yield Oddity(
                "page-without-text", start, end, f"Page {page} has no text: if it is a scan, it is not searched."
            )


def _left_out(policy: Policy) -> Iterator[Oddity]:
    """Report each kind of text that is not read once, at its first place, with sizes and first words."""
    for kind, where in _LEFT_OUT.items():
        texts = [text for text in policy.left_out if text.kind == kind]
        if texts:
            size, places = sum(text.size for text in texts), len(texts)
            shown = "; ".join(f"“{text.words}”" for text in texts[:MAX_NAMED]) + ("; …" if places > MAX_NAMED else "")
            unit = "bytes" if kind == "attachment" else "characters"
            count = f"{size:,} {unit}" + (f" in {places} places" if places > 1 else "")
            says = f"Left out as {where}, {count}: {shown}"
            yield Oddity(kind, *_line_around(policy.text, _next_word(policy.text, texts[0].start)), says)


def _next_word(text: str, offset: int) -> int:
    """Find the first printed character from an offset on; the last one before it where nothing follows."""
    after = next((n for n in range(offset, len(text)) if not text[n].isspace()), -1)
    return after if after >= 0 else max(0, len(text.rstrip()) - 1)
