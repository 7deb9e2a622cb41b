"""An index that is in memory only: for measuring a search over vectors that are at hand."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.embed import Vectors
from ingest.index.index import Index
from ingest.index.record import Record


class Pool(Index):
    """An index in memory."""

    def __init__(self, record: Record, rows: dict[str, Vectors]) -> None:
        super().__init__(Path(), record)
        self._rows = rows
        self._keys = {piece.id: piece.key for piece in record.pieces}

    def vectors(self, piece_ids: Sequence[str]) -> Vectors:
        """See Index."""
        return np.stack([self._rows[self._keys[id_]] for id_ in piece_ids]).astype(np.float32)
