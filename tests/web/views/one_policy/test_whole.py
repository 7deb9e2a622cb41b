"""A whole policy is drawn with all of its lines, and quotes are marked by number wherever they lie."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clauses.split import split
from ingest.policy import Policy
from web.policies_shown import ShownPolicy
from web.views.one_policy.whole import whole
from web.views.policy_lines import Mark

TEXT = "Acme Privacy Policy\n\n1. Sharing\nAcme never sells <b>data</b>.\n\n2. Keeping\nFor 31 months.\nThen it goes.\n"


def shown(text: str) -> ShownPolicy:
    """A policy with this text."""
    policy = Policy("acme", "Acme", (), "0" * 64, text)
    return ShownPolicy(policy, tuple(split(policy)), ())


def lines(drawn: str) -> list[str]:
    """The text of each row as a browser shows it."""
    rows = re.findall(r'<span class="tx" dir="auto">(.*?)</span></div>', drawn, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", row)) for row in rows]


def marked(drawn: str, n: int) -> str:
    """The words that are marked with a number, a space between lines."""
    return " ".join(html.unescape(words) for words in re.findall(rf'<mark data-n="{n}">(.*?)</mark>', drawn))


def test_every_line_stands_there() -> None:
    """All that is not blank, under its own number; markup of the policy is text; headings are told from the rest."""
    drawn = whole(shown(TEXT), (), 0)
    assert lines(drawn) == [line for line in TEXT.split("\n") if line]
    assert re.findall(r'"ln" aria-hidden="true">(\d+)', drawn) == ["1", "3", "4", "6", "7", "8"]
    assert "<b>data" not in drawn
    assert 'class="row head"><span class="ln" aria-hidden="true">6<' in drawn
    assert 'class="row head"><span class="ln" aria-hidden="true">7<' not in drawn


def test_a_quote_over_two_lines_is_marked_in_both() -> None:
    """The mark ends with the line and goes on in the next."""
    start = TEXT.index("31 months")
    drawn = whole(shown(TEXT), [(2, start, TEXT.index(" it goes"))], 2)
    assert marked(drawn, 2) == "31 months. Then"
    assert 'data-at="2"' in drawn


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(-9, 200), st.integers(-9, 200)), max_size=6))
def test_whatever_is_marked_no_word_is_lost(quotes: list[Mark]) -> None:
    """Quotes that overlap, are empty, or lie outside lose and double nothing."""
    assert lines(whole(shown(TEXT), quotes, 0)) == [line for line in TEXT.split("\n") if line]


@pytest.mark.parametrize("text", ["One line", "a\x0bb\u2028c\nd\n"])
def test_lines_are_counted_by_line_feeds(text: str) -> None:
    """Other separators end no line: numbers are those of the findings and citations."""
    drawn = whole(shown(text), (), 0)
    assert drawn.count('class="ln"') == len(text.strip().split("\n"))
