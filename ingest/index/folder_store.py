"""Keep an index in a folder of this machine: open the generation that answers, write, check and switch to a new one."""

from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from ingest.embed import Vectors
from ingest.errors import IndexDamaged, IndexFault, remedy
from ingest.index import chroma, filed_index
from ingest.index.check_process import check
from ingest.index.generations import answering, begun, changed, retire, seal, standing, sweep, switch, write_durably
from ingest.index.index import Index, chroma_damaged, read_current, refuse_changed
from ingest.index.locks import hold
from ingest.index.policy_places import places_json
from ingest.index.record import Record, digest_of, npy_bytes, read_truth


class FolderStore:
    """An index in a folder; see Store."""

    def __init__(self, index: Path) -> None:
        self._index = index

    def current(self) -> str:
        """See Store."""
        return answering(self._index)

    def opened(self) -> Index:
        """See Store."""
        return read_current(self._index, self.current, _opened)

    def verified(self) -> Index:
        """See Store. Chroma is asked in a process of its own."""
        return read_current(self._index, self.current, _verified)

    def truth(self) -> tuple[Record, Vectors]:
        """See Store. Where it cannot be told which generation answers, of the newest whole one."""
        *others, last = standing(self._index)
        for folder in others:
            with suppress(IndexDamaged):
                return read_truth(folder)
        return read_truth(last)

    def begin(self) -> None:
        """Nothing to note: the lock keeps out all who could write to this folder."""

    def write(self, record: Record, vectors: Vectors) -> None:
        """See Store. Raises IndexFault when Chroma does not give back what it was given, or nothing can be written."""
        files = _files(record, vectors)
        digest = digest_of(files["record.json"], files["vectors.npy"])
        try:
            sweep(self._index, self.current)  # what killed runs left takes room
            with begun(self._index, digest) as folder:
                for name, data in files.items():
                    write_durably(folder / name, data)
                chroma.fill(folder, record, vectors)
                seal(folder)
                if fault := check(folder):
                    raise IndexFault(f"the new index does not pass its check ({fault}): nothing was changed, try again")
                switch(folder)
            sweep(self._index, self.current)
        except (OSError, chroma.ChromaFault) as error:
            raise self._unwritten(error) from error

    def drop_earlier(self) -> None:
        """Nothing to do: writing removes what nobody reads."""

    def _unwritten(self, error: Exception) -> IndexFault:
        why = getattr(error, "strerror", None) or error
        mend = remedy(getattr(error, "errno", None))
        return IndexFault(f"cannot write the index at {self._index} ({why}), nothing was changed: {mend}")


def _files(record: Record, vectors: Vectors) -> dict[str, bytes]:
    """The files of a generation beside its Chroma; a large record has one more that says where its policies stand."""
    files = {"record.json": record.to_json().encode(), "vectors.npy": npy_bytes(vectors)}
    if len(files["record.json"]) > filed_index.LARGE:
        files[filed_index.PLACES] = places_json(record, files["record.json"], vectors)
    return files


def _opened(folder: Path) -> Index:
    """Open and hold the generation in a folder.

    Raises IndexDamaged, or FileNotFoundError when it is being removed.
    """
    with ExitStack() as holding:
        holding.callback(hold(folder))
        large = filed_index.is_large(folder)
        index = filed_index.filed(folder) if large else Index(folder, *read_truth(folder))
        refuse_changed(folder, changed(folder, deep=False))
        index.when_let_go(partial(retire, folder))
        index.when_let_go(holding.pop_all().close)
    return index


def _verified(folder: Path) -> Index:
    refuse_changed(folder, changed(folder, deep=True))
    index = _opened(folder)
    if fault := check(folder):
        raise chroma_damaged(folder, fault)
    return index
