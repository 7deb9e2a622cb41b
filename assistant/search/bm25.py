"""Score texts for words by BM25. The only file that knows bm25s.

Does not know where the words come from and what the texts are.
"""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

K1, B = 1.5, 0.75  # the usual ones: k1 0.6 to 2 and b 0.4 to 1 changed hit@6 by less than 1 point


class Bm25:
    """An index of texts given as lists of words."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG, and fills a host's log
        self.size = len(texts)
        self._bm25 = bm25s.BM25(k1=K1, b=B)
        if texts:
            self._bm25.index([list(text) or [""] for text in texts], show_progress=False)

    @classmethod
    def opened(cls, folder: Path) -> "Bm25":
        """Map what was saved into memory."""
        import bm25s

        index = cls([])
        index._bm25 = bm25s.BM25.load(folder, mmap=True, show_progress=False)
        index._bm25.scores = {
            name: np.asarray(table) if name != "num_docs" else table for name, table in index._bm25.scores.items()
        }  # a slice of numpy's own memory map takes ten times as long as one of an array over it
        index.size = int(index._bm25.scores["num_docs"])
        return index

    def save(self, folder: Path) -> None:
        """Write the table into a folder, for `opened`."""
        self._bm25.save(folder, show_progress=False)

    @property
    def words(self) -> Mapping[str, int]:
        """Every word of the texts, with its column in the table of scores."""
        columns: Mapping[str, int] = self._bm25.vocab_dict if self.size else {}
        return columns

    def scores(self, weights: Mapping[str, float]) -> Scores:
        """Return scores [texts] for words that count as much as their weight; 0 where a text has none of them."""
        total = np.zeros(self.size, dtype=np.float32)
        if self.size:
            for word, weight in weights.items():
                self._add(total, word, weight)
        return total

    def _add(self, total: Scores, word: str, weight: float) -> None:
        """Add one word's scores.

        bm25s cannot weigh words in its own search, so its table is read here: a sparse matrix with one column a word
        (`indptr`, `indices`, `data`). The layout is not documented; it holds for the pinned bm25s 0.3.16, and
        tests/assistant/search/test_retriever.py compares with bm25s' own scores, so that another layout is noticed.
        """
        column = self._bm25.vocab_dict.get(word)
        if column is None:
            return
        table = self._bm25.scores
        rows = slice(table["indptr"][column], table["indptr"][column + 1])
        # twice as fast as `total[…] += …`, with the same sums
        np.add.at(total, table["indices"][rows], weight * table["data"][rows])
