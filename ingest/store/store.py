"""Where an index is kept, a folder or a Chroma server, and which of the two an index's path stands for."""

from pathlib import Path
from typing import Protocol

from ingest.embed import Vectors
from ingest.index.folder_store import FolderStore
from ingest.index.index import Index
from ingest.index.record import Record
from ingest.places import server_of
from ingest.served.server import connected
from ingest.served.server_store import ServerStore


class Store(Protocol):
    """Where one index is kept."""

    def current(self) -> str:
        """Return the name of the generation that answers. Raises IndexFault when there is none."""

    def opened(self) -> Index:
        """Open the generation that answers."""

    def verified(self) -> Index:
        """Open it when every byte is what was written. Raises IndexDamaged, naming what is not."""

    def truth(self) -> tuple[Record, Vectors]:
        """Read what an index can be built from again."""

    def begin(self) -> None:
        """Note what answers before somebody writes; call it as the only writer of this machine."""

    def write(self, record: Record, vectors: Vectors) -> None:
        """Write a generation, check it and let it answer; the one before answers until then."""

    def drop_earlier(self) -> None:
        """Remove the generations that answered before, though somebody may read them."""


def store_of(index: Path) -> Store:
    """Return where an index is kept: in its folder, unless the folder stands for a server's address."""
    url = server_of(index)
    return ServerStore(index, connected(url)) if url else FolderStore(index)
