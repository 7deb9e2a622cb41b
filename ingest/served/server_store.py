"""Keep an index in a Chroma server: what a store is asked for, put to the server."""

from contextlib import ExitStack
from pathlib import Path

from ingest.embed import Vectors
from ingest.errors import IndexDamaged
from ingest.index.generations import sweep
from ingest.index.index import read_current
from ingest.index.locks import hold
from ingest.index.record import Record
from ingest.served.served_index import ServedIndex, publish
from ingest.served.server import Server


class ServerStore:
    """An index in a server; see Store. `index` is this machine's folder for what it makes of it."""

    def __init__(self, index: Path, server: Server) -> None:
        self._index, self._server = index, server

    def current(self) -> str:
        """See Store."""
        return self._server.answering().name

    def opened(self) -> ServedIndex:
        """See Store. The folders that this machine has of older generations are removed."""
        return read_current(self._index, self.current, self._opened)

    def verified(self) -> ServedIndex:
        """See Store."""
        return read_current(self._index, self.current, self._verified)

    def truth(self) -> tuple[Record, Vectors]:
        """See Store. Raises IndexDamaged when it is not what was written."""
        return self.opened().served.truth()

    def begin(self) -> None:
        """See Store."""
        self._server.begin()

    def write(self, record: Record, vectors: Vectors) -> None:
        """See Store and `publish`."""
        publish(self._server, record, vectors)

    def drop_earlier(self) -> None:
        """See Store."""
        self._server.sweep(keep=1)

    def _opened(self, folder: Path) -> ServedIndex:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as holding:
            holding.callback(hold(folder))
            sweep(self._index, self.current)
            index = ServedIndex(folder, self._server, self._server.named(folder.name))
            index.when_let_go(holding.pop_all().close)
        return index

    def _verified(self, folder: Path) -> ServedIndex:
        index = self._opened(folder)
        if fault := index.served.fault():
            raise IndexDamaged(fault)
        return index
