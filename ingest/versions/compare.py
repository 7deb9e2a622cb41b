"""Compare two versions of a policy clause by clause: which were reworded, moved, split …, the weighty changes first."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ingest.clauses.clause import Clause
from ingest.clauses.sentences import split_sentences
from ingest.policy import Policy
from ingest.versions.change import Change, Edit, Kind, Side
from ingest.versions.drafts import Draft, drafted
from ingest.versions.marking import edits
from ingest.versions.weight import WEIGHTS, Weighed, weighed
from ingest.versions.wording import Wording, words

MOVED_WORDS: Final = 5  # of a sentence: shorter ones may stand in several clauses by chance
CLAIMS: Final = {"negation", "modal", "period", "amount"}  # what in a heading says more than what its section is about
# What a kind of change changes by itself, whatever words it changes beside.
_BY_KIND: Final = {
    "unchanged": "", "moved": "place", "renumbered": "numbering", "renamed": "heading", "split": "place",
    "merged": "place",
}  # fmt: skip
QUIET: Final = WEIGHTS["heading"]  # changes up to this weight change nothing but names, places, numbers and layout

Version = Policy | Path | Sequence[Clause]


def changes(old: Version, new: Version) -> tuple[Change, ...]:
    """Compare two versions, each a policy, a file, or the clauses of one. The weightiest change is first.

    Of two that weigh the same, the one that stands first in the new version. Unchanged clauses come last.
    """
    before, after = _wordings(old), _wordings(new)
    drafts = drafted(before, after)
    shifted = _shifted_sentences(drafts)
    all_changes = [_change(draft, shifted) for draft in drafts]
    return tuple(sorted(all_changes, key=lambda change: (-change.weight, change.kind == "unchanged", _place(change))))


def _wordings(version: Version) -> list[Wording]:
    if isinstance(version, Path):
        from ingest.read.policy_file import read_policy

        version = read_policy(version)
    if isinstance(version, Policy):
        from ingest.clauses.split import split

        version = split(version)
    return [Wording(clause, n) for n, clause in enumerate(version)]


def _place(change: Change) -> tuple[int, int]:
    side = change.new or change.old
    return (side.start if side else 0, 0 if change.new else 1)


def _sentences(side: Side | None) -> Counter[str]:
    return Counter(split_sentences(side.text)) if side else Counter()


def _shifted_sentences(drafts: Sequence[Draft]) -> set[str]:
    """The sentences that went from some reworded clauses and came into others."""
    went: set[str] = set()
    came: set[str] = set()
    for kind, old, new in drafts:
        if kind in ("reworded", "added", "removed"):
            before, after = _sentences(old), _sentences(new)
            went |= set(before - after)
            came |= set(after - before)
    return {sentence for sentence in went & came if len(words(sentence)) >= MOVED_WORDS}


def _only_shifted(old: Side, new: Side, shifted: set[str]) -> bool:
    """Whether two clauses differ in nothing but sentences that stand elsewhere now, in them or in other clauses."""
    before, after = _sentences(old), _sentences(new)
    differ = {*(before - after), *(after - before)}
    return differ <= shifted


def _change(draft: Draft, shifted: set[str]) -> Change:
    kind, old, new = draft
    before, after = (old.text if old else ""), (new.text if new else "")
    changed = edits(before, after)
    if kind == "reworded" and old and new and _only_shifted(old, new, shifted):
        kind = "moved"
    return Change(kind, *_weight(draft, kind, changed), old, new, changed)


def _weight(draft: Draft, kind: Kind, changed: Sequence[Edit]) -> Weighed:
    """The weight of a change and what matters in it: of its words, or else of the kind itself."""
    _, old, new = draft
    side = new or old
    if kind not in _BY_KIND:
        item = bool(side and side.clause.lead)
        return weighed(old.text if old else "", new.text if new else "", changed, item=item)
    name = _BY_KIND[kind]
    least = (WEIGHTS[name], (name,)) if name else (0.0, ())
    if kind in ("unchanged", "moved", "renumbered") or not (old and new):
        return least
    weight, what = weighed(old.text, new.text, changed, item=False)
    if kind == "renamed" and not CLAIMS & set(what):  # a heading may be a claim: "We do not sell your data"
        return least
    return max(weight, least[0]), tuple(dict.fromkeys((*what, name)))
