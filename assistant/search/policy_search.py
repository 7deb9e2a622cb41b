"""Score the pieces of one policy for a question: by words (BM25) and by vectors.

A piece is a stretch of a clause, at most 500 characters: a long clause is searched in parts.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from assistant.english.translation.languages import language_of
from assistant.english.translation.translate_terms import translated, with_english
from assistant.english.words import raw, words
from assistant.search.bm25 import Bm25, Scores
from ingest.clauses.clause import searchable
from ingest.embed import Embedder, Vectors

if TYPE_CHECKING:
    from ingest.index.index import Index
    from ingest.index.record import Piece


LOOKED_AT = 60  # pieces of a policy, to tell its language


class PolicySearch:
    """The pieces of one policy, with their words and their vectors; each made when it is first needed."""

    def __init__(self, index: "Index", policy: str, language: str | None = None) -> None:
        """`language`: of the policy, where it is known."""
        self._index = index
        self._policy = policy
        self._language = language
        self._translated: dict[int, Vectors] = {}  # of pieces that are not English, by their row

    @cached_property
    def pieces(self) -> "Sequence[Piece]":
        """The pieces in text order; none of a policy that is not there."""
        return self._index.pieces_of.get(self._policy, ())

    @cached_property
    def language(self) -> str:
        """The language that the policy is in."""
        return self._language or language_of("\n".join(self._plain[:LOOKED_AT]))

    @cached_property
    def _plain(self) -> Sequence[str]:
        clauses = self._index.clauses
        return [searchable(clauses[piece.clause_id], piece.start, piece.end) for piece in self.pieces]

    @cached_property
    def _texts(self) -> Sequence[str]:
        """The texts that words are looked up in: an English question finds a French clause."""
        return [with_english(text, self.language) for text in self._plain]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words as the policy writes them, in lower case."""
        return frozenset(word for text in self._texts for word in raw(text))

    def has_stem(self, stem: str) -> bool:
        """Say whether the policy has a word with this stem."""
        return stem in self._bm25.words

    def word_scores(self, weights: Mapping[str, float]) -> Scores:
        """Return BM25 scores [pieces] for stems that count as much as their weight."""
        return self._bm25.scores(weights)

    def vector_scores(self, vector: Vectors) -> Scores:
        """Return the likeness [pieces] to a vector, -1 to 1; all 0 for an empty one."""
        if not len(vector):
            return np.zeros(len(self.pieces), dtype=np.float32)
        return np.asarray(self._vectors @ vector, dtype=np.float32)

    def translated_scores(self, vector: Vectors, rows: Sequence[int], embedder: Embedder) -> Scores:
        """Return the likeness [pieces] of English for some pieces to a vector; 0 for the others.

        The embedding model knows English: a German clause is far from every question, and so are its like.
        """
        scores = np.zeros(len(self.pieces), dtype=np.float32)
        if not len(vector):
            return scores
        if new := [row for row in rows if row not in self._translated]:
            english = [translated(self._plain[row], self.language) for row in new]
            self._translated.update(zip(new, embedder.embed(english), strict=True))
        for row in rows:
            scores[row] = float(self._translated[row] @ vector)
        return scores

    @cached_property
    def _bm25(self) -> Bm25:
        return Bm25([words(text) for text in self._texts])

    @cached_property
    def _vectors(self) -> Vectors:
        """[pieces, dim]; fetched once, 1.5 kB a piece."""
        return self._index.vectors_of(self._policy)
