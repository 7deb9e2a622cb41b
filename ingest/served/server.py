"""Speak to the Chroma server that holds an index. Beside index/chroma.py the only file that knows chromadb.

A generation is three collections, named by its number and by a word that no other writer has:

    clausewise-8-0f3a…-pieces     the pieces with their vectors, as LlamaIndex nodes
    clausewise-8-0f3a…-files      the record, in blocks that are packed: policy by policy, and the rest of it
    clausewise-8                  empty; its metadata names the others. Made last: from then on this generation answers

The server takes each name once, so of two writers with the same number one is refused. Nothing is locked, and a writer
that died leaves collections that nobody reads: the next generation's writer removes them.
"""

import base64
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import numpy as np

from ingest.errors import ClausewiseError, IndexDamaged, IndexFault, StoreFault, UsageError, one_line
from ingest.index.chroma import ChromaFault, Reader, fill_collection, held

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

    from ingest.embed import Vectors
    from ingest.index.record import Record

BLOCK: Final = 1_000_000  # bytes of a block before it is packed: a server takes 40 MB a request
AT_ONCE: Final = 64  # blocks a request
PATIENCE: Final = 120  # seconds for one request: Chroma's client has no limit of its own
HERE: Final = ("127.0.0.1", "localhost", "::1")
_MARK = re.compile(r"clausewise-(\d+)")
_OURS = re.compile(r"clausewise-(\d+)(?:-([0-9a-f]{16})-(?:pieces|files))?")
_CONNECTING = Lock()


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation of a served index; what its mark says."""

    number: int
    name: str  # as of a folder's: a hash of what it holds, and its number
    word: str  # of its collections' names
    places: str  # sha256 of the places of its policies
    rest: str  # sha256 of the record without them

    @property
    def pieces(self) -> str:
        """The collection of its pieces."""
        return f"clausewise-{self.number}-{self.word}-pieces"

    @property
    def files(self) -> str:
        """The collection of its record."""
        return f"clausewise-{self.number}-{self.word}-files"


class Server:
    """A Chroma server. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Connect. Raises StoreFault when nothing answers, UsageError for an address that cannot be used."""
        self.url = url
        self.base = 0  # number of the generation that answered when this process began to write
        host, port, ssl = address(url)
        with self.faults():
            self._client = _client(host, port, ssl=ssl)

    def answering(self) -> Generation:
        """The generation that answers now. Raises IndexFault when there is none."""
        if marks := self._marks():
            return marks[0]
        raise IndexFault(f"no index at {self.url}: run clausewise ingest FOLDER --index {self.url}")

    def named(self, name: str) -> Generation:
        """A generation that is not removed. Raises IndexFault when there is none of that name."""
        for mark in self._marks():
            if mark.name == name:
                return mark
        raise IndexFault(f"the index at {self.url} was written anew meanwhile: ask again")

    def begin(self) -> None:
        """Remember which generation answers now: `switch` refuses when another one does by then."""
        marks = self._marks()
        self.base = marks[0].number if marks else 0

    def fill(self, generation: Generation, record: "Record", vectors: "Vectors", files: Mapping[str, bytes]) -> None:
        """Write the collections of a generation; nobody reads them before the switch."""
        with self.faults():
            # "ip" as in a folder: vectors are of length 1
            space: Any = {"hnsw": {"space": "ip"}}
            pieces = self._client.create_collection(generation.pieces, configuration=space, embedding_function=None)
            fill_collection(pieces, record, vectors, held(record))
            blocks = self._client.create_collection(generation.files, embedding_function=None)
            for some in _batches(list(_blocks(files)), AT_ONCE):
                ids, data = zip(*some, strict=True)
                blocks.add(ids=list(ids), embeddings=np.zeros((len(ids), 1), np.float32), metadatas=list(data))

    def switch(self, generation: Generation) -> None:
        """Let a filled and checked generation answer from now on. Raises IndexFault when another writer was first."""
        from chromadb.errors import ChromaError

        fields: Any = {name: value for name, value in asdict(generation).items() if name != "number"}
        with self.faults():
            try:
                self._client.create_collection(_mark(generation.number), metadata=fields, embedding_function=None)
            except ChromaError as error:
                if self.answering().number < generation.number:
                    raise
                raise IndexFault(
                    f"another process wrote the index at {self.url} meanwhile: nothing was changed, run it again"
                ) from error

    def sweep(self, keep: int = 2) -> None:
        """Remove what is older than the newest generation but one, which a reader may still be asking."""
        marks = self._marks()
        kept = {collection for mark in marks[:keep] for collection in (mark.pieces, mark.files, _mark(mark.number))}
        with self.faults():
            for name in self._names():
                match = _OURS.fullmatch(name)
                if match and int(match.group(1)) <= marks[0].number and name not in kept:
                    self._client.delete_collection(name)

    def pieces(self, generation: Generation) -> Reader:
        """The pieces of a generation; use it within `faults`."""
        return Reader(self._client.get_collection(generation.pieces, embedding_function=None))

    def read(self, generation: Generation, names: Sequence[str]) -> Iterator[bytes]:
        """The files of a generation, by name and in order. Raises IndexDamaged when one is not whole."""
        with self.faults():
            collection = self._client.get_collection(generation.files, embedding_function=None)
            for some in _batches(names, AT_ONCE):
                first = self._got(collection, [f"{name}#0" for name in some])
                for name in some:
                    head = first.get(f"{name}#0", {"of": 0})
                    rest = [f"{name}#{n}" for n in range(1, int(head["of"]))]
                    yield self._joined(name, [head, *self._got(collection, rest).values()])

    def _got(self, collection: Any, ids: Sequence[str]) -> dict[str, Any]:
        """Blocks by their ids, in the order asked for."""
        if not ids:
            return {}
        answer = collection.get(ids=list(ids), include=["metadatas"])
        by_id = dict(zip(answer["ids"], answer["metadatas"], strict=True))
        return {id_: by_id[id_] for id_ in ids if id_ in by_id}

    def _joined(self, name: str, blocks: Sequence[Mapping[str, Any]]) -> bytes:
        if len(blocks) != blocks[0]["of"]:
            raise self.damaged(f"it has lost {name}")
        return b"".join(zlib.decompress(base64.b64decode(block["data"])) for block in blocks)

    def damaged(self, what: str) -> IndexDamaged:
        """The error for a generation that is not what was written."""
        return IndexDamaged(f"the index at {self.url} is damaged ({what}): run clausewise ingest again")

    def _names(self) -> list[str]:
        return [collection.name for collection in self._client.list_collections()]

    def _marks(self) -> list[Generation]:
        """All generations that were switched to and are not removed, newest first."""
        with self.faults():
            marks = {
                int(match.group(1)): collection.metadata
                for collection in self._client.list_collections()
                if (match := _MARK.fullmatch(collection.name))
            }
        return [Generation(number, **fields) for number, fields in sorted(marks.items(), reverse=True)]

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn what Chroma's client and the connection raise into ours."""
        import httpx
        from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, ChromaFault, httpx.HTTPError, zlib.error, ValueError) as error:
            raise self._fault(error) from error
        except Exception as error:
            if type(error) is not Exception:  # so the client tells of a reply that is no Chroma's
                raise
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> ClausewiseError:
        from chromadb.errors import NotFoundError

        if isinstance(error, NotFoundError):  # removed after a second switch
            return IndexFault(f"the index at {self.url} was written anew meanwhile: ask again")
        fault = one_line(error) or type(error).__name__
        return StoreFault(f"the Chroma server at {self.url} fails ({fault}): see that it runs, then try again")


@lru_cache(maxsize=8)
def _connected(url: str) -> Server:
    return Server(url)


def connected(url: str) -> Server:
    """The server at an address, connected to once. Raises as Server."""
    with _CONNECTING:  # Chroma keeps its clients in one dict, looked at and filled without a lock
        return _connected(url)


def address(url: str) -> tuple[str, int, bool]:
    """Host, port and whether it is TLS. Raises UsageError where texts would go over a network as they are."""
    parts = urlsplit(url)
    with suppress(ValueError):
        if parts.scheme in ("http", "https") and parts.hostname and not parts.path.strip("/"):
            ssl = parts.scheme == "https"
            if not (ssl or parts.hostname in HERE or os.environ.get("CLAUSEWISE_PLAIN_HTTP")):
                raise UsageError(
                    f"{url} would send policies over the network unencrypted: give https://,"
                    " or set CLAUSEWISE_PLAIN_HTTP=1 where nobody else is on it"
                )
            return parts.hostname, parts.port or (443 if ssl else 8000), ssl
    raise UsageError(f"{url} is no address of a Chroma server: give http://HOST:PORT or https://HOST:PORT")


def _client(host: str, port: int, *, ssl: bool) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings

    token = os.environ.get("CLAUSEWISE_STORE_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else None
    client = chromadb.HttpClient(host, port, ssl, headers, Settings(anonymized_telemetry=False))
    client._server._session.timeout = PATIENCE  # type: ignore[attr-defined]  # noqa: SLF001 - it offers no other way
    return client


def _mark(number: int) -> str:
    return f"clausewise-{number}"


def _blocks(files: Mapping[str, bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Files in blocks, each with its id; the first says how many there are. In metadata: texts are indexed."""
    for name, data in files.items():
        starts = range(0, max(1, len(data)), BLOCK)
        for n, start in enumerate(starts):
            packed = base64.b64encode(zlib.compress(data[start : start + BLOCK], 6)).decode()
            yield f"{name}#{n}", {"data": packed, "of": len(starts)}


def _batches(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
