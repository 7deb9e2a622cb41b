"""Place numbers in a small drawing: points of a line with its intervals, bars of a histogram. Pure.

plots.jinja draws what is placed here. Coordinates are those of the SVG: pixels from the upper left corner.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.score.stats import percentile

WIDTH, HEIGHT = 420, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 40  # room for the axes' words
BINS = 16
_MOST = 98  # percentile that ends the last bin: one cold start would push all else into the first


@dataclass(frozen=True, slots=True)
class Point:
    """A share at a labelled step."""

    step: str
    share: float  # 0 to 1
    low: float  # of its interval
    high: float
    says: str  # shown on hover


@dataclass(frozen=True, slots=True)
class Bar:
    """One bin of a histogram."""

    low: float  # share of the axis where it begins, 0 to 1
    high: float
    height: float  # share of the highest bar, 0 to 1
    says: str  # shown on hover


@dataclass(frozen=True, slots=True)
class Histogram:
    """Values counted into equal bins from 0."""

    bars: tuple[Bar, ...]
    most: int  # values in the highest bar
    top: float  # where the axis ends


def x(share: float) -> float:
    """Place a share of the width."""
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def y(share: float) -> float:
    """Place a share of the height: 0 is below, 1 above."""
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)


def steps(count: int) -> list[float]:
    """Place `count` steps evenly over the width."""
    return [x((n + 0.5) / count) for n in range(count)]


def band(points: Sequence[Point]) -> str:
    """Write the corners of the band between the intervals' ends, there above and back below."""
    places = list(zip(steps(len(points)), points, strict=True))
    corners = [(at, point.high) for at, point in places] + [(at, point.low) for at, point in reversed(places)]
    return " ".join(f"{at:.1f},{y(share):.1f}" for at, share in corners)


def path(points: Sequence[Point]) -> str:
    """Write the corners of the line through the points."""
    return " ".join(f"{at:.1f},{y(point.share):.1f}" for at, point in zip(steps(len(points)), points, strict=True))


def histogram(values: Sequence[float]) -> Histogram:
    """Count the values into bins; the slowest few in a hundred are in the last one."""
    top = percentile(values, _MOST) or 1.0
    counts = [0] * BINS
    for value in values:
        counts[min(BINS - 1, int(value / top * BINS))] += 1
    most = max(counts) or 1
    return Histogram(tuple(_bar(n, count, most, top) for n, count in enumerate(counts)), most, top)


def _bar(n: int, count: int, most: int, top: float) -> Bar:
    low, high = n / BINS, (n + 1) / BINS
    until = f"to {high * top:,.2f}" if n < BINS - 1 else "and more"
    return Bar(low, high, count / most, f"{low * top:,.2f} {until}: {count}")
