"""Weigh words by how rare they are in a policy: what stands in every clause tells no clause apart."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from assistant.english.meanings import meanings
from ingest.clauses.clause import Clause

LEAST = 0.1  # nats that a word counts even where every clause has it


class Rarities:
    """The rarity of words in each policy of an index, counted once a policy."""

    def __init__(self, clauses_of: Mapping[str, Sequence[Clause]]) -> None:
        self._clauses_of = clauses_of
        self._by_policy: dict[str, Callable[[str], float]] = {}

    def __call__(self, policy_id: str) -> Callable[[str], float]:
        """Return how many nats a meaning counts in a policy."""
        if policy_id not in self._by_policy:  # two threads may count the same: the result is one
            self._by_policy[policy_id] = rarity(self._clauses_of[policy_id])
        return self._by_policy[policy_id]


def rarity(clauses: Sequence[Clause]) -> Callable[[str], float]:
    """Return how many nats a meaning counts in these clauses: inverse document frequency, LEAST at least.

    In a policy of 40 clauses "sell" in two of them counts 2.8, "data" in all of them 0.1.
    """
    frequency = Counter(meaning for clause in clauses for meaning in meanings(f"{' '.join(clause.path)} {clause.text}"))
    total = len(clauses) + 1
    return lambda meaning: max(LEAST, math.log(total / (frequency[meaning] + 0.5)))
