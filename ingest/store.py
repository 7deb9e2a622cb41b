"""Clauses and vectors into Chroma, and back out. The only file that knows chromadb.

An index is a folder of generations, each whole: a record of our own (policies, clauses, vectors) and a Chroma
built from it. One line in `current` names the one that answers; it is replaced atomically once the new one
has been verified, so a failed or killed write leaves the old one answering. Refuses to know how texts become vectors.
"""

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.clauses import Clause
from ingest.embed import Vectors
from ingest.errors import IndexFault
from ingest.findings import Finding
from ingest.policy import Policy

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

FORMAT = 1  # of the record; another number is another program's
BATCH = 5_000  # Chroma takes at most 5,461 a call
PROBES = 16  # vectors that must find themselves before a generation may answer
KEPT = 2  # generations: a reader that opened the last one may finish its question
_OPENING = threading.Lock()  # Chroma keeps its opened folders in one dict, looked at and filled without a lock


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

    @cached_property
    def fingerprint(self) -> str:
        """Names the generation: equal for equal input, embedder and splitting."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]


class Index:
    """One whole generation, opened for reading."""

    def __init__(self, folder: Path, record: Record) -> None:
        self.folder = folder
        self.record = record
        self.policies = {policy.id: policy for policy in record.policies}
        self.clauses = {clause.id: clause for clause in record.clauses}

    def vectors(self, piece_ids: Sequence[str]) -> Vectors:
        """Vectors [len(piece_ids), dim] from Chroma, in the order asked.

        Raises IndexFault when one is missing.
        """
        found: dict[str, Any] = {}
        for start in range(0, len(piece_ids), BATCH):
            batch = self._collection.get(ids=list(piece_ids[start : start + BATCH]), include=["embeddings"])
            found.update(zip(batch["ids"], batch["embeddings"] if batch["embeddings"] is not None else [], strict=True))
        if missing := [id_ for id_ in piece_ids if id_ not in found]:
            raise IndexFault(
                f"the index at {self.folder} has lost {len(missing)} of its vectors, {missing[0]} among them: "
                "run python -m ingest again"
            )
        return np.asarray([found[id_] for id_ in piece_ids], dtype=np.float32)

    @cached_property
    def _collection(self) -> "Collection":
        return _client(self.folder).get_collection("pieces", embedding_function=None)


def current(index: Path) -> str:
    """Name of the generation that answers. Raises IndexFault when there is none."""
    try:
        return (index / "current").read_text("utf-8").strip()
    except OSError as error:
        raise IndexFault(f"no index at {index}: run python -m ingest first, or name one with --index") from error


def open_index(index: Path) -> Index:
    """The generation that answers now. Raises IndexFault when there is none or it cannot be read."""
    folder = index / "generations" / current(index)
    return Index(folder, read_record(folder))


def read_record(folder: Path) -> Record:
    """The record of one generation. Raises IndexFault when it is damaged or of another format."""
    try:
        data = json.loads((folder / "record.json").read_text("utf-8"))
        if dict(data).get("format") != FORMAT:
            raise IndexFault(f"the index at {folder} was written by another version: run python -m ingest again")
        return _record(data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexFault(f"the index at {folder} is damaged ({error}): run python -m ingest again") from error


def read_vectors(folder: Path) -> Vectors:
    """All vectors [pieces, dim] of one generation, from our own record."""
    try:
        return np.asarray(np.load(folder / "vectors.npy", allow_pickle=False), dtype=np.float32)
    except (OSError, ValueError) as error:
        raise IndexFault(f"the index at {folder} is damaged ({error}): run python -m ingest again") from error


def write(index: Path, record: Record, vectors: Vectors) -> Index:
    """Build, verify and switch to a generation; the old one answers until the last step.

    Raises IndexFault when Chroma does not give back what it was given, or the folder cannot be written.
    """
    folder = index / "generations" / record.fingerprint
    try:
        shutil.rmtree(folder, ignore_errors=True)  # what a killed run left
        folder.mkdir(parents=True)
        np.save(folder / "vectors.npy", vectors)
        _write_durably(folder / "record.json", record.to_json())
        _fill(folder, record, vectors)
        _verify(folder, record, vectors)
        _write_durably(index / "current", record.fingerprint)
        _sweep(index, record.fingerprint)
    except OSError as error:
        raise IndexFault(f"cannot write the index at {index}: {error.strerror or error}") from error
    return open_index(index)


def _fill(folder: Path, record: Record, vectors: Vectors) -> None:
    """Write the pieces as LlamaIndex nodes, so that any LlamaIndex program can read the collection."""
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from ingest.nodes import nodes

    collection = _client(folder).create_collection("pieces", metadata={"hnsw:space": "ip"}, embedding_function=None)
    store = ChromaVectorStore.from_collection(collection)
    all_nodes = nodes(record, vectors)
    for start in range(0, len(all_nodes), BATCH):
        store.add(list(all_nodes[start : start + BATCH]))


def _verify(folder: Path, record: Record, vectors: Vectors) -> None:
    """Count, then probes: each probed vector must be the nearest to itself (equal texts tie)."""
    collection = _client(folder).get_collection("pieces", embedding_function=None)
    if (count := collection.count()) != len(record.pieces):
        raise IndexFault(
            f"Chroma holds {count} of {len(record.pieces)} pieces at {folder}: the old index still answers"
        )
    probed = range(0, len(record.pieces), max(1, len(record.pieces) // PROBES))
    for row in probed:
        near = collection.query(query_embeddings=[vectors[row].tolist()], n_results=1, include=["distances"])
        if not near["distances"] or not near["distances"][0] or near["distances"][0][0] > 1e-3:  # noqa: PLR2004
            raise IndexFault(f"Chroma does not find {record.pieces[row].id} again: the old index still answers")


def _client(folder: Path) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    try:
        with _OPENING:
            return chromadb.PersistentClient(str(folder / "chroma"), Settings(anonymized_telemetry=False))
    except (ChromaError, ValueError, RuntimeError) as error:
        raise IndexFault(f"Chroma cannot open {folder / 'chroma'}: {error}. Run python -m ingest again") from error


def _sweep(index: Path, keep: str) -> None:
    """Remove all but the newest generations; the one that answers always stays."""
    others = [path for path in (index / "generations").iterdir() if path.name != keep]
    for old in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _write_durably(path: Path, text: str) -> None:
    """Write beside, flush to disk, rename: a reader sees the old text or the new one, never half."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


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
