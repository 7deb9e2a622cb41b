"""An index: policies, clauses and vectors on disk, whole or not there.

A record of our own (record.json, vectors.npy) is the truth, named by its hash; the Chroma beside it is built from it
and can be built again, without the embedding model. A new generation is sealed and checked before it answers, so a
failed or killed write leaves the old one answering. What Chroma gives is compared with the truth at each reading.
Refuses to know how texts become vectors, how Chroma keeps them, and how folders are switched.
"""

import hashlib
import io
import json
import logging
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.checker import check
from ingest.clauses import Clause
from ingest.embed import Vectors
from ingest.errors import IndexDamaged, IndexFault
from ingest.findings import Finding
from ingest.generations import (
    begun,
    changed,
    current,
    retire,
    seal,
    standing,
    sweep,
    switch,
    to_rebuild,
)
from ingest.generations import write_durably as put
from ingest.locks import hold, only_writer
from ingest.policy import Policy

if TYPE_CHECKING:
    from ingest.chroma import Reader

__all__ = ["FORMAT", "Index", "Piece", "Record", "current", "open_index", "read_truth", "read_vectors", "rebuild"]
__all__ += ["truth", "verify", "write"]

FORMAT = 1  # of the record; another number is another program's


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a clause as it is searched."""

    id: str  # "segments-ai/privacy-statement/2#3"
    clause_id: str
    start: int  # code points into the policy's text, half-open
    end: int
    key: str  # sha256 of embedder and text: the same key has the same vector


@dataclass(frozen=True)
class Record:
    """All that an index knows but the vectors; row i of the vectors belongs to pieces[i]."""

    embedder: str  # Embedder.name
    policies: tuple[Policy, ...]
    clauses: tuple[Clause, ...]
    pieces: tuple[Piece, ...]
    findings: tuple[tuple[str, Finding], ...]  # (policy id, finding)

    def to_json(self) -> str:
        """The record as one JSON object; the same record gives the same bytes."""
        return json.dumps({"format": FORMAT} | asdict(self), ensure_ascii=False, sort_keys=True)


class Index:
    """One whole generation, opened for reading; kept from removal until it is let go."""

    def __init__(self, folder: Path, record: Record, rows: Vectors | None = None) -> None:
        self.folder = folder
        self.record = record
        self.policies = {policy.id: policy for policy in record.policies}
        self.clauses = {clause.id: clause for clause in record.clauses}
        self._row = {piece.id: n for n, piece in enumerate(record.pieces)}
        self._truth = np.empty((0, 0), np.float32) if rows is None else rows  # [pieces, dim]
        self._opening = threading.Lock()
        self._reader: Reader | None = None
        self._closing = ExitStack()
        weakref.finalize(self, self._closing.close)

    def vectors(self, piece_ids: Sequence[str]) -> Vectors:
        """Vectors [len(piece_ids), dim] from Chroma, in the order asked.

        Raises IndexDamaged when one is missing or is not the one that was put in.
        """
        given = self._given(piece_ids)
        if missing := [id_ for id_ in piece_ids if id_ not in self._row or (given is not None and id_ not in given)]:
            raise _damaged(self.folder, f"it has lost {len(missing)} of its vectors, {missing[0]} among them")
        own = np.asarray(self._truth[[self._row[id_] for id_ in piece_ids]], dtype=np.float32)
        if given is not None and not np.array_equal(np.asarray([given[id_] for id_ in piece_ids], np.float32), own):
            raise _damaged(self.folder, "Chroma gives other vectors than it was given")
        return own

    def _given(self, piece_ids: Sequence[str]) -> Mapping[str, Vectors] | None:
        """What Chroma gives; None on a full disk, where Chroma cannot be opened and our own record serves."""
        from ingest.chroma import ChromaFault, NoRoom, Reader

        try:
            with self._opening, ExitStack() as closing:
                if self._reader is None:
                    self._reader = Reader(self.folder, closing)
                    self._closing.push(closing.pop_all())  # what could not be opened is closed at once
            return self._reader.get(piece_ids)
        except NoRoom as error:
            logging.getLogger(__name__).warning("no room to open Chroma, our own record serves instead: %s", error)
            return None
        except ChromaFault as error:
            raise _damaged(self.folder, str(error)) from error

    @classmethod
    def opened(cls, folder: Path) -> "Index":
        """The generation in a folder, held. Raises IndexDamaged, or FileNotFoundError when it is being removed."""
        with ExitStack() as holding:
            holding.callback(hold(folder))
            index = cls(folder, *read_truth(folder))
            _refuse(folder, changed(folder, deep=False))
            index._closing.callback(retire, folder)
            index._closing.push(holding.pop_all())
        return index


def open_index(index: Path) -> Index:
    """The generation that answers now. Raises IndexFault when there is none, IndexDamaged when it is not whole."""
    return _steadily(index, Index.opened)


def verify(index: Path) -> Index:
    """The index, once every byte is what was sealed and Chroma, in a process of its own, gives all back.

    Raises IndexDamaged, naming what is not, IndexFault when there is no index.
    """
    return _steadily(index, _verified)


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
    from ingest.chroma import ChromaFault, fill

    files = {"record.json": record.to_json().encode(), "vectors.npy": _npy(vectors)}
    try:
        sweep(index)  # what killed runs left takes room
        with begun(index, _digest(*files.values())) as folder:
            for name, data in files.items():
                put(folder / name, data)
            fill(folder, record, vectors)
            seal(folder)
            if fault := check(folder):
                raise IndexFault(f"the new index does not pass its check ({fault}): nothing was changed, try again")
            switch(folder)
        sweep(index)
    except (OSError, ChromaFault) as error:
        why = getattr(error, "strerror", None) or error
        raise IndexFault(f"cannot write the index at {index}: {why}. Nothing was changed") from error
    return open_index(index)


def truth(index: Path) -> tuple[Record, Vectors]:
    """What an index can be built from again. Raises IndexFault when there is nothing, or nothing whole."""
    *others, last = standing(index)
    for folder in others:
        with suppress(IndexDamaged):
            return read_truth(folder)
    return read_truth(last)


def read_truth(folder: Path) -> tuple[Record, Vectors]:
    """Record and vectors of a generation, which are what its name says. Raises IndexDamaged when they are not."""
    try:
        texts = [(folder / name).read_bytes() for name in ("record.json", "vectors.npy")]
    except OSError as error:
        raise _lost(folder, str(error)) from error
    if not folder.name.startswith(_digest(*texts)):
        raise _lost(folder, "its record or its vectors are not what was written")
    data = json.loads(texts[0])
    if data["format"] != FORMAT:
        raise IndexFault(f"the index at {folder} was written by another version: run python -m ingest again")
    return _record(data), np.load(io.BytesIO(texts[1]), allow_pickle=False)


def read_vectors(folder: Path) -> Vectors:
    """All vectors [pieces, dim] of one generation, from our own record."""
    return read_truth(folder)[1]


def _steadily(index: Path, look: Callable[[Path], Index]) -> Index:
    """What `look` sees in the generation that answers; again when another was switched to meanwhile."""
    while True:
        folder = index / "generations" / current(index)
        try:
            return look(folder)
        except (IndexFault, OSError) as error:
            if current(index) != folder.name:
                continue
            raise error if isinstance(error, IndexFault) else _lost(folder, str(error)) from error


def _verified(folder: Path) -> Index:
    _refuse(folder, changed(folder, deep=True))
    opened = Index.opened(folder)
    if fault := check(folder):
        raise _damaged(folder, fault)
    return opened


def _refuse(folder: Path, wrong: Sequence[str]) -> None:
    """Raise IndexDamaged for files that are not what was sealed, if there are any."""
    if wrong:
        ours = {"record.json", "vectors.npy"} & set(wrong)
        raise (_lost if ours else _damaged)(folder, ", ".join(wrong))


def _damaged(folder: Path, what: str) -> IndexDamaged:
    """Chroma's part is not whole; ours is, as far as is known."""
    index = folder.parent.parent
    return IndexDamaged(f"the index at {index} is damaged ({what}): {to_rebuild(index)}")


def _lost(folder: Path, what: str) -> IndexDamaged:
    """Our part is not whole: only the policies themselves help."""
    return IndexDamaged(f"the index at {folder.parent.parent} is damaged ({what}): run python -m ingest again")


def _digest(*files: bytes) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(data).digest() for data in files)).hexdigest()[:16]


def _npy(vectors: Vectors) -> bytes:
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(vectors, dtype=np.float32))
    return file.getvalue()


def _record(data: dict[str, Any]) -> Record:
    return Record(
        data["embedder"],
        tuple(Policy(**_tuples(policy)) for policy in data["policies"]),
        tuple(Clause(**_tuples(clause)) for clause in data["clauses"]),
        tuple(Piece(**piece) for piece in data["pieces"]),
        tuple((policy, Finding(**finding)) for policy, finding in data["findings"]),
    )


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
