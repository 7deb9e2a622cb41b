"""Lists that lost their bullets: which lines after a ":" are its items, and where they end. Pure.

Refuses to know bullets and numbers: ingest/blocks.py has taken those lines out before.
"""

import re
from collections.abc import Sequence
from typing import Final

from ingest.clauses import headings
from ingest.clauses.lines import Line

MAX_BARE = 130  # characters of an unpunctuated item; the longest in the five policies has 117
LEAD_IN = re.compile(r"(?::|\bincluding|\bto the following|\bfollowing)[*_]{0,3}$")
# Verbs that items begin with when they say what data is used for: "Provide the functions", "Improve customer service".
_VERBS: Final = frozenset(
    "access administer analyze analyse answer assess audit authenticate bill carry collect communicate complete"
    " comply conduct contact create customize deliver detect determine develop diagnose display enable enforce"
    " engage ensure establish evaluate exercise facilitate fix fulfill help identify implement improve inform"
    " investigate keep learn maintain make manage market measure meet monitor notify offer operate optimize"
    " perform personalize prevent process promote protect provide receive register remember remove request resolve"
    " respond run safeguard secure sell send serve set show stop store supply support tailor test track transfer"
    " understand update use verify".split(),
)
_HEADING_OPENERS = frozenset("the your our how what who why when where which changes children contact".split())
_LAST_ITEM = re.compile(r"(?:any |all )?other\b|and\b|or\b|etc\b", re.IGNORECASE)


def bare_lists(texts: Sequence[str | None], rows: Sequence[Line]) -> set[int]:
    """Indices of the lines that are items without a bullet. A None text is a line already known for something else."""
    items: set[int] = set()
    n = 1
    while n < len(texts):
        if texts[n] is not None and LEAD_IN.search(rows[n - 1].text[-40:]) and n - 1 not in items:
            last = _list_end(texts, rows, n)
            items.update(range(n, last))
            n = max(last, n + 1)
        else:
            n += 1
    return items


def _list_end(texts: Sequence[str | None], rows: Sequence[Line], n: int) -> int:
    """Behind the last item of the list that begins at line n; n itself when no list does."""
    first = texts[n] or ""
    if headings.item_label(first):
        return _labelled_end(texts, n)
    if first.endswith((";", ",")):
        return _chained_end(texts, n)
    return _short_end(texts, rows, n)


def _labelled_end(texts: Sequence[str | None], n: int) -> int:
    last = n
    while last < len(texts) and headings.item_label(texts[last] or ""):
        last += 1
    return last


def _chained_end(texts: Sequence[str | None], n: int) -> int:
    """Items that end in ";" or "," go on up to the first that does not."""
    last = n
    while last < len(texts) and texts[last] is not None and re.search(r"[;,](?: and| or)?$", texts[last] or ""):
        last += 1
    return min(last + 1, len(texts)) if last < len(texts) and texts[last] is not None else last


def _short_end(texts: Sequence[str | None], rows: Sequence[Line], n: int) -> int:
    """Short lines without a full stop are items; the last of them may be the next heading."""
    last = n
    while last < len(texts) and _short(texts[last]) and (last == n or rows[last].gap <= rows[n].gap):
        last += 1
    if last < len(texts) and texts[last] is not None and last > n and _heads(texts, n, last - 1):
        last -= 1
    return last if last - n > 1 else n


def _short(text: str | None) -> bool:
    return text is not None and len(text) <= MAX_BARE and text[-1] not in ".:?!" and not re.search(r"[.?!:] ", text)


def _heads(texts: Sequence[str | None], first: int, n: int) -> bool:
    """Whether short line n, the last before a paragraph, is a heading and no item of the list begun at first."""
    items = [_first_word(t) for t in texts[first:n] if t]
    word = _first_word(texts[n] or "")
    verbs = sum(1 for w in items if w in _VERBS) * 2 > len(items)
    if n == first or (verbs and word in _VERBS):
        return False
    return verbs or word in _HEADING_OPENERS - set(items) or bool(_LAST_ITEM.match(texts[n - 1] or ""))


def _first_word(text: str) -> str:
    return text.split(None, 1)[0].lower() if text else ""
