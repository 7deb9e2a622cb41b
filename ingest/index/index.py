"""One generation of an index, opened: policies, clauses and vectors, whole or not there.

A record of our own (record.json, vectors.npy) is the truth, named by its hash. The Chroma beside it is built from it
and can be built again without the embedding model. A new generation is sealed and checked before it answers, so a
failed or killed write leaves the old one answering. What Chroma gives is compared with the record at each reading.
"""

import logging
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from ingest.clauses.clause import Clause
from ingest.embed import Vectors
from ingest.errors import IndexDamaged, IndexFault
from ingest.index.chroma import ChromaFault, NoRoom, Reader
from ingest.index.generations import changed, to_rebuild
from ingest.index.record import Piece, Record, read_truth, record_damaged, stand_ins

if TYPE_CHECKING:
    from ingest.embed import Embedder
    from ingest.policy import Policy

Opened = TypeVar("Opened", bound="Index")


def refuse_other_embedder(index: "Index", embedder: "Embedder") -> None:
    """Raise IndexFault where an index was made with another embedding model: its vectors mean nothing to this one."""
    if index.embedder not in ("", embedder.name):
        raise IndexFault(
            f"the index was made with the embedding model {index.embedder}, and {embedder.name} is asked: run"
            " clausewise ingest again"
        )


class Index:
    """One whole generation, opened for reading; kept from removal until it is let go."""

    def __init__(self, folder: Path, record: Record | None, vectors: Vectors | None = None) -> None:
        """`record`: None where it is read when it is asked for."""
        self.folder = folder
        self._record = record
        self._truth = np.empty((0, 0), np.float32) if vectors is None else vectors  # [pieces, dim]
        self._opening = threading.Lock()
        self._reader: Reader | None = None
        self._closing = ExitStack()
        weakref.finalize(self, self._closing.close)

    @property
    def record(self) -> Record:
        """All that the index knows but the vectors."""
        if self._record is None:
            self._record, _ = read_truth(self.folder)
        return self._record

    @property
    def embedder(self) -> str:
        """The name of the model that made the vectors; "" where that is not known."""
        return self.record.embedder

    @property
    def listed(self) -> "Sequence[Policy]":
        """The policies in the index's order; of a large index their texts are read when they are asked for."""
        return self.record.policies

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Each policy's name by its id."""
        return {policy.id: policy.name for policy in self.listed}

    @cached_property
    def policies(self) -> "Mapping[str, Policy]":
        """The policies by their ids."""
        return {policy.id: policy for policy in self.record.policies}

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """The clauses by their ids."""
        return {clause.id: clause for clause in self.record.clauses}

    @cached_property
    def _row(self) -> Mapping[str, int]:
        return {piece.id: n for n, piece in enumerate(self.record.pieces)}

    @cached_property
    def _stands(self) -> Mapping[str, str]:
        """Whose vector Chroma holds for each piece."""
        return stand_ins(self.record.pieces)

    @cached_property
    def clauses_of(self) -> Mapping[str, Sequence[Clause]]:
        """The clauses of each policy, by its id, in text order."""
        clauses: dict[str, list[Clause]] = {policy: [] for policy in self.policies}
        for clause in self.record.clauses:
            clauses[clause.policy_id].append(clause)
        return clauses

    @cached_property
    def pieces_of(self) -> Mapping[str, Sequence[Piece]]:
        """The pieces of each policy, by its id, in text order."""
        pieces: dict[str, list[Piece]] = {policy: [] for policy in self.policies}
        for piece in self.record.pieces:
            pieces[self.clauses[piece.clause_id].policy_id].append(piece)
        return pieces

    def vectors_of(self, policy: str) -> Vectors:
        """Return the vectors [pieces, dim] of a policy. Raises as `vectors`."""
        return self.vectors([piece.id for piece in self.pieces_of[policy]])

    def vectors(self, piece_ids: Sequence[str]) -> Vectors:
        """Return the vectors [len(piece_ids), dim] from Chroma, in the order asked.

        Raises IndexDamaged when one is missing or is not the one that was put in.
        """
        by_id = self._given(piece_ids)
        if missing := [id_ for id_ in piece_ids if id_ not in self._row or (by_id is not None and id_ not in by_id)]:
            raise chroma_damaged(self.folder, f"it has lost {len(missing)} of its vectors, {missing[0]} among them")
        recorded = np.asarray(self._truth[[self._row[id_] for id_ in piece_ids]], dtype=np.float32)
        if by_id is not None:
            read = np.asarray([by_id[id_] for id_ in piece_ids], np.float32)
            if not np.array_equal(read, recorded):
                raise chroma_damaged(self.folder, "Chroma gives other vectors than it was given")
        return recorded

    def _given(self, piece_ids: Sequence[str]) -> Mapping[str, Vectors] | None:
        """Return what Chroma gives; None on a full disk, where Chroma cannot be opened and our own record serves."""
        try:
            with self._opening, ExitStack() as closing:
                if self._reader is None:
                    self._reader = Reader.opened(self.folder, closing)
                    self._closing.push(closing.pop_all())  # what could not be opened is closed at once
            stands = {id_: self._stands.get(id_, id_) for id_ in piece_ids}
            by_id = self._reader.get(list(dict.fromkeys(stands.values())))
            return {id_: by_id[stand] for id_, stand in stands.items() if stand in by_id}
        except NoRoom as error:
            logging.getLogger(__name__).warning("no room to open Chroma, our own record serves instead: %s", error)
            return None
        except ChromaFault as error:
            raise chroma_damaged(self.folder, str(error)) from error

    def is_whole(self) -> bool:
        """Say whether every byte is what was written."""
        return not changed(self.folder, deep=True)

    def when_let_go(self, what: Callable[[], object]) -> None:
        """Call `what` when this index is let go; what was given last comes first."""
        self._closing.callback(what)


def read_current(index: Path, current: Callable[[], str], read: Callable[[Path], Opened]) -> Opened:
    """Read the folder of the generation that `current` names; again when another was switched to meanwhile."""
    while True:
        folder = index / "generations" / current()
        try:
            return read(folder)
        except (IndexFault, OSError) as error:
            if current() != folder.name:
                continue
            raise error if isinstance(error, IndexFault) else record_damaged(folder, str(error)) from error


def refuse_changed(folder: Path, names: Sequence[str]) -> None:
    """Raise IndexDamaged for files that are not what was sealed, if there are any."""
    if names:
        ours = {"record.json", "vectors.npy"} & set(names)
        raise (record_damaged if ours else chroma_damaged)(folder, ", ".join(names))


def chroma_damaged(folder: Path, what: str) -> IndexDamaged:
    """Return the error for a generation whose Chroma is not whole: it can be built again from the record."""
    index = folder.parent.parent
    return IndexDamaged(f"the index at {index} is damaged ({what}): {to_rebuild(index)}")
