r"""Show untrusted text as it is written: escaped, in its own direction, with what reorders words made visible.

"Acme \u202esells data" → "Acme ⟨U+202E⟩sells data".
"""

import re
import unicodedata

from markupsafe import Markup, escape

BRIEF = 180  # characters of a quote, or of a clause that was looked at, while it is folded

# Marks, embeddings, overrides and isolates of the bidirectional algorithm: what is read is not what is written.
_REORDERING = re.compile("([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])")


# What a Markdown file types and its finished page does not show. Tags that could do more than end a line stay text.
_TYPED = re.compile(r"(<br ?/?>|(?<![\w*])\*\*(?=[^\s*])[^*\n]+(?<=\S)\*\*(?![\w*]))", re.IGNORECASE)


def visible(text: str) -> Markup:
    """Escape a text and keep its direction apart from what stands beside it."""
    return Markup("<bdi>{}</bdi>").format(readable(text))


def readable(text: str) -> Markup:
    """Escape a text; a character that would reorder the words around it is shown by its number.

    A typed "<br>" ends a line and "**two years**" is bold, as in the finished page; what was typed stays in the text,
    unseen, so that what is selected and copied is verbatim.
    """
    parts = _REORDERING.split(text)  # every second one is a character that was split at
    return Markup("").join(_number_of(part) if n % 2 else _finished(part) for n, part in enumerate(parts))


def _finished(text: str) -> Markup:
    """Escape a text; what is typed for a line's end or for bold letters does what it is for."""
    parts = _TYPED.split(text)  # every second one is typed
    return Markup("").join(_does(part) if n % 2 else escape(part) for n, part in enumerate(parts))


def _does(typed: str) -> Markup:
    if typed.startswith("*"):
        stars = Markup('<span class="typed" aria-hidden="true">**</span>')
        return Markup("{}<strong>{}</strong>{}").format(stars, _finished(typed[2:-2]), stars)
    return Markup('<span class="typed" aria-hidden="true">{}</span><br>').format(typed)


def _number_of(character: str) -> Markup:
    """Name a character: ⟨U+202E⟩, in an isolate of its own, so that dir="auto" does not read its letters."""
    return Markup('<bdi class="turning" title="{}">⟨U+{:04X}⟩</bdi>').format(
        unicodedata.name(character).lower(), ord(character)
    )


def clipped(text: str, length: int = BRIEF) -> str:
    """Cut a text to one line of `length` characters, at a word."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0] + " …"
