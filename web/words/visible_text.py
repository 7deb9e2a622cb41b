r"""Show untrusted text as it is written: escaped, in its own direction, with what reorders words made visible.

"Acme \u202esells data" → "Acme ⟨U+202E⟩sells data".
"""

import re
import unicodedata

from markupsafe import Markup

BRIEF = 180  # characters of a quote, or of a clause that was looked at, while it is folded

# Marks, embeddings, overrides and isolates of the bidirectional algorithm: what is read is not what is written.
_REORDERING = re.compile("([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])")


def visible(text: str) -> Markup:
    """Escape a text and keep its direction apart from what stands beside it."""
    return Markup("<bdi>{}</bdi>").format(readable(text))


def readable(text: str) -> Markup:
    """Escape a text; a character that would reorder the words around it is shown by its number."""
    parts = _REORDERING.split(text)  # every second one is a character that was split at
    return Markup("").join(_number_of(part) if n % 2 else part for n, part in enumerate(parts))


def _number_of(character: str) -> Markup:
    """Name a character: ⟨U+202E⟩, in an isolate of its own, so that dir="auto" does not read its letters."""
    return Markup('<bdi class="turning" title="{}">⟨U+{:04X}⟩</bdi>').format(
        unicodedata.name(character).lower(), ord(character)
    )


def clipped(text: str, length: int = BRIEF) -> str:
    """Cut a text to one line of `length` characters, at a word."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0] + " …"
