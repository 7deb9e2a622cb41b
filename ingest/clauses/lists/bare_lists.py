"""Find list items that have no bullet: lines after a ":", up to where their list ends.

    "We collect the following:"     leads the list in
    "Full name"                     item
    "Email address"                 item
    "Your rights"                   no item: a heading, as a paragraph follows

Lines with a bullet or a number are known before: blocks.py reads them.
"""

import re
from collections.abc import Sequence
from typing import Final

from ingest.clauses import headings
from ingest.clauses.lines import Line

MAX_BARE: Final = 130  # characters of an item without a full stop; the longest in policies/ has 117
LEAD_IN_REACH: Final = 40  # characters at the end of a line in which its lead-in is looked for
LEAD_IN: Final = re.compile(r"(?::|\bincluding|\bto the following|\bfollowing)[*_]{0,3}$")
_HEADING_OPENERS: Final = frozenset("the your our how what who why when where which changes children contact".split())
_LAST_ITEM: Final = re.compile(r"(?:any |all )?other\b|and\b|or\b|etc\b", re.IGNORECASE)


def bare_lists(texts: Sequence[str | None], lines: Sequence[Line]) -> set[int]:
    """Find the indices of the lines that are items without a bullet. A None text is a line known for something else."""
    items: set[int] = set()
    n = 1
    while n < len(texts):
        led_in = n - 1 not in items and LEAD_IN.search(lines[n - 1].text[-LEAD_IN_REACH:])
        end = _list_end(texts, lines, n) if led_in and texts[n] is not None else n
        items.update(range(n, end))
        n = max(end, n + 1)
    return items


def _list_end(texts: Sequence[str | None], lines: Sequence[Line], n: int) -> int:
    """Find the end of the list that begins at line n; n itself when none does."""
    first = texts[n] or ""
    if headings.item_label(first):
        return _labelled_end(texts, n)
    if first.endswith((";", ",")):
        return _chained_end(texts, n)
    return _short_end(texts, lines, n)


def _labelled_end(texts: Sequence[str | None], n: int) -> int:
    """Go on while items have a label: "Account data: your name."."""
    end = n
    while end < len(texts) and headings.item_label(texts[end] or ""):
        end += 1
    return end


def _chained_end(texts: Sequence[str | None], n: int) -> int:
    """Go on while items end in ";" or ","; the first that does not is the last item."""
    end = n
    while end < len(texts) and re.search(r"[;,](?: and| or)?$", texts[end] or ""):
        end += 1
    return end + 1 if end < len(texts) and texts[end] is not None else end


def _short_end(texts: Sequence[str | None], lines: Sequence[Line], n: int) -> int:
    """Go on while lines are short and have no full stop; the last of them may be the next heading."""
    end = n
    while end < len(texts) and _short(texts[end]) and (end == n or lines[end].gap <= lines[n].gap):
        end += 1
    if n < end < len(texts) and texts[end] is not None and _is_heading(texts, n, end - 1):
        end -= 1
    return end if end - n > 1 else n


def _short(text: str | None) -> bool:
    return text is not None and len(text) <= MAX_BARE and text[-1] not in ".:?!" and not re.search(r"[.?!:] ", text)


def _is_heading(texts: Sequence[str | None], first: int, n: int) -> bool:
    """Whether short line n, the last before a paragraph, is a heading and no item of the list begun at `first`."""
    openers = {_first_word(text or "") for text in texts[first:n]}
    opens = _first_word(texts[n] or "") in _HEADING_OPENERS - openers
    return n > first and (opens or _LAST_ITEM.match(texts[n - 1] or "") is not None)


def _first_word(text: str) -> str:
    return text.split(None, 1)[0].lower() if text else ""
