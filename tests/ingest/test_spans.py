"""Span arithmetic agrees with sets of characters."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.spans import Span, intersection, length, overlaps, shared, union

POINT = st.integers(0, 40)
SPAN = st.tuples(POINT, POINT).map(lambda pair: (min(pair), max(pair)))
SPANS = st.lists(SPAN, max_size=6)


def chars(spans: list[Span]) -> set[int]:
    """List the characters that spans hold."""
    return {char for start, end in spans for char in range(start, end)}


@given(SPANS)
def test_union_holds_the_same_characters_apart_and_in_order(spans: list[Span]) -> None:
    """A union loses and adds nothing, and its spans neither touch nor are empty."""
    joined = union(spans)
    assert chars(list(joined)) == chars(spans)
    assert all(start < end for start, end in joined)
    assert all(a[1] < b[0] for a, b in pairwise(joined))


@given(SPANS)
def test_union_of_a_union_is_itself(spans: list[Span]) -> None:
    """Union is idempotent."""
    assert union(union(spans)) == union(spans)


@given(SPANS, SPANS)
def test_lengths_count_each_character_once(a: list[Span], b: list[Span]) -> None:
    """However spans overlap, a character is one character."""
    assert length(a) == len(chars(a))
    assert shared(a, b) == shared(b, a) == len(chars(a) & chars(b))


@given(SPAN, SPAN)
def test_overlap_is_a_shared_character(a: Span, b: Span) -> None:
    """Touching is not overlapping, and an empty span overlaps nothing."""
    assert intersection(a, b) == len(chars([a]) & chars([b]))
    assert overlaps(a, b) == bool(chars([a]) & chars([b]))
