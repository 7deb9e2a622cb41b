"""Error bars: an interval for a rate, a test for a difference, the smallest drop a set can show. Pure.

Refuses to know what is counted.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Z95 = 1.959964  # the two-sided 95 % point of the normal distribution
Z80 = 0.841621  # the one-sided 80 % point: the power asked for
_CHURN = 0.02  # of cases flip each way for no reason when a prompt or model changes: assumed, two cases in a hundred
_RESAMPLES = 2_000  # the ends of the interval then move by less than a point between seeds


@dataclass(frozen=True, slots=True)
class Difference:
    """How a check fared on the same cases before and after."""

    n: int  # cases scored both times
    delta: float  # after minus before, -1 to 1
    low: float  # 95 % interval of delta, by paired bootstrap
    high: float
    lost: int  # held before, not after
    won: int  # the other way round
    p: float  # McNemar's exact two-sided probability that lost and won differ by chance


def wilson(k: int, n: int) -> tuple[float, float]:
    """Give Wilson's 95 % interval of k out of n; (0, 1) when n is 0."""
    if n == 0:
        return 0.0, 1.0
    rate, z2 = k / n, Z95 * Z95
    centre = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(rate * (1 - rate) / n + z2 / (4 * n * n))
    low = 0.0 if k == 0 else centre - half
    high = 1.0 if k == n else centre + half
    return max(0.0, low), min(1.0, high)


def mean_interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """Give the 95 % interval of a mean by bootstrap; (0, 1) of nothing."""
    if not values:
        return 0.0, 1.0
    import numpy as np

    drawn = np.random.default_rng(seed).choice(np.asarray(values), size=(_RESAMPLES, len(values)))
    low, high = np.percentile(drawn.mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def mcnemar(lost: int, won: int) -> float:
    """Give the exact two-sided probability of a split at least this uneven, were each flip a fair coin's."""
    n = lost + won
    tail = sum(math.comb(n, k) for k in range(min(lost, won) + 1))
    return min(1.0, 2 * tail / float(2**n))


def difference(before: Sequence[bool], after: Sequence[bool], seed: int = 0) -> Difference:
    """Compare paired results, case by case."""
    lost = sum(b and not a for b, a in zip(before, after, strict=True))
    won = sum(a and not b for b, a in zip(before, after, strict=True))
    n = len(before)
    low, high = _bootstrap(n, lost, won, seed)
    return Difference(n, (won - lost) / n if n else 0.0, low, high, lost, won, mcnemar(lost, won))


def holm(ps: Sequence[float]) -> list[float]:
    """Adjust probabilities for having looked at all of them (Holm's step-down)."""
    order = sorted(range(len(ps)), key=lambda i: ps[i])
    adjusted, running = [1.0] * len(ps), 0.0
    for step, i in enumerate(order):
        running = max(running, min(1.0, (len(ps) - step) * ps[i]))
        adjusted[i] = running
    return adjusted


def smallest_drop(n: int, churn: float = _CHURN) -> float | None:
    """Give the smallest drop that n paired cases show at 5 % with 80 % power; None when none would.

    McNemar's power by the normal approximation, `churn` of the cases flipping each way by chance;
    never less than the six one-sided flips its exact test needs.
    """
    for step in range(1, 1001):
        drop = step / 1000
        flips = min(1.0, drop + 2 * churn)
        power = n * drop**2 >= (Z95 * math.sqrt(flips) + Z80 * math.sqrt(max(0.0, flips - drop**2))) ** 2
        if power and drop * n >= 6:  # noqa: PLR2004 - 2 · 0.5^6 = 0.03 is the first below 0.05
            return drop
    return None


def percentile(values: Sequence[float], q: float) -> float | None:
    """Give the q-th percentile (0 to 100) by the nearest rank; None of nothing."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(q / 100 * len(values)) - 1)]


def _bootstrap(n: int, lost: int, won: int, seed: int) -> tuple[float, float]:
    """Resample the n pairs: only how many flipped each way matters, so a multinomial draw is exact."""
    if n == 0:
        return -1.0, 1.0
    import numpy as np

    shares = [lost / n, won / n, (n - lost - won) / n]
    draws = np.random.default_rng(seed).multinomial(n, shares, size=_RESAMPLES)
    low, high = np.percentile((draws[:, 1] - draws[:, 0]) / n, [2.5, 97.5])
    return float(low), float(high)


def rate(values: Sequence[bool | None]) -> dict[str, Any]:
    """Count what held; None is unscored: in no rate, but told beside it."""
    scored = [value for value in values if value is not None]
    k, n = sum(scored), len(scored)
    low, high = wilson(k, n)
    return {"k": k, "n": n, "rate": k / n if n else None, "low": low, "high": high, "unscored": len(values) - n}
