"""Say how alike the clauses of two versions are, for the pairs that share any rare words: linear in their number.

Only this file knows scipy here: the sparse product of word counts finds the candidates, rapidfuzz compares their words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ingest.versions.wording import Wording

COMMON: Final = 0.25  # share of the clauses: a word that stands in more of them tells none apart
FEW: Final = 40  # clauses: in so few, no word is common
CANDIDATES: Final = 6  # clauses of the other version that are compared word by word with one
SMALLEST: Final = 1e-6

Likeness = dict[tuple[int, int], float]  # (number of the old clause, of the new one) → 0 to 1


def likeness(old: Sequence[Wording], new: Sequence[Wording], sure: Iterable[tuple[int, int]] = ()) -> Likeness:
    """Compare the clauses that share words, and the pairs of `sure`: the share of their words that stayed in order."""
    from rapidfuzz.distance import Indel

    pairs = {*_candidates(old, new), *sure}
    return {(a, b): float(Indel.normalized_similarity(old[a].words, new[b].words)) for a, b in sorted(pairs)}


def assigned(scores: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Choose pairs so that no clause is in two and the sum of the scores is greatest."""
    return [pair for block in _blocks(scores) for pair in _best(block, scores)]


def _candidates(old: Sequence[Wording], new: Sequence[Wording]) -> Iterator[tuple[int, int]]:
    """For each clause of either version, those of the other that share most of its rare words."""
    if not old or not new:
        return
    import numpy as np
    from scipy.sparse import csr_array

    weights, rows = _weighed([*old, *new])
    data = np.array([weights[word] for row in rows for word in row])
    columns = {word: n for n, word in enumerate(weights)}
    places = [columns[word] for row in rows for word in row]
    ends = np.cumsum([0, *map(len, rows)])
    matrix = csr_array((data, places, ends), shape=(len(rows), max(1, len(columns))))
    lengths = np.maximum(np.sqrt(matrix.multiply(matrix).sum(axis=1)), SMALLEST)
    shared = (matrix[: len(old)] @ matrix[len(old) :].T).tocsr()
    for a, b in _nearest(shared, lengths[len(old) :]):
        yield a, b
    for b, a in _nearest(shared.T.tocsr(), lengths[: len(old)]):
        yield a, b


def _weighed(clauses: Sequence[Wording]) -> tuple[dict[str, float], list[list[str]]]:
    """The weight of each word that is not common, by how few clauses have it, and those words of each clause."""
    from math import log

    sets = [dict.fromkeys(clause.words) for clause in clauses]
    counts: dict[str, int] = defaultdict(int)
    for row in sets:
        for word in row:
            counts[word] += 1
    most = max(FEW, COMMON * len(sets))
    weights = {word: 1 + log(len(sets) / count) for word, count in counts.items() if 1 < count <= most}
    return weights, [[word for word in row if word in weights] for row in sets]


def _nearest(shared: "object", lengths: "object") -> Iterator[tuple[int, int]]:
    """The columns of each row that have the greatest product by the column's length."""
    import numpy as np

    indptr, indices, data = shared.indptr, shared.indices, shared.data  # type: ignore[attr-defined]
    for row in range(len(indptr) - 1):
        columns = indices[indptr[row] : indptr[row + 1]]
        scores = data[indptr[row] : indptr[row + 1]] / lengths[columns]  # type: ignore[index]
        for best in np.argsort(-scores, kind="stable")[:CANDIDATES]:
            yield row, int(columns[best])


def _blocks(scores: Mapping[tuple[int, int], float]) -> Iterator[list[tuple[int, int]]]:
    """The pairs in blocks that share no clause: each is assigned by itself, so that the whole stays small."""
    if not scores:
        return
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first = np.array([a for a, _ in scores])
    second = np.array([b for _, b in scores]) + first.max() + 1
    size = int(second.max()) + 1
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(size, size))
    _, block = connected_components(graph, directed=False)
    blocks: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in scores:
        blocks[int(block[pair[0]])].append(pair)
    yield from blocks.values()


def _best(block: Sequence[tuple[int, int]], scores: Mapping[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    """The best assignment inside one block."""
    if len(block) == 1:
        yield block[0]
        return
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows = sorted({a for a, _ in block})
    columns = sorted({b for _, b in block})
    row, column = {a: n for n, a in enumerate(rows)}, {b: n for n, b in enumerate(columns)}
    table = np.zeros((len(rows), len(columns)))
    for pair in block:
        table[row[pair[0]], column[pair[1]]] = scores[pair]
    for n, m in zip(*linear_sum_assignment(table, maximize=True), strict=True):
        if table[n, m] > 0:
            yield rows[n], columns[m]
