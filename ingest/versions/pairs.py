"""Pair the clauses of two versions: those that say the same first, then those most alike.

A clause is paired at most once; what one clause has become in several is found in parts.py.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ingest.versions.likeness import Likeness, assigned, likeness
from ingest.versions.wording import Wording

ALIKE: Final = 0.5  # share of the words in order, from which two clauses are one reworded; by judgement
NEAR: Final = 0.34  # the same, where both have the same heading or id, or stand between the same neighbours
CLOSER: Final = 0.08  # added to the likeness for each of those, to choose between clauses much alike

Pairs = dict[int, int]  # number of the old clause → of the new one


def paired(old: Sequence[Wording], new: Sequence[Wording]) -> Pairs:
    """Pair what says the same, then what is alike."""
    pairs = dict(_same(old, new))
    left = [a for a in old if a.order not in pairs]
    taken = set(pairs.values())
    right = [b for b in new if b.order not in taken]
    return pairs | dict(_alike(left, right, pairs))


def moved(pairs: Pairs, sizes: Sequence[int]) -> set[int]:
    """The old clauses whose pair stands elsewhere: all but the longest run of pairs that kept their order.

    `sizes`: the words of each old clause; of two that changed places the shorter one moved.
    """
    stayed = _heaviest_run([pairs[a] for a in sorted(pairs)], [1 + sizes[a] for a in sorted(pairs)])
    return {a for n, a in enumerate(sorted(pairs)) if n not in stayed}


def _same(old: Sequence[Wording], new: Sequence[Wording]) -> Iterator[tuple[int, int]]:
    """The pairs with the same words: of several, those with the same id, then the same headings, then in order."""
    in_new: dict[str, list[Wording]] = defaultdict(list)
    for clause in new:
        in_new[clause.key].append(clause)
    in_old: dict[str, list[Wording]] = defaultdict(list)
    for clause in old:
        in_old[clause.key].append(clause)
    for key, clauses in in_old.items():
        yield from _in_turn(clauses, in_new.get(key, []))


def _in_turn(old: Sequence[Wording], new: Sequence[Wording]) -> Iterator[tuple[int, int]]:
    tests: tuple[Callable[[Wording], object], ...] = (
        lambda clause: (clause.id, clause.clause.path),
        lambda clause: clause.clause.path,
        lambda clause: clause.id,
        lambda _clause: None,
    )
    for test in tests:
        waiting: dict[object, deque[Wording]] = defaultdict(deque)
        for b in new:
            waiting[test(b)].append(b)
        chosen = [(a, queue.popleft()) for a in old if (queue := waiting[test(a)])]
        yield from ((a.order, b.order) for a, b in chosen)
        here, there = {a.order for a, _ in chosen}, {b.order for _, b in chosen}
        old = [a for a in old if a.order not in here]
        new = [b for b in new if b.order not in there]


def _alike(left: Sequence[Wording], right: Sequence[Wording], pairs: Pairs) -> Iterator[tuple[int, int]]:
    """The pairs that are most alike, of clauses that have none yet."""
    near = _neighbours(left, right, pairs)
    named = _same_ids(left, right)
    scores: Likeness = {}
    for (a, b), share in likeness(left, right, near | named).items():
        hints = ((a, b) in near) + _same_name(left[a], right[b])
        if share >= (NEAR if hints else ALIKE):
            scores[a, b] = share + CLOSER * hints
    for a, b in assigned(scores):
        yield left[a].order, right[b].order


def _same_name(a: Wording, b: Wording) -> bool:
    return a.id == b.id or (bool(a.heading) and a.heading == b.heading)


def _same_ids(left: Sequence[Wording], right: Sequence[Wording]) -> set[tuple[int, int]]:
    place = {b.id: n for n, b in enumerate(right)}
    return {(n, place[a.id]) for n, a in enumerate(left) if a.id in place}


def _neighbours(left: Sequence[Wording], right: Sequence[Wording], pairs: Pairs) -> set[tuple[int, int]]:
    """The pairs that stand behind the same pair, or before it: "A x B", "A y B" → (x, y)."""
    back = {b: a for a, b in pairs.items()}
    place = {b.order: n for n, b in enumerate(right)}
    near = set()
    for n, a in enumerate(left):
        for step in (-1, 1):
            beside = pairs.get(a.order + step)
            if beside is not None and beside - step in place and beside - step not in back:
                near.add((n, place[beside - step]))
    return near


def _heaviest_run(values: Sequence[int], weights: Sequence[int]) -> set[int]:
    """The places of the increasing run with the greatest weight: [0, 5, 1, 2] → {0, 2, 3}; n log n."""
    best: list[int] = []  # of each place: the weight of the heaviest run that ends there
    before: list[int] = []
    tree = [(0, -1)] * (max(values, default=0) + 2)  # a Fenwick tree of (weight, place) by value
    for n, value in enumerate(values):
        weight, last = _heaviest_below(tree, value)
        best.append(weight + weights[n])
        before.append(last)
        _put(tree, value + 1, (best[n], n))
    run: set[int] = set()
    n = max(range(len(values)), key=lambda n: best[n], default=-1)
    while n >= 0:
        run.add(n)
        n = before[n]
    return run


def _heaviest_below(tree: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    heaviest = (0, -1)
    while at > 0:
        heaviest = max(heaviest, tree[at])
        at -= at & -at
    return heaviest


def _put(tree: list[tuple[int, int]], at: int, entry: tuple[int, int]) -> None:
    while at < len(tree):
        tree[at] = max(tree[at], entry)
        at += at & -at
