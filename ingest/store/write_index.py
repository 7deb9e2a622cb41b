"""Write, rebuild and verify an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.embed import Vectors
from ingest.index.index import Index
from ingest.index.locks import writers_lock
from ingest.index.record import Record
from ingest.store.open_index import open_index
from ingest.store.store import store_of


@contextmanager
def only_writer(index: Path) -> Iterator[None]:
    """Keep all other writers of this machine out; one on another machine is noticed when its generation would answer.

    Raises IndexFault, naming who writes.
    """
    with writers_lock(index):
        store_of(index).begin()
        yield


def verify(index: Path) -> Index:
    """Check that every byte is what was written, and that Chroma gives all back.

    Raises IndexDamaged, naming what is not, IndexFault when there is no index.
    """
    return store_of(index).verified()


def rebuild(index: Path) -> Index:
    """Build Chroma again from the record, as a new generation; no text is embedded.

    Where it cannot be told which generation answers, the newest whole one does from then on. Raises IndexDamaged when
    no record is whole, IndexFault when there is no index or another process writes it.
    """
    with only_writer(index):
        return write(index, *truth(index))


def write(index: Path, record: Record, vectors: Vectors) -> Index:
    """Build, check and switch to a generation, as the only writer; the old one answers until the last step.

    Raises IndexFault when Chroma does not give back what it was given, or the folder cannot be written.
    """
    store_of(index).write(record, vectors)
    return open_index(index)


def truth(index: Path) -> tuple[Record, Vectors]:
    """Read what an index can be built from again. Raises IndexFault when there is nothing, or nothing whole."""
    return store_of(index).truth()


def drop_earlier(index: Path) -> None:
    """Remove the generations that answered before, though somebody may read them: a server keeps the last one."""
    store_of(index).drop_earlier()
