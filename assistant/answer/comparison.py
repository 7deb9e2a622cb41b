"""Compare a figure that two policies give: "Is Alder's period longer than Birch's?", 12 and 24 months → no. Pure.

A comparison is earned where one statement of each says the same thing with another figure, or where each gives only
one of the kind.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from assistant.answer.yes_no.stance import Polarity
from assistant.english.figures import Figure, figures
from assistant.english.meanings import meanings
from assistant.question.names.mentions import mentions
from ingest.clauses.sentences import split_sentences
from ingest.policy import Policy

LEAST_ALIKE: Final = 0.5  # share of their words that two statements of the same thing have in common

_MORE = r"(?P<more>longer|more|later|older|higher|greater|larger|bigger)"
_LESS = r"(?P<less>shorter|less|fewer|earlier|sooner|quicker|faster|younger|lower|smaller)"
_THAN = re.compile(rf"\b(?:{_MORE}|{_LESS})\b.*?\bthan\b", re.IGNORECASE | re.DOTALL)

Statement = tuple[Figure, frozenset[str]]  # its one figure, and what it says


def sides(question: str, policies: Sequence[Policy]) -> tuple[str, str] | None:
    """Return the ids of two policies that are compared, the one before "than" first; None where it compares none."""
    match = _THAN.search(question)
    named = sorted(mentions(question, policies), key=lambda mention: mention.start) if match else []
    before = [mention.policy for mention in named if match and mention.start < match.end()]
    behind = [mention.policy for mention in named if mention.policy not in before]
    return (before[0], behind[0]) if len(before) == len(behind) == 1 else None


def compared(question: str, first: str, second: str) -> Polarity:
    """Return yes or no to a comparison of what two quotes say, in the question's order; "" where it is not earned."""
    match = _THAN.search(question)
    alike = max(_pairs(first, second), key=lambda pair: pair[0], default=None)
    if not match or not alike:
        return ""
    _, figure, other_figure = alike
    if _bounds(figure) != _bounds(other_figure):  # "at least 13" and "12" do not compare
        return ""
    holds = figure.value > other_figure.value if match["more"] else figure.value < other_figure.value
    return "yes" if holds and not figure.same(other_figure) else "no"


def _pairs(first: str, second: str) -> Iterator[tuple[float, Figure, Figure]]:
    """How alike two statements are, with the figures of one kind that they give."""
    in_first, in_second = _statements(first), _statements(second)
    for (figure, words), (other_figure, other_words) in product(in_first, in_second):
        alike = len(words & other_words) / max(1, len(words | other_words))
        only_pair = len(_of_kind(in_first, figure.kind)) == len(_of_kind(in_second, figure.kind)) == 1
        if figure.kind == other_figure.kind and (alike >= LEAST_ALIKE or only_pair):
            yield alike, figure, other_figure


def _statements(quote: str) -> list[Statement]:
    """The sentences of a quote that give one figure."""
    sentences = [(figures(sentence), meanings(sentence)) for sentence in split_sentences(quote)]
    return [(in_sentence[0], words) for in_sentence, words in sentences if len(in_sentence) == 1]


def _bounds(figure: Figure) -> tuple[bool, bool]:
    """Whether a figure is the least and the most of its range."""
    return figure.low == figure.value, figure.high == figure.value


def _of_kind(statements: Sequence[Statement], kind: str) -> list[Statement]:
    return [statement for statement in statements if statement[0].kind == kind]
