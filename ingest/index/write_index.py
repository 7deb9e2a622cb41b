"""Write, rebuild and verify an index."""

from contextlib import suppress
from pathlib import Path

from ingest.embed import Vectors
from ingest.errors import IndexDamaged, IndexFault, remedy
from ingest.index import filed_index
from ingest.index.check_process import check
from ingest.index.generations import begun, changed, seal, standing, sweep, switch, write_durably
from ingest.index.locks import only_writer
from ingest.index.open_index import Index, chroma_damaged, open_index, read_current, refuse_changed
from ingest.index.policy_places import places_json
from ingest.index.record import Record, digest_of, npy_bytes, read_truth
from ingest.places import server_of


def verify(index: Path) -> Index:
    """Check that every byte is what was sealed, and that Chroma, in a process of its own, gives all back.

    Raises IndexDamaged, naming what is not, IndexFault when there is no index.
    """
    return read_current(index, _verified)


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
    from ingest.index.chroma import ChromaFault, fill

    if url := server_of(index):
        from ingest.served import served_index, server

        served_index.publish(server.connected(url), record, vectors)
        return open_index(index)
    files = {"record.json": record.to_json().encode(), "vectors.npy": npy_bytes(vectors)}
    digest = digest_of(*files.values())
    if len(files["record.json"]) > filed_index.LARGE:
        files[filed_index.PLACES] = places_json(record, files["record.json"], vectors)
    try:
        sweep(index)  # what killed runs left takes room
        with begun(index, digest) as folder:
            for name, data in files.items():
                write_durably(folder / name, data)
            fill(folder, record, vectors)
            seal(folder)
            if fault := check(folder):
                raise IndexFault(f"the new index does not pass its check ({fault}): nothing was changed, try again")
            switch(folder)
        sweep(index)
    except (OSError, ChromaFault) as error:
        why = getattr(error, "strerror", None) or error
        mend = remedy(getattr(error, "errno", None))
        raise IndexFault(f"cannot write the index at {index} ({why}), nothing was changed: {mend}") from error
    return open_index(index)


def truth(index: Path) -> tuple[Record, Vectors]:
    """Read what an index can be built from again. Raises IndexFault when there is nothing, or nothing whole."""
    if server_of(index):
        from ingest.served.served_index import truth as truth_of

        return truth_of(open_index(index))
    *others, last = standing(index)
    for folder in others:
        with suppress(IndexDamaged):
            return read_truth(folder)
    return read_truth(last)


def _verified(folder: Path) -> Index:
    if server_of(folder.parent.parent):
        from ingest.served.served_index import verified

        return verified(Index.opened(folder))
    refuse_changed(folder, changed(folder, deep=True))
    opened = Index.opened(folder)
    if fault := check(folder):
        raise chroma_damaged(folder, fault)
    return opened
