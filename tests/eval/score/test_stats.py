"""The error bars are the textbook's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.score.stats import difference, holm, mcnemar, mean_interval, percentile, smallest_drop, wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(5, 10, 0.2366, 0.7634), (0, 10, 0.0, 0.2775), (20, 20, 0.8389, 1.0), (0, 0, 0.0, 1.0)]
)
def test_wilson_gives_the_published_intervals(k: int, n: int, low: float, high: float) -> None:
    """Values from the closed formula, also at the ends and for nothing."""
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-4)


@given(st.integers(0, 300), st.integers(1, 300))
def test_wilson_holds_the_rate_and_stays_a_share(k: int, n: int) -> None:
    """The interval is inside [0, 1] and around the rate."""
    k = min(k, n)
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1


@pytest.mark.parametrize(
    ("lost", "won", "p"), [(0, 0, 1.0), (5, 0, 0.0625), (6, 0, 0.03125), (10, 2, 0.03857), (3, 3, 1.0)]
)
def test_mcnemar_is_the_exact_binomial_test(lost: int, won: int, p: float) -> None:
    """Six one-sided flips are the fewest that are significant; equal flips never are."""
    assert mcnemar(lost, won) == pytest.approx(p, abs=1e-5)
    assert mcnemar(won, lost) == mcnemar(lost, won)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60))
def test_a_difference_counts_each_pair_once(pairs: list[tuple[bool, bool]]) -> None:
    """Delta is the difference of the rates, inside its interval's range; the same input gives the same interval."""
    before, after = [b for b, _ in pairs], [a for _, a in pairs]
    found = difference(before, after)
    assert found == difference(before, after)
    if pairs:
        assert found.delta == pytest.approx((sum(after) - sum(before)) / len(pairs))
    assert -1 <= found.low <= found.high <= 1
    back = difference(after, before)
    assert (back.lost, back.won, back.p) == (found.won, found.lost, found.p)


def test_a_clear_drop_is_clear_and_no_change_is_none() -> None:
    """20 of 100 lost: the interval is below 0; nothing changed: it is 0."""
    clear = difference([True] * 100, [True] * 80 + [False] * 20)
    assert clear.low < -0.12 < clear.high + 0.2
    assert clear.high < 0
    assert clear.p < 1e-4
    same = difference([True, False] * 20, [True, False] * 20)
    assert (same.low, same.high, same.p) == (0, 0, 1)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_never_lowers_a_probability(ps: list[float]) -> None:
    """Adjusted values are at least the raw ones, at most 1, and keep their order."""
    adjusted = holm(ps)
    assert all(p <= a <= 1 for p, a in zip(ps, adjusted, strict=True))
    ranked = [a for _, a in sorted(zip(ps, adjusted, strict=True))]
    assert ranked == sorted(ranked)


def test_the_smallest_drop_shrinks_with_the_set() -> None:
    """Four times the cases show about half the drop; five cases show none."""
    assert smallest_drop(5) is None
    big, small = smallest_drop(800), smallest_drop(200)
    assert big is not None
    assert small is not None
    assert 1.5 < small / big < 3
    assert small * 200 >= 6


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
def test_a_percentile_is_one_of_the_values(values: list[float]) -> None:
    """The nearest rank: p100 is the largest, p0 the smallest; of nothing, nothing."""
    assert percentile(values, 100) == max(values)
    assert percentile(values, 0) == min(values)
    assert percentile(values, 50) in values
    assert percentile([], 50) is None


@given(st.lists(st.floats(0, 1), max_size=30))
def test_a_mean_s_interval_is_around_it(values: list[float]) -> None:
    """Within the values' range, around their mean, the same each time; of nothing, everything."""
    low, high = mean_interval(values)
    assert (low, high) == mean_interval(values)
    if values:
        slack = 1e-9  # rounding
        assert min(values) - slack <= low <= high <= max(values) + slack
        assert low - 0.1 <= sum(values) / len(values) <= high + 0.1
    else:
        assert (low, high) == (0, 1)
