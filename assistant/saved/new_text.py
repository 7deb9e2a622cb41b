"""Find a quote of an earlier version in a policy as it is now: word for word, or the words that took its place."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from assistant.answer.answer import Citation
from assistant.answer.quote.cite import citation
from assistant.answer.quote.quotes import folded_text, locate, units
from assistant.saved.saved_answer import Quote
from ingest.clauses.clause import Clause, heading
from ingest.policy import Policy
from ingest.spans import Span
from ingest.versions.compare import changes

FEW_WORDS: Final = 4  # a quote of fewer may stand in another clause by chance
NEAREST: Final = 3  # clauses that are read sentence by sentence for the words that took a quote's place
LONGEST_RUN: Final = 4  # sentences that are taken together
ALIKE: Final = 0.75  # share of the words in order, from which other words took a quote's place; by judgement
SAME_CLAUSE: Final = 0.35  # the same in the clause that the quote stood in, by its id or its headings
_WORD = re.compile(r"\w+")


class NewText:
    """A policy as it is now, made ready to be looked through for many quotes."""

    def __init__(self, policy: Policy, clauses: Sequence[Clause], earlier: Sequence[Sequence[Clause]] = ()) -> None:
        """`earlier`: the clauses of earlier versions, the newest first, where they are at hand."""
        self.policy = policy
        self.clauses = clauses
        self._starts = [clause.start for clause in clauses]
        self._earlier = earlier
        self._compared: dict[int, list[tuple[str, Clause]]] = {}
        self._cut: dict[str, list[tuple[Span, list[str]]]] = {}
        self._by_id = {clause.id: clause for clause in clauses}

    def verbatim(self, quote: Quote) -> Citation | None:
        """Find where a quote stands word for word, in its own clause if it can be; blanks and case are folded."""
        places = [place for place in self._places(quote.words) if place is not None]
        same = [place for place in places if self._same_clause(quote, place.clause)]
        by_chance = len(_WORD.findall(quote.words)) < FEW_WORDS and len(places) > 1
        return next(iter(same if same or by_chance else places), None)

    def instead(self, quote: Quote) -> tuple[Citation | None, bool]:
        """The words that took a quote's place, None where none are like it; and whether its clause is still there.

        Where the version that the quote is from is at hand, its changes tell; else its words, headings and id.
        """
        heirs = self._heirs(quote)
        if heirs is not None:
            return self._likest(quote, heirs), bool(heirs)
        other = self._likest(quote, self._nearest(quote))
        return other, other is not None or self._named(quote)

    def _heirs(self, quote: Quote) -> list[Clause] | None:
        """The clauses that became of the one that a quote stood in; None where no earlier version has it."""
        for number, clauses in enumerate(self._earlier):
            clause = next((clause for clause in clauses if clause.id == quote.clause), None)
            if clause and locate(quote.words, clause.text):
                return [side for old, side in self._changes(number) if old == clause.id]
        return None

    def _changes(self, number: int) -> list[tuple[str, Clause]]:
        """The clauses of an earlier version by their ids, each with a clause that became of it."""
        if number not in self._compared:
            found_changes = changes(self._earlier[number], self.clauses)
            self._compared[number] = [(c.old.clause.id, c.new.clause) for c in found_changes if c.old and c.new]
        return self._compared[number]

    def _likest(self, quote: Quote, clauses: Sequence[Clause]) -> Citation | None:
        """The sentences of some clauses that are most like a quote; None where none are like it."""
        words = _words(quote.words)
        best, best_share = None, 0.0
        for clause in clauses:
            least = SAME_CLAUSE if self._same_clause(quote, clause) else ALIKE
            for (start, end), run in self._runs(clause):
                share = _alike(words, run)
                if share > best_share and share >= least:
                    best, best_share = citation(clause, (start, end)), share
        return best

    def _runs(self, clause: Clause) -> list[tuple[Span, list[str]]]:
        """The runs of sentences of a clause with their words; a clause is cut once."""
        if clause.id not in self._cut:
            self._cut[clause.id] = [(run, _words(clause.text[run[0] : run[1]])) for run in _runs(clause)]
        return self._cut[clause.id]

    def came(self, words: str) -> bool:
        """Whether words are new: an earlier version is at hand, and its clauses do not have them."""
        return bool(self._earlier) and not any(locate(words, clause.text) for clause in self._earlier[0])

    def _named(self, quote: Quote) -> bool:
        """Whether there still is a clause with the id and the headings of the one that a quote stood in."""
        clause = self._by_id.get(quote.clause)
        return clause is not None and bool(quote.heading) and heading(clause) == quote.heading

    def _same_clause(self, quote: Quote, clause: Clause) -> bool:
        return clause.id == quote.clause or bool(quote.heading and heading(clause) == quote.heading)

    @cached_property
    def _folded(self) -> tuple[str, list[int]]:
        return folded_text(self.policy.text)

    def _places(self, words: str) -> Iterator[Citation | None]:
        text, offsets = self._folded
        needle = folded_text(words)[0].strip()
        at = text.find(needle) if needle else -1
        while at >= 0:
            if _whole_words(text, at, at + len(needle)):
                yield self._placed((offsets[at], offsets[at + len(needle) - 1] + 1))
            at = text.find(needle, at + 1)

    def _placed(self, span: Span) -> Citation | None:
        """The words of a span, with the clause in which they begin; None outside of all clauses."""
        n = bisect_right(self._starts, span[0]) - 1
        clause = self.clauses[n] if n >= 0 else None
        if clause is None or span[0] >= clause.end:
            return None
        return citation(clause, (span[0] - clause.start, min(span[1], clause.end) - clause.start))

    @cached_property
    def _homes(self) -> dict[tuple[str, str], list[int]]:
        """Pairs of words that follow each other → the clauses that they stand in."""
        homes: dict[tuple[str, str], list[int]] = defaultdict(list)
        for n, clause in enumerate(self.clauses):
            for pair in _pairs(_words(clause.text)):
                homes[pair].append(n)
        return homes

    def _nearest(self, quote: Quote) -> list[Clause]:
        """The clauses that share most pairs of words with a quote, and the clause that it stood in."""
        shared: Counter[int] = Counter()
        for pair in _pairs(_words(quote.words)):
            shared.update(self._homes.get(pair, ()))
        nearest = [self.clauses[n] for n, _ in shared.most_common(NEAREST)]
        former = self._by_id.get(quote.clause)
        return nearest if former is None or former in nearest else [*nearest, former]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _pairs(words: Sequence[str]) -> set[tuple[str, str]]:
    return set(pairwise(words))


def _runs(clause: Clause) -> Iterator[Span]:
    """The runs of sentences of a clause, and all of it."""
    spans = units(clause)
    for first in range(len(spans)):
        for last in range(first, min(len(spans), first + LONGEST_RUN)):
            yield spans[first][0], spans[last][1]
    yield 0, len(clause.text)


def _alike(a: Sequence[str], b: Sequence[str]) -> float:
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(a, b))


def _whole_words(text: str, start: int, end: int) -> bool:
    """Whether a span begins and ends at words' ends: "may" is not in "maybe"."""
    cut_before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    cut_behind = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not cut_before and not cut_behind
