"""Compare spans of a text: overlap, union, length.

union([(0, 3), (2, 5)])           →  ((0, 5),)
intersection((0, 3), (2, 5))      →  1
"""

from collections.abc import Iterable

Span = tuple[int, int]  # [start, end) in code points of a text; start ≤ end, equal when empty


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
