"""Footnotes in Markdown → notes as a reader of the finished page sees them: "[^late]: Half price," → "[1] Half price,".

The lines of a note become one, blank ones take their places: a line's number is that of the file. Pure.
"""

import re
from itertools import count
from typing import Final

LONGEST_NAME: Final = 60  # characters between "[^" and "]"
_REFERENCE: Final = re.compile(rf"(?<!\\) ?\[\^([^\]\s]{{1,{LONGEST_NAME}}})\](?!:)")
_FURTHER: Final = r"\n(?![ \t]*\n|[ \t]*\[\^|#|[ \t]*(?:[-*+>|]\s|```|~~~))[^\n]+|\n(?:[ \t]*\n){1,3}(?: {4}|\t)[^\n]+"
_NOTE: Final = re.compile(
    rf"^ {{0,3}}\[\^(?P<name>[^\]\s]{{1,{LONGEST_NAME}}})\]:[ \t]*(?P<body>[^\n]*(?:{_FURTHER}){{0,200}})", re.MULTILINE
)

_CODE: Final = re.compile(
    r"(^(?:`{3}[^`\n]*\n(?:.*?\n)??`{3}|~{3}[^\n]*\n(?:.*?\n)??~{3})|`[^`\n]{1,300}`)", re.DOTALL | re.MULTILINE
)


def with_plain_notes(text: str) -> str:
    r"""Write footnotes out: "Open daily.[^s]\n[^s]: Not on\n    Mondays." → "Open daily. [1]\n[1] Not on Mondays.\n".

    A name that is a figure stays, others are counted in the order of the text. What has no note stays as it was typed.
    """
    if "[^" not in text:
        return text
    parts = _CODE.split(text)  # text, code, text …
    numbers = _numbers("\n".join(parts[::2]))
    parts[::2] = (_plain(part, numbers) for part in parts[::2])
    return "".join(parts)


def _numbers(text: str) -> dict[str, str]:
    """The names of the notes that are referred to, each with its number."""
    defined = {match["name"] for match in _NOTE.finditer(text)}
    names = [name for name in dict.fromkeys(_REFERENCE.findall(text)) if name in defined]
    free = (str(n) for n in count(1) if str(n) not in names)
    return {name: name if name.isdigit() else next(free) for name in names}


def _plain(text: str, numbers: dict[str, str]) -> str:
    text = _NOTE.sub(lambda match: _note(match, numbers), text)
    return _REFERENCE.sub(lambda match: f" [{numbers[match[1]]}]" if match[1] in numbers else match.group(), text)


def _note(match: re.Match[str], numbers: dict[str, str]) -> str:
    if match["name"] not in numbers:
        return match.group()
    body = match["body"]
    return f"[{numbers[match['name']]}] {' '.join(body.split())}" + "\n" * body.count("\n")
