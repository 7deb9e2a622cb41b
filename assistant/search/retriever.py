"""Question → the clauses most likely to answer it, best first: BM25 and vectors, fused.

Each policy is searched by itself: over 57 policies at once the right passage is found 3 to 9 % of the time, inside
the right policy 50 to 54 %. A question is searched by its own words, spelling mended, and by the words that
policies use for them. Refuses to know models and answers.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from assistant.english.spelling import mended
from assistant.english.synonyms import synonyms
from assistant.english.words import STOP, raw, stem, words
from assistant.search.bm25 import Scores
from assistant.search.policy_search import _Shelf
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause
from ingest.embed import Embedder

if TYPE_CHECKING:
    from ingest.index.open_index import Index
    from ingest.index.record import Piece

BUDGET = 6_000  # characters of pieces found in all: filling a budget beats a fixed number of them (54 to 68 %)
LONGEST = 12  # clauses: more are not read by anyone
LEANING = 3  # of the first clauses found are followed to what they lean on
ALONG = 2  # clauses at most that come along


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each way of searching counts; 0 leaves it out."""

    bm25: float = 1.0
    dense: float = 2.0  # best of 0.5 to 3 on hand-written questions and on ToS;DR
    synonyms: float = 0.4  # of a word that policies use instead, to 1 of the question's own; 0.3 and 0.5 do as well
    neighbours: float = 0.1  # of the better of the two pieces beside it: what surrounds an answer is about it too
    spelling: bool = True


@dataclass(frozen=True, slots=True)
class Scored:
    """A piece and how well it matches."""

    piece: "Piece"
    score: float


class Retriever:
    """Searches one generation of an index."""

    def __init__(self, index: "Index", embedder: Embedder, weights: Weights | None = None) -> None:
        self._index = index
        self._embedder = embedder
        self._weights = weights or Weights()
        self._shelves: dict[str, _Shelf] = {}
        self._spelled: tuple[Sequence[_Shelf], Sequence[str]] | None = None

    def retrieve(
        self, question: str, policies: Sequence[str], budget: int = BUDGET, hint: str = ""
    ) -> tuple[Retrieved, ...]:
        """Clauses of `policies` (ids), best first, until `budget` characters of pieces are full, each policy in turn.

        `hint` is a sentence as the policy might say it; it is searched by its words only. Raises IndexFault when the
        index has lost vectors, WeightsError when the question cannot be embedded.
        """
        found = self.ranked(question, policies, hint, LONGEST)
        kept = list(_grouped(self._index.clauses, _filled(_interleaved(found), budget)))
        return (*kept, *self._along(kept))

    def ranked(
        self, question: str, policies: Sequence[str], hint: str = "", most: int | None = None
    ) -> list[list[Scored]]:
        """The pieces of each policy, best first; the policy whose best is best comes first.

        Of `most` policies, if given: the others cost a tenth. Raises as `retrieve`.
        """
        shelves = [shelf for policy in policies if (shelf := self._shelf(policy)).pieces]
        if not shelves:
            return []
        plain = self._mended(question, shelves)
        weights = self._words(plain, hint)
        vector = self._embedder.embed([plain])[0] if self._weights.dense else np.zeros(0, np.float32)
        bm25 = [shelf.bm25.scores(weights) for shelf in shelves]
        dense = [shelf.dense(vector) for shelf in shelves]
        words_best, dense_best = _highest(bm25), _highest(dense)
        fused = [self._fused(one / words_best, two / dense_best) for one, two in zip(bm25, dense, strict=True)]
        order = sorted(range(len(shelves)), key=lambda n: -float(fused[n].max()))[:most]
        return [_sorted(shelves[n].pieces, fused[n]) for n in order]

    def _along(self, found: Sequence[Retrieved]) -> Iterator[Retrieved]:
        """What the first clauses lean on and the search did not find."""
        links = (link for one in found[:LEANING] for link in self._shelf(one.clause.policy_id).links.of(one.clause))
        there = {one.clause.id for one in found}
        new = {link.clause.id: link for link in reversed(list(links)) if link.clause.id not in there}
        for rank, link in enumerate(list(reversed(new.values()))[:ALONG], len(found) + 1):
            yield Retrieved(link.clause, 0.0, rank, why=link.why)

    def _fused(self, bm25: Scores, dense: Scores) -> Scores:
        own = self._weights.bm25 * bm25 + self._weights.dense * dense
        beside = np.maximum(np.append(own[1:], 0), np.append(0, own[:-1]))
        return np.asarray(own + self._weights.neighbours * beside, dtype=np.float32)

    def _words(self, question: str, hint: str) -> dict[str, float]:
        """The stems to search for and how much each counts."""
        instead = synonyms().of(question) if self._weights.synonyms else ()
        return dict.fromkeys(instead, self._weights.synonyms) | dict.fromkeys(words(f"{question} {hint}"), 1.0)

    def _mended(self, question: str, shelves: "Sequence[_Shelf]") -> str:
        field = synonyms()

        def known(word: str) -> bool:
            return (
                word in STOP
                or word in field.known
                or bool(field.begun(word))
                or any(stem(word) in shelf.bm25.words for shelf in shelves)
            )

        if not self._weights.spelling or all(known(word) for word in raw(question)):
            return question
        return mended(question, self._vocabulary(shelves), known)

    def _vocabulary(self, shelves: "Sequence[_Shelf]") -> Sequence[str]:
        """The words of these policies, then those of the field; kept until other policies are asked about."""
        spelled = self._spelled  # read once: another thread may ask about other policies meanwhile
        if spelled is None or spelled[0] != shelves:
            own = sorted(frozenset[str]().union(*(shelf.vocabulary for shelf in shelves)))
            spelled = self._spelled = shelves, [*own, *sorted(STOP | synonyms().known)]
        return spelled[1]

    def _shelf(self, policy: str) -> "_Shelf":
        if policy not in self._shelves:
            self._shelves[policy] = _Shelf(self._index, self._pieces.get(policy, []))
        return self._shelves[policy]

    @cached_property
    def _pieces(self) -> "Mapping[str, list[Piece]]":
        """The pieces of each policy, in text order."""
        pieces: dict[str, list[Piece]] = defaultdict(list)
        for piece in self._index.record.pieces:
            pieces[self._index.clauses[piece.clause_id].policy_id].append(piece)
        return pieces


def _highest(scores: Sequence[Scores]) -> float:
    """The highest score over all policies: divided by it, scores compare across them; 1 where none is above 0."""
    highest = max(float(one.max()) for one in scores)
    return highest if highest > 0 else 1.0


def _sorted(pieces: "Sequence[Piece]", scores: Scores) -> list[Scored]:
    """Best first; ties go to the earlier in the text."""
    return [Scored(pieces[row], float(scores[row])) for row in np.argsort(-scores, kind="stable")]


def _interleaved(ranked: Sequence[Sequence[Scored]]) -> Iterator[Scored]:
    """The first of each policy, then the second of each, so that every policy is represented."""
    longest = max((len(found) for found in ranked), default=0)
    return (found[n] for n in range(longest) for found in ranked if n < len(found))


def _filled(found: Iterator[Scored], budget: int) -> Iterator[Scored]:
    """As many as fit the budget, one at least, of LONGEST clauses at most."""
    clauses: set[str] = set()
    for n, one in enumerate(found):
        budget -= one.piece.end - one.piece.start
        clauses.add(one.piece.clause_id)
        if n and (budget < 0 or len(clauses) > LONGEST):
            return
        yield one


def _grouped(clauses: Mapping[str, Clause], found: Iterator[Scored]) -> Iterator[Retrieved]:
    """Pieces gathered to clauses; a clause ranks as its best piece."""
    groups: dict[str, list[Scored]] = {}
    for one in found:
        groups.setdefault(one.piece.clause_id, []).append(one)
    for rank, (clause, inside) in enumerate(groups.items(), 1):
        spans = tuple((one.piece.start, one.piece.end) for one in inside)
        yield Retrieved(clauses[clause], inside[0].score, rank, spans)
