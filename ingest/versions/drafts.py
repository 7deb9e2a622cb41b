"""Say what became of each clause: the kind of change and its two sides, not yet marked or weighed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from ingest.versions.change import Kind, Side
from ingest.versions.pairs import Pairs, moved, paired
from ingest.versions.parts import cut, groups
from ingest.versions.wording import Wording

Draft = tuple[Kind, Side | None, Side | None]


@dataclass
class _Compared:
    """Two versions, and which of their clauses have a draft already."""

    before: Sequence[Wording]
    after: Sequence[Wording]
    pairs: Pairs
    told_before: set[int] = field(default_factory=set)  # numbers of clauses
    told_after: set[int] = field(default_factory=set)


def drafted(before: Sequence[Wording], after: Sequence[Wording]) -> list[Draft]:
    """Say what became of each clause; every clause of both versions is in one draft, or in parts in several."""
    compared = _Compared(before, after, paired(before, after))
    return list(chain(_splits(compared), _merges(compared), _paired(compared), _alone(compared)))


def _splits(compared: _Compared) -> Iterator[Draft]:
    before, after = compared.before, compared.after
    for a, parts in groups(before, after, compared.pairs).items():
        sides = cut(before[a], [after[b] for b in parts]) if len(parts) > 1 else []
        if sides and not compared.told_after & set(parts):
            compared.told_before.add(a)
            compared.told_after.update(parts)
            yield from (("split", side, _whole(after[b])) for side, b in zip(sides, parts, strict=True))


def _merges(compared: _Compared) -> Iterator[Draft]:
    before, after = compared.before, compared.after
    for b, parts in groups(after, before, {b: a for a, b in compared.pairs.items()}).items():
        sides = cut(after[b], [before[a] for a in parts]) if len(parts) > 1 else []
        if sides and b not in compared.told_after and not compared.told_before & set(parts):
            compared.told_after.add(b)
            compared.told_before.update(parts)
            yield from (("merged", _whole(before[a]), side) for side, a in zip(sides, parts, strict=True))


def _paired(compared: _Compared) -> Iterator[Draft]:
    """The clauses that have a pair and are in no split or merger."""
    before, after = compared.before, compared.after
    covered = compared.told_before, compared.told_after
    left = {a: b for a, b in compared.pairs.items() if a not in covered[0] and b not in covered[1]}
    elsewhere = moved(left, [len(clause.words) for clause in before])
    for a, b in left.items():
        yield _kind(before[a], after[b], moved=a in elsewhere), _whole(before[a]), _whole(after[b])
    covered[0].update(left)
    covered[1].update(left.values())


def _alone(compared: _Compared) -> Iterator[Draft]:
    gone = (clause for clause in compared.before if clause.order not in compared.told_before)
    come = (clause for clause in compared.after if clause.order not in compared.told_after)
    yield from (("removed", _whole(clause), None) for clause in gone)
    yield from (("added", None, _whole(clause)) for clause in come)


def _whole(wording: Wording) -> Side:
    return Side(wording.clause, wording.clause.start, wording.clause.end)


def _kind(old: Wording, new: Wording, *, moved: bool) -> Kind:
    """What became of a clause that has a pair."""
    if old.body != new.body:
        return "reworded"
    if _renamed(old, new):
        return "renamed"
    if moved:
        return "moved"
    return "renumbered" if old.numbers != new.numbers else "unchanged"


def _renamed(old: Wording, new: Wording) -> bool:
    """Whether a heading changed; not where the heading of the section around is only printed with another clause."""
    shorter, longer = sorted((old.heading, new.heading), key=len)
    around = old.clause.path == new.clause.path and longer[len(longer) - len(shorter) :] == shorter
    return old.heading != new.heading and not around
