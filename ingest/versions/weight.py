"""Weigh a change: what matters in it, and how much. First what changes a right, a duty or a number; last layout.

"kept 30 days" → "kept 90 days": ("period",), 0.86
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.versions.change import Edit
from ingest.versions.mentions import Mention, mentions, says_its_date, touched
from ingest.versions.wording import words

# How much each class matters, 0 to 1. By judgement, not fitted: what a lawyer would read first.
WEIGHTS: Final = {
    "negation": 0.88, "period": 0.85, "amount": 0.85, "right": 0.8, "modal": 0.8, "number": 0.75, "liability": 0.75,
    "practice": 0.65, "party": 0.65, "item": 0.6, "term": 0.55, "bound": 0.55, "date": 0.45, "address": 0.4,
    "wording": 0.3, "heading": 0.15, "reference": 0.12, "place": 0.1, "numbering": 0.06, "spelling": 0.05,
    "layout": 0.02,
}  # fmt: skip
POLICY_DATE: Final = 0.14  # of a line that only tells when the policy was made
SMALLER: Final = 0.6  # of "any", "after" and the like, beside the other bounds: said in every second sentence
MORE: Final = 0.1  # added, at most, for many classes and many words
MANY: Final = 8  # classes that are all there can be
LONG: Final = 60  # words of a change that are many
ALIKE: Final = 75  # 0 to 100: a word that became another one so alike was misspelt
_COMMA_ITEM = re.compile(r"(?:(?:and|or)\s)?[\w’'/ -]{2,40}[,;]?|[,;]\s?(?:(?:and|or)\s)?[\w’'/ -]{2,40}")
_ITEM = re.compile(r"^\s*(?:[-*+•●▪◦‣·]|\(?\w{1,3}[.)])\s+[\w“\"*(]", re.MULTILINE)

Weighed = tuple[float, tuple[str, ...]]


def weighed(old: str, new: str, edits: Sequence[Edit], *, item: bool) -> Weighed:
    """The weight of a change of words, and what matters in it; one side may be "". `item`: it is an item of a list."""
    if not old or not new:
        named = {mention.kind for mention in mentions(old or new)} | ({"item"} if item else set()) | {"wording"}
        return _sum(named, len(words(old or new)))
    named = set(_named(old, new, edits))
    if named <= {"date", "number", "wording", "layout"} and "date" in named and _tells_its_date(old, new, edits):
        return POLICY_DATE, ("date",)
    return _sum(named, sum(len(words(old[edit.start : edit.end])) + len(words(edit.words)) for edit in edits))


def _sum(named: set[str], size: int) -> Weighed:
    """The greatest weight, a little more for more classes and more words."""
    ranked = sorted(named, key=lambda name: (-WEIGHTS[name], name))
    if not ranked:
        return 0.0, ()
    share = (min(1, (len(ranked) - 1) / MANY) + min(1, size / LONG)) / 2
    greatest = WEIGHTS[ranked[0]]
    return round(greatest + (MORE * share if greatest >= WEIGHTS["wording"] else 0), 3), tuple(ranked)


def _new_spans(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """The spans of the new text that edits put there."""
    spans, shift = [], 0
    for edit in edits:
        start = edit.start + shift
        spans.append((start, start + len(edit.words)))
        shift += len(edit.words) - (edit.end - edit.start)
    return spans


def _named(old: str, new: str, edits: Sequence[Edit]) -> Iterator[str]:
    """The classes in which the edited words differ, then what else the edits are."""
    edited = [edit for edit in edits if old[edit.start : edit.end].strip() or edit.words.strip()]
    before = touched(old, [(edit.start, edit.end) for edit in edited])
    after = touched(new, _new_spans_of(edited, edits))
    kinds = dict.fromkeys(mention.kind for mention in (*before, *after))
    differ = {kind for kind in kinds if _of(kind, before) != _of(kind, after)}
    yield from differ
    if _items(old) != _items(new) or any(_comma_item(old, edit) for edit in edited):
        yield "item"
    yield from _rest(old, new, edited, differ)


def _new_spans_of(some: Sequence[Edit], edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """The spans of the new text that some of the edits put there."""
    chosen = set(some)
    return [span for edit, span in zip(edits, _new_spans(edits), strict=True) if edit in chosen]


def _of(kind: str, among: Sequence[Mention]) -> list[str]:
    return [mention.words for mention in among if mention.kind == kind]


def _rest(old: str, new: str, edits: Sequence[Edit], differ: set[str]) -> Iterator[str]:
    """What the edits are beside the classes: other words, spelling, or marks and capitals only."""
    if not edits:
        return
    swaps = [(words(old[edit.start : edit.end]), words(edit.words)) for edit in edits]
    if words(old) == words(new):
        yield "layout"
    elif not differ and all(_respelt(before, after) for before, after in swaps):
        yield "spelling"
    elif any(before != after for before, after in swaps):
        yield "wording"


def _respelt(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether each word became one so alike that it was misspelt: "recieve" → "receive"; no plurals of short words."""
    from rapidfuzz import fuzz

    if "".join(before) == "".join(after):  # "e-mail" → "email"
        return True
    return len(before) == len(after) and all(
        a == b or (a[:1] == b[:1] and fuzz.ratio(a, b) >= ALIKE) for a, b in zip(before, after, strict=True)
    )


def _items(text: str) -> int:
    """How many items of a list a text has."""
    return len(_ITEM.findall(text))


def _comma_item(old: str, edit: Edit) -> bool:
    """Whether an edit only took or put one item of an enumeration: "name, email, phone" → "name, phone"."""
    removed, added = old[edit.start : edit.end].strip(), edit.words.strip()
    if bool(removed) == bool(added):
        return False
    around = old[max(0, edit.start - 2) : edit.start] + old[edit.end : edit.end + 1]
    words_ = removed or added
    return "," in words_ + around and _COMMA_ITEM.fullmatch(words_) is not None


def _tells_its_date(old: str, new: str, edits: Sequence[Edit]) -> bool:
    """Whether all that changed stands in lines that tell when the policy was made."""
    lines = [_line(old, edit.start) for edit in edits] + [_line(new, start) for start, _ in _new_spans(edits)]
    return all(says_its_date(line) for line in lines)


def _line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]
