"""Mark what changed between two texts, word by word: "kept 30 days", "kept 90 days" → Edit(5, 7, "90").

The edits are exact to the character: blanks that changed are edits of their own, so that a reader may be spared them.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from ingest.versions.change import Edit

FEW_WORDS: Final = 2  # words that stayed between two edits of more: shown as one edit, they read better
# A word with what holds it together ("e-mail", "30.5", "don't"), or one mark; with the blanks behind it.
_TOKEN = re.compile(r"(?:\w+(?:[-.,'’@/]\w+)*|[^\w\s])\s*|\s+")
_WORD = re.compile(r"\w+")

Piece = tuple[str, str]  # "kept", "gone" or "came", and the words


def edits(old: str, new: str) -> tuple[Edit, ...]:
    """Find the edits that make `new` of `old`, in text order."""
    if old == new:
        return ()
    return tuple(_trimmed(edit, old) for edit in _joined(list(_raw(old, new)), old))


def pieces(old: str, changed: Sequence[Edit]) -> Iterator[Piece]:
    """Cut both texts into what stayed, went and came, for a reader: "a b", (Edit(2, 3, "c"),) → kept a, gone b, came c.

    Edits of nothing but blanks are told as what stayed.
    """
    end = 0
    for edit in changed:
        if edit.start > end:
            yield "kept", old[end : edit.start]
        went = old[edit.start : edit.end]
        if went.strip() or edit.words.strip():
            yield from ((name, text) for name, text in (("gone", went), ("came", edit.words)) if text)
        else:
            yield "kept", edit.words
        end = edit.end
    if end < len(old):
        yield "kept", old[end:]


def _raw(old: str, new: str) -> Iterator[Edit]:
    """The edits of single runs of words, and of the blanks behind words that stayed."""
    from rapidfuzz.distance import Indel

    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    starts = [0]
    for token in before:
        starts.append(starts[-1] + len(token))
    steps = Indel.opcodes([token.rstrip() for token in before], [token.rstrip() for token in after])
    for step in steps:
        if step.tag != "equal":
            yield Edit(starts[step.src_start], starts[step.src_end], "".join(after[step.dest_start : step.dest_end]))
            continue
        for n in range(step.src_end - step.src_start):
            was, now = before[step.src_start + n], after[step.dest_start + n]
            if was != now:
                word_end = starts[step.src_start + n] + len(was.rstrip())
                yield Edit(word_end, starts[step.src_start + n + 1], now[len(now.rstrip()) :])


def _trimmed(edit: Edit, old: str) -> Edit:
    """The edit without the blanks at the end that went and came again."""
    removed, added = old[edit.start : edit.end], edit.words
    blanks = added[len(added.rstrip()) :]
    if not blanks or not added.strip() or removed[len(removed.rstrip()) :] != blanks:
        return edit
    return Edit(edit.start, edit.end - len(blanks), added[: -len(blanks)])


def _joined(raw: Sequence[Edit], old: str) -> Iterator[Edit]:
    """Join edits between which next to nothing stayed."""
    if not raw:
        return
    gathered = raw[0]
    for former, edit in pairwise(raw):
        between = old[gathered.end : edit.start]
        if _belongs(former, edit, between, old):
            gathered = Edit(gathered.start, edit.end, gathered.words + between + edit.words)
        else:
            yield gathered
            gathered = edit
    yield gathered


def _belongs(former: Edit, edit: Edit, between: str, old: str) -> bool:
    """Whether an edit reads as one with the one before it."""
    if not _size(former, old) or not _size(edit, old):  # blanks only
        return not between
    stayed = len(_WORD.findall(between))
    return stayed == 0 or (stayed <= FEW_WORDS and min(_size(former, old), _size(edit, old)) > FEW_WORDS)


def _size(edit: Edit, old: str) -> int:
    """How many words and marks an edit takes and puts."""
    return len((old[edit.start : edit.end] + " " + edit.words).split())
