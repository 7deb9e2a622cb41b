"""Find the clauses most likely to answer a question, best first: BM25 and vectors, fused.

Each policy is searched by itself: over 57 policies at once the right passage is found 3 to 9 % of the time, inside
the right policy 50 to 54 %. A question is searched by its own words, spelling corrected, and by the words that
policies use for them. Does not know models and answers.
"""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from assistant.english.spelling import corrected
from assistant.english.synonyms import synonyms
from assistant.english.translation.languages import ENGLISH
from assistant.english.translation.translate_terms import gloss
from assistant.english.words import STOP, raw, stem, words
from assistant.search.bm25 import Scores
from assistant.search.everything import Everything, everything
from assistant.search.policy_search import PolicySearch
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause
from ingest.embed import Embedder
from ingest.english.dictionary import is_english
from ingest.index.read_late import Made
from ingest.policy import PolicyList, WordsKnown

if TYPE_CHECKING:
    from ingest.index.index import Index
    from ingest.index.record import Piece

BUDGET = 6_000  # characters of pieces found in all: filling a budget beats a fixed number of them (54 to 68 %)
MOST_CLAUSES = 12  # more are not read by anyone
WIDE = 40  # policies asked at once: over more, one table of all words finds the policies to look into
CANDIDATES = 32  # policies looked into then
KEPT = 512  # policies whose words and vectors stay in memory: about 0.5 MB each
VECTORS = 512  # of questions and quotes that stay in memory: 1.5 kB each; one question is put to many policies
TRANSLATED = 24  # pieces of a policy that is not English whose likeness is looked at: each takes 10 ms once


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each way of searching counts; 0 leaves it out. Fitted on hand-written questions and on ToS;DR."""

    bm25: float = 1.0
    dense: float = 2.0  # best of 0.5 to 3
    synonyms: float = 0.4  # of a word that policies use instead, to 1 of the question's own; 0.3 and 0.5 do as well
    neighbours: float = 0.1  # of the better of the two pieces beside it: what surrounds an answer is about it too
    spelling: bool = True


@dataclass(frozen=True, slots=True)
class Scored:
    """A piece and how well it matches."""

    piece: "Piece"
    score: float
    cosine: float = 0.0  # of the question's vector and the piece's, -1 to 1


class Retriever:
    """Searches one generation of an index."""

    def __init__(self, index: "Index", embedder: Embedder, weights: Weights | None = None) -> None:
        self._index = index
        self._embedder = embedder
        self._weights = weights or Weights()
        self._opened = lru_cache(maxsize=KEPT)(partial(PolicySearch, index))  # (policy, language) → its search
        self._vector = lru_cache(maxsize=VECTORS)(lambda text: embedder.embed([text])[0])
        self._everything: Everything | None = None
        self._opening = threading.Lock()  # one makes the table, the others wait for it
        self._last_vocabulary: tuple[Sequence[PolicySearch], Sequence[str]] | None = None

    def retrieve(
        self,
        question: str,
        policies: Sequence[str],
        budget: int = BUDGET,
        most: int = MOST_CLAUSES,
        only: Collection[str] = (),
    ) -> tuple[Retrieved, ...]:
        """Return `most` clauses of `policies` (ids), best first, until `budget` characters of pieces are full.

        Each policy in turn; of `only` these clauses (ids), if any are given. Raises IndexFault when the index has
        lost vectors, WeightsError when the question cannot be embedded.
        """
        ranked = self.ranked(question, policies, most)
        best_first = (scored for scored in _interleaved(ranked) if not only or scored.piece.clause_id in only)
        grouped = _grouped(self._index.clauses, _filled(best_first, budget, most))
        return tuple(replace(hit, language=self._search(hit.clause.policy_id).language) for hit in grouped)

    def ranked(self, question: str, policies: Sequence[str], most: int | None = None) -> list[Sequence[Scored]]:
        """Return the pieces of each policy, best first; the policy whose best piece is best comes first.

        Of `most` policies, if given: the others cost a tenth. Where more than WIDE are asked, those whose words fit
        best are looked into. Raises as `retrieve`.
        """
        spelled = self.spelled(question, policies)
        weights = self._word_weights(spelled)
        searches, by_words = self._by_words(weights, policies, max(most or 0, CANDIDATES))
        if not searches:
            return []
        cosines = self._cosines(spelled, searches, by_words)
        fused = [self._fused(bm25, dense) for bm25, dense in zip(by_words, _comparable(cosines), strict=True)]
        order = sorted(range(len(searches)), key=lambda n: -float(fused[n].max()))[:most]
        return [_sorted(searches[n].pieces, fused[n], cosines[n]) for n in order]

    def _by_words(
        self, weights: Mapping[str, float], policies: Sequence[str], most: int
    ) -> tuple[list[PolicySearch], list[Scores]]:
        """The policies to look into, and how well the words of their pieces fit."""
        if len(policies) <= WIDE:
            searches = self._searches_of(policies)
            return searches, _comparable([search.word_scores(weights) for search in searches])
        scores = self.everything.word_scores(weights)
        best = self.everything.best(scores, policies, most)
        return [self._search(id_) for id_ in best], _comparable([self.everything.of(id_, scores) for id_ in best])

    def _cosines(self, question: str, searches: Sequence[PolicySearch], by_words: Sequence[Scores]) -> list[Scores]:
        """The likeness of each policy's pieces; of one that is not English, of the pieces that words find first."""
        vector = self._vector(question) if self._weights.dense else np.zeros(0, np.float32)
        return [
            search.vector_scores(vector)
            if search.language == ENGLISH
            else search.translated_scores(
                vector, np.argsort(-bm25, kind="stable")[:TRANSLATED].tolist(), self._embedder
            )
            for search, bm25 in zip(searches, by_words, strict=True)
        ]

    def _fused(self, bm25: Scores, dense: Scores) -> Scores:
        scores = self._weights.bm25 * bm25 + self._weights.dense * dense
        beside = np.maximum(np.append(scores[1:], 0), np.append(0, scores[:-1]))
        return np.asarray(scores + self._weights.neighbours * beside, dtype=np.float32)

    def _word_weights(self, question: str) -> dict[str, float]:
        """The stems to search for and how much each counts."""
        english = gloss(question)
        instead = (*synonyms().of(f"{question} {english}"), *words(english)) if self._weights.synonyms else ()
        return dict.fromkeys(instead, self._weights.synonyms) | dict.fromkeys(words(question), 1.0)

    def spelled(self, question: str, policies: Sequence[str]) -> str:
        """Return the question with its misspelt words corrected to words of these policies: "dta" → "data"."""
        field = synonyms()
        wide = len(policies) > WIDE
        searches = [] if wide else self._searches_of(policies)

        def is_known(word: str) -> bool:
            stands = (
                self.everything.has_stem if wide else lambda part: any(search.has_stem(part) for search in searches)
            )
            return word in STOP or word in field.known or stands(stem(word)) or is_english(word)

        if not self._weights.spelling or gloss(question) or all(is_known(word) for word in raw(question)):
            return question
        vocabulary = self.everything.ordinary if wide else self._vocabulary(searches)
        return corrected(question, vocabulary, is_known)

    def _vocabulary(self, searches: Sequence[PolicySearch]) -> Sequence[str]:
        """The words of these policies, then those of the field; kept until other policies are asked about."""
        last = self._last_vocabulary  # read once: another thread may ask about other policies meanwhile
        if last is None or last[0] != searches:
            printed = sorted(frozenset[str]().union(*(search.vocabulary for search in searches)))
            last = self._last_vocabulary = searches, [*printed, *sorted(STOP | synonyms().known)]
        return last[1]

    @property
    def everything(self) -> Everything:
        """The words of all policies in one table; made or opened at the first question that is put to many."""
        with self._opening:
            if self._everything is None:
                self._everything = everything(self._index)
            return self._everything

    def likeness(self, question: str, text: str) -> float:
        """Return the cosine of the vectors of a question and of words that may answer it, -1 to 1.

        Raises WeightsError as `retrieve`.
        """
        return float(self._vector(question) @ self._vector(text))

    def tell_words(self) -> None:
        """Tell a large index's list of policies their words: names are found by them without reading all texts."""
        if isinstance(self._index.listed, PolicyList):
            words = self.everything
            self._index.listed.known = WordsKnown(words.words, frozenset(words.ordinary), words.holding)

    def _searches_of(self, policies: Sequence[str]) -> list[PolicySearch]:
        return [search for policy in policies if (search := self._search(policy)).pieces]

    def _search(self, policy: str) -> PolicySearch:
        return self._opened(policy, self._everything.languages.get(policy) if self._everything else None)


def _comparable(scores: Sequence[Scores]) -> list[Scores]:
    """Scores divided by the highest over all policies, so that they compare across them."""
    highest = max((float(of_policy.max()) for of_policy in scores), default=0.0)
    return [of_policy / (highest if highest > 0 else 1.0) for of_policy in scores]


def _best(scores: Scores, most: int) -> list[int]:
    """The rows of the highest scores, best first."""
    return [int(row) for row in np.argsort(-scores, kind="stable")[:most]]


def _sorted(pieces: "Sequence[Piece]", scores: Scores, cosines: Scores) -> Sequence[Scored]:
    """Best first; ties go to the earlier in the text."""
    best_first = np.argsort(-scores, kind="stable").tolist()
    return Made(best_first, lambda row: Scored(pieces[row], float(scores[row]), float(cosines[row])))


def _interleaved(ranked: Sequence[Sequence[Scored]]) -> Iterator[Scored]:
    """The first of each policy, then the second of each, so that every policy is represented."""
    longest = max((len(pieces) for pieces in ranked), default=0)
    return (pieces[n] for n in range(longest) for pieces in ranked if n < len(pieces))


def _filled(pieces: Iterator[Scored], budget: int, most: int) -> Iterator[Scored]:
    """As many as fit the budget, one at least, of `most` clauses at most."""
    clauses: set[str] = set()
    for n, scored in enumerate(pieces):
        budget -= scored.piece.end - scored.piece.start
        clauses.add(scored.piece.clause_id)
        if n and (budget < 0 or len(clauses) > most):
            return
        yield scored


def _grouped(clauses: Mapping[str, Clause], pieces: Iterator[Scored]) -> Iterator[Retrieved]:
    """Pieces gathered to clauses; a clause ranks as its best piece."""
    groups: dict[str, list[Scored]] = {}
    for scored in pieces:
        groups.setdefault(scored.piece.clause_id, []).append(scored)
    for rank, (clause, inside) in enumerate(groups.items(), 1):
        spans = tuple((scored.piece.start, scored.piece.end) for scored in inside)
        yield Retrieved(clauses[clause], inside[0].score, rank, spans, cosine=inside[0].cosine)
