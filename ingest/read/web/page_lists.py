"""Number the items of a page's lists as the page shows them: "3. ", "c. ", "iii. ", "- "."""

import re
from dataclasses import dataclass
from typing import Any, Final

from ingest.read.marks.counting import letters, roman
from ingest.read.web.look import Look

_TYPES: Final = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_STYLES: Final = frozenset(
    "decimal decimal-leading-zero lower-alpha lower-latin upper-alpha upper-latin lower-roman upper-roman none"
    " disc circle square".split()
)
ROMAN_LIMIT = 4000  # Roman numbers above are not written with letters alone


@dataclass(slots=True)
class OpenList:
    """A list that is being written."""

    style: str  # of list-style-type, "" for a list of bullets
    next: int  # the number of the next item
    step: int = 1  # -1 in a reversed list
    items: int = 0  # written so far


def open_list(node: Any, look: Look) -> OpenList:
    """Begin a list as its own attributes and style say."""
    style = _style(node, look)
    if node.tag != "ol":
        return OpenList(style if style in ("lower-roman", "lower-alpha", "decimal") else "", 1)
    if style in ("none", "disc", "circle", "square"):
        return OpenList("", 1)
    count = sum(1 for child in node if child.tag == "li")
    reverse = node.get("reversed") is not None
    first = _integer(node.get("start"), count if reverse else 1)
    return OpenList(style or _TYPES.get(node.get("type") or "1", "decimal"), first, -1 if reverse else 1)


def marker(node: Any, open_: OpenList, look: Look) -> str:
    """Return what the page prints before an item, and count on: "- ", "3. " or "iv. "."""
    number = _integer(node.get("value"), open_.next) if open_.style else open_.next
    open_.next = number + open_.step
    open_.items += 1
    style = _style(node, look) or _TYPES.get(node.get("type") or "", "") or open_.style
    if not style or style in ("none", "disc", "circle", "square"):
        return "- "
    return f"{written(number, style)}. "


def written(number: int, style: str) -> str:
    """Write a number in a style: (4, "lower-roman") → "iv", (28, "lower-alpha") → "ab", (7, "decimal") → "7"."""
    if style.endswith("roman") and 0 < number < ROMAN_LIMIT:
        text = roman(number)
    elif style.endswith(("alpha", "latin")) and number > 0:
        text = letters(number)
    else:
        return f"{number:02d}" if style == "decimal-leading-zero" else str(number)
    return text.upper() if style.startswith("upper") else text


def _style(node: Any, look: Look) -> str:
    declared = look.of(node, "list-style-type") or look.of(node, "list-style")
    return next((word for word in declared.split() if word in _STYLES), "")


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else otherwise
