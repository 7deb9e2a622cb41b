"""Fill, read and check the Chroma of one generation. Beside served/server.py the only file that knows chromadb.

Chroma writes to its files even when it is only read (a row at each opening), so each reader opens a copy of its own:
the sealed files stay as they were byte for byte, and readers of several processes never meet in one database.
"""

import errno
import os
import shutil
import struct
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ingest.embed import Vectors
from ingest.errors import one_line
from ingest.files import sha256_of
from ingest.index.generations import contents
from ingest.index.locks import discard, hold
from ingest.index.record import Record, stand_ins

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection


BATCH: Final = 5_000  # Chroma takes at most 5,461 a call
PROBES: Final = 16  # vectors that a search must find something for before a generation may answer
NOTHING: Final = float("inf")  # the distance where a search finds nothing
COPIES: Final = "clausewise-reading-"  # in the system's folder for temporary files
ROOM: Final = 16_000_000  # bytes of a disk: with less, any failure is taken for a full disk

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
_OPENING = threading.Lock()  # Chroma keeps its opened folders in one dict, looked at and filled without a lock


class ChromaFault(Exception):
    """Chroma fails, or gives other things than it was given."""


class NoRoom(ChromaFault):
    """The disk is full: Chroma cannot be opened, though nothing may be wrong with its files."""

    errno = errno.ENOSPC


def fill(folder: Path, record: Record, vectors: Vectors) -> None:
    """Write the pieces into the Chroma of a folder."""
    # written out once, at the last piece: what Chroma still queues is indexed anew at each opening (0.5 s)
    rows = held(record)
    settings: Any = {"hnsw": {"space": "ip", "sync_threshold": max(2, len(rows))}}
    with _faults(folder), _client(folder / "chroma") as client:
        collection = client.create_collection("pieces", configuration=settings, embedding_function=None)
        fill_collection(collection, record, vectors, rows)
    _blank_unused(folder / "chroma")


def fill_collection(collection: "Collection", record: Record, vectors: Vectors, rows: Sequence[int]) -> None:
    """Write rows of the record as LlamaIndex nodes, so that any LlamaIndex program can read the collection."""
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from ingest.index.nodes import nodes

    store = ChromaVectorStore.from_collection(collection)
    for start in range(0, len(rows), BATCH):
        store.add(list(nodes(record, vectors, rows[start : start + BATCH])))


def _blank_unused(chroma: Path) -> None:
    """Overwrite the room that HNSW keeps for more vectors: it is written as this process's memory was, policies in it.

    Words of a version that was forgotten were found there. The header has the number of vectors and the bytes of each.
    """
    for header in chroma.glob("*/header.bin"):
        count, size = struct.unpack_from("<2Q", header.read_bytes(), 20)
        for name, bytes_each in (("data_level0.bin", size), ("length.bin", 4)):
            with (header.parent / name).open("r+b") as file:
                used = count * bytes_each
                unused = file.seek(0, os.SEEK_END) - used
                file.seek(used)
                file.write(bytes(max(0, unused)))


def check(folder: Path, record: Record, vectors: Vectors) -> None:
    """Compare a generation's Chroma with what it was given. Raises ChromaFault."""
    with ExitStack() as closing:
        compare(Reader.opened(folder, closing), record, vectors)


def compare(reader: "Reader", record: Record, vectors: Vectors) -> None:
    """Compare the number of pieces and every vector, then look for some of them. Raises ChromaFault.

    A collection may hold all and find nothing. Which vectors it finds, HNSW never promises: of some sets a tenth.
    """
    rows = held(record)
    if (count := reader.count()) not in (len(rows), len(record.pieces)):  # an index of before holds twins, too
        raise ChromaFault(f"Chroma holds {count} of {len(rows)} pieces")
    given = reader.get([record.pieces[row].id for row in rows])
    for row in rows:
        id_ = record.pieces[row].id
        if id_ not in given or not np.array_equal(given[id_], vectors[row]):
            raise ChromaFault(f"Chroma does not hold {id_} as it was given")
    probes = [vectors[row] for row in rows[:: max(1, len(rows) // PROBES)] if vectors[row].any()]
    if any(reader.nearest(vector) == NOTHING for vector in probes):
        raise ChromaFault("Chroma finds nothing")


def held(record: Record) -> list[int]:
    """The rows of the pieces that Chroma holds: all, but of twins a few."""
    stands = stand_ins(record.pieces)
    return [row for row, piece in enumerate(record.pieces) if stands[piece.id] == piece.id]


class Reader:
    """Reads a collection of pieces, of a folder or of a server."""

    def __init__(self, collection: "Collection", place: Path | None = None) -> None:
        """`place`: the folder, where it is one of this machine."""
        self.collection = collection
        self._place = place

    @classmethod
    def opened(cls, folder: Path, closing: ExitStack) -> "Reader":
        """Open Chroma on a copy of a sealed generation's files; closed and removed by `closing`."""
        copy = closing.enter_context(_copied(folder))
        with _faults(copy):
            client = closing.enter_context(_client(copy / "chroma"))
            return cls(client.get_collection("pieces", embedding_function=None), copy)

    def count(self) -> int:
        """Count the pieces."""
        with _faults(self._place):
            return self.collection.count()

    def get(self, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """Return the vectors that there are of `ids`."""
        vectors: dict[str, Any] = {}
        with _faults(self._place):
            for start in range(0, len(ids), BATCH):
                batch = self.collection.get(ids=list(ids[start : start + BATCH]), include=["embeddings"])
                rows = np.asarray(batch["embeddings"], np.float32)  # a server gives the same numbers, as 64 bits
                vectors.update(zip(batch["ids"], rows, strict=True))
        return vectors

    def nearest(self, vector: Vectors) -> float:
        """Return the distance of the nearest piece that a search finds, 0 for the same; or NOTHING."""
        with _faults(self._place):
            near = self.collection.query(query_embeddings=[vector.tolist()], n_results=1, include=["distances"])
        distances = near["distances"]
        return float(distances[0][0]) if distances and distances[0] else NOTHING


@contextmanager
def _client(path: Path) -> "Iterator[ClientAPI]":
    import chromadb
    from chromadb.config import Settings

    with _OPENING:
        client = chromadb.PersistentClient(str(path), Settings(anonymized_telemetry=False))
    try:
        yield client
    finally:
        with _OPENING:
            client.close()  # type: ignore[attr-defined]  # Client has it, which is what this is


@contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    """Copy a generation's Chroma to a folder that goes with its reader; dead readers' copies go too.

    Raises ChromaFault when the files are not what was sealed, NoRoom.
    """
    for old in Path(tempfile.gettempdir()).glob(COPIES + "*"):
        discard(old)
    with ExitStack() as closing:
        copy = _own_folder(closing)
        with _faults(copy):
            for name, (_, sha) in contents(folder).items():
                if name.startswith("chroma/"):
                    _copy(folder / name, copy / name, sha)
        yield copy


def _own_folder(closing: ExitStack) -> Path:
    """Make a temporary folder that no other reader takes for a dead one's."""
    try:
        while True:
            made = tempfile.TemporaryDirectory(prefix=COPIES, ignore_cleanup_errors=True)
            try:
                closing.callback(hold(Path(made.name)))
                return Path(closing.enter_context(made))
            except FileNotFoundError:  # between making and holding it, another reader took it for a dead one's
                made.cleanup()
    except OSError as error:
        raise NoRoom(str(error)) from error


def _copy(path: Path, to: Path, sha: str) -> None:
    """Copy a file. Raises ValueError when the copy has not the sha256 that was sealed."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, to)
    if sha256_of(to) != sha:
        raise ValueError(f"{to.name} is not what was written")


@contextmanager
def _faults(place: Path | None) -> Iterator[None]:
    """Turn Chroma's errors into ours. Its core, in Rust, panics with an exception that is no `Exception`."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError, RuntimeError, OSError) as error:
        raise _ours(place, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _ours(place, error) from error


def _ours(place: Path | None, error: BaseException) -> ChromaFault:
    """Make our error of one of Chroma's. On a full disk it fails in many words, so the disk itself is asked."""
    message = one_line(error)
    full = "disk is full" in message or (isinstance(error, OSError) and error.errno in _FULL)
    full = full or (place is not None and place.exists() and shutil.disk_usage(place).free < ROOM)
    return NoRoom(message) if full else ChromaFault(f"Chroma: {message}")
