"""Open an index: policies, clauses and vectors, whole or not there."""

from pathlib import Path

from ingest.index.index import Index
from ingest.store.store import store_of


def current(index: Path) -> str:
    """Return the name of the generation that answers.

    Raises IndexFault when there is none, IndexDamaged when it cannot be told.
    """
    return store_of(index).current()


def open_index(index: Path) -> Index:
    """Open the generation that answers now.

    Raises IndexFault when there is none, IndexDamaged when it is not whole.
    """
    return store_of(index).opened()
