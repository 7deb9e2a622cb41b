"""Error bars: an interval for a rate or a mean, a test for a difference, the smallest drop that a set can show. Pure.

scipy takes 2.4 seconds to import, so the functions that need it import it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import TypedDict  # typing's own cannot be validated before Python 3.12

Z95 = 1.959964  # the two-sided 95 % point of the normal distribution
Z80 = 0.841621  # the one-sided 80 % point: the power asked for
_CHURN = 0.02  # of cases flip each way for no reason when a prompt or model changes: assumed, two cases in a hundred
_RESAMPLES = 2_000  # the ends of the interval then move by less than a point between seeds


class Rate(TypedDict):
    """How many held, with the 95 % interval."""

    k: int
    n: int  # scored
    rate: float | None  # 0 to 1; None when n is 0
    low: float
    high: float
    unscored: int  # asked for and not measured; in no rate


class Mean(TypedDict):
    """A mean of shares, with the 95 % interval."""

    rate: float  # 0 to 1
    low: float
    high: float
    n: int


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


def rate(values: Sequence[bool | None]) -> Rate:
    """Count what held: [True, False, None] → 1 of 2, and 1 unscored."""
    scored = [value for value in values if value is not None]
    k, n = sum(scored), len(scored)
    low, high = wilson(k, n)
    return {"k": k, "n": n, "rate": k / n if n else None, "low": low, "high": high, "unscored": len(values) - n}


def mean(values: Sequence[float]) -> Mean:
    """Average shares: [0.5, 1.0] → 0.75 with its interval. `values` must not be empty."""
    low, high = mean_interval(values)
    return {"rate": sum(values) / len(values), "low": low, "high": high, "n": len(values)}


def wilson(k: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of k out of n: (5, 10) → (0.24, 0.76); (0, 1) when n is 0."""
    if n == 0:
        return 0.0, 1.0
    from scipy.stats import binomtest

    interval = binomtest(k, n).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def mean_interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """Return the 95 % interval of a mean by bootstrap; of one value itself, (0, 1) of none."""
    if len(values) <= 1:
        return (values[0], values[0]) if values else (0.0, 1.0)
    import numpy as np
    from scipy.stats import bootstrap

    interval = bootstrap(
        (np.asarray(values, dtype=float),), np.mean, n_resamples=_RESAMPLES, method="percentile", rng=seed
    ).confidence_interval
    low, high = sorted((float(interval.low), float(interval.high)))  # of equal values they may differ by a last bit
    return low, high


def mcnemar(lost: int, won: int) -> float:
    """Return the exact two-sided probability of a split at least this uneven, were each flip a fair coin's."""
    if lost == won:
        return 1.0
    from scipy.stats import binomtest

    return float(binomtest(lost, lost + won).pvalue)


def difference(before: Sequence[bool], after: Sequence[bool], seed: int = 0) -> Difference:
    """Compare paired results, case by case."""
    changes = [int(a) - int(b) for b, a in zip(before, after, strict=True)]
    lost, won, n = changes.count(-1), changes.count(1), len(changes)
    low, high = mean_interval(changes, seed) if changes else (-1.0, 1.0)
    return Difference(n, (won - lost) / n if n else 0.0, low, high, lost, won, mcnemar(lost, won))


def holm(ps: Sequence[float]) -> list[float]:
    """Adjust probabilities for having looked at all of them (Holm's step-down). scipy has none."""
    order = sorted(range(len(ps)), key=lambda i: ps[i])
    adjusted, running = [1.0] * len(ps), 0.0
    for step, i in enumerate(order):
        running = max(running, min(1.0, (len(ps) - step) * ps[i]))
        adjusted[i] = running
    return adjusted


def smallest_drop(n: int, churn: float = _CHURN) -> float | None:
    """Return the smallest drop that n paired cases show at 5 % with 80 % power; None when none would.

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
    """Return the q-th percentile (0 to 100) by the nearest rank, which is one of the values; None of none."""
    if not values:
        return None
    import numpy as np

    return float(np.percentile(values, q, method="inverted_cdf"))
