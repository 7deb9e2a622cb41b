"""Find clauses that were split or merged: words of one clause that now stand in several, or of several in one.

"We keep it. We sell none."  →  "We keep it." | "We sell none."   the first clause's words in two parts
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.versions.change import Side
from ingest.versions.pairs import Pairs
from ingest.versions.wording import Wording, words

INSIDE: Final = 0.6  # share of a clause's word triples that stand in the other, from which it was a part of it
ELSEWHERE: Final = 0.5  # of those, the share that the other's pair may have too: then it is no part but a repetition
FEWEST_WORDS: Final = 5  # of a part: fewer say nothing about where they came from
RUN: Final = 3  # words that are compared together
_WORD = re.compile(r"\w+")

Groups = dict[int, list[int]]  # number of the clause that is whole → of its parts, in the order of its words


def groups(whole: Sequence[Wording], parts: Sequence[Wording], pairs: Pairs) -> Groups:
    """Find the clauses of one version whose words stand in several clauses of the other.

    `pairs`: from the clauses of `whole` to those of `parts`. A clause of `parts` that has a pair is a part only of it.
    """
    taken = set(pairs.values())
    same = {a for a, b in pairs.items() if whole[a].key == parts[b].key}
    homes = _homes([clause for clause in whole if clause.order not in same])
    by_home: Groups = defaultdict(list)
    for part in parts:
        if part.order not in taken and len(part.words) >= FEWEST_WORDS:
            home = _home(part, homes, pairs, parts)
            if home is not None:
                by_home[home].append(part.order)
    for home, orders in by_home.items():
        if home in pairs:
            orders.append(pairs[home])
    return {home: _in_order(whole[home], parts, orders) for home, orders in by_home.items()}


def cut(whole: Wording, parts: Sequence[Wording]) -> list[Side]:
    """Cut a clause into as many sides as it has parts; none where one of them would have no words."""
    clause = whole.clause
    starts = [0, *_starts(clause.text, [part.clause.text for part in parts]), len(clause.text)]
    if any(not clause.text[start:end].strip() for start, end in pairwise(starts)):
        return []
    return [Side(clause, clause.start + start, clause.start + end) for start, end in pairwise(starts)]


def _starts(text: str, parts: Sequence[str]) -> list[int]:
    """The offsets into a text at which its parts but the first begin; the text's length for one that is not in it."""
    from rapidfuzz.distance import Indel

    places = [match.span() for match in _WORD.finditer(text)]
    owners = [n for n, part in enumerate(parts) for _ in words(part)]
    first = [len(text)] * len(parts)
    for step in Indel.opcodes([text[a:b].casefold() for a, b in places], [w for part in parts for w in words(part)]):
        for n in range(step.dest_start, step.dest_end if step.tag == "equal" else step.dest_start):
            at = places[step.src_start + n - step.dest_start][0]
            first[owners[n]] = min(first[owners[n]], at)
    return [_with_marks(text, at) for at in first[1:]]


def _with_marks(text: str, at: int) -> int:
    """The offset of the marks that stand before a word: "Sold. **We" at 8 → 6."""
    before = text[:at]
    return at - len(before) + len(before.rstrip("*_#([“\"‘'-•> \t"))


def _runs(of: Sequence[str]) -> dict[tuple[str, ...], int]:
    """The word triples of a text, and where each stands last."""
    return {tuple(of[n : n + RUN]): n for n in range(max(1, len(of) - RUN + 1))}


def _homes(clauses: Sequence[Wording]) -> Mapping[tuple[str, ...], list[int]]:
    """Word triples → the clauses that they stand in."""
    homes: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for clause in clauses:
        for run in _runs(clause.words):
            homes[run].append(clause.order)
    return homes


def _home(
    part: Wording, homes: Mapping[tuple[str, ...], list[int]], pairs: Pairs, parts: Sequence[Wording]
) -> int | None:
    """The clause that holds most of a part's words, where they are not also those of its pair."""
    inside: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    runs = _runs(part.words)
    for run in runs:
        for order in homes.get(run, ()):
            inside[order].append(run)
    home = max(inside, key=lambda order: (len(inside[order]), -order), default=None)
    if home is None or len(inside[home]) < INSIDE * len(runs):
        return None
    if home in pairs:
        repeated = _runs(parts[pairs[home]].words)
        if sum(run in repeated for run in inside[home]) > ELSEWHERE * len(inside[home]):
            return None
    return home


def _in_order(whole: Wording, parts: Sequence[Wording], orders: Sequence[int]) -> list[int]:
    """Parts in the order in which their words stand in the whole clause."""
    place = _runs(whole.words)
    middles = {}
    for order in orders:
        places = [place[run] for run in _runs(parts[order].words) if run in place]
        middles[order] = (median(places) if places else -1.0, order)
    return sorted(orders, key=middles.__getitem__)
