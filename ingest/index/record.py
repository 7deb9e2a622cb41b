"""The record of an index: its policies, clauses, pieces and findings, and the files that hold it."""

import hashlib
import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.clauses.clause import Clause
from ingest.embed import Vectors
from ingest.errors import IndexDamaged, IndexFault
from ingest.findings.finding import Finding
from ingest.policy import LeftOut, Policy

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
        tuple(_policy(policy) for policy in data["policies"]),
        tuple(Clause(**_tuples(clause)) for clause in data["clauses"]),
        tuple(Piece(**piece) for piece in data["pieces"]),
        tuple((policy, Finding(**finding)) for policy, finding in data["findings"]),
    )


def _policy(fields: dict[str, Any]) -> Policy:
    """A policy; an index that was written before there were them has no left_out and about."""
    left_out = tuple(LeftOut(**entry) for entry in fields.get("left_out", ()))
    about = tuple((name, value) for name, value in fields.get("about", ()))
    return Policy(**_tuples(fields | {"left_out": left_out, "about": about}))


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
