"""Half-open spans [start, end) of code points: overlap, union, length. Pure.

Refuses to know policies, quotes and answers: a span is two integers.
"""

from collections.abc import Iterable

Span = tuple[int, int]  # start ≤ end; equal when empty


def overlaps(a: Span, b: Span) -> bool:
    """Say whether the two share at least one character; an empty span shares none."""
    return intersection(a, b) > 0


def intersection(a: Span, b: Span) -> int:
    """Count the characters that both hold."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Give the same characters as disjoint spans in order, neighbours joined, empty ones gone."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def length(spans: Iterable[Span]) -> int:
    """Count the different characters that the spans hold together."""
    return sum(end - start for start, end in union(spans))


def shared(a: Iterable[Span], b: Iterable[Span]) -> int:
    """Count the different characters that lie both in `a` and in `b`."""
    b = union(b)
    return sum(intersection(x, y) for x in union(a) for y in b)


def coverage(wanted: Iterable[Span], given: Iterable[Span]) -> float | None:
    """Give the share of `wanted` that lies in `given`, 0 to 1; None when nothing is wanted."""
    wanted = union(wanted)
    total = length(wanted)
    return shared(wanted, given) / total if total else None
