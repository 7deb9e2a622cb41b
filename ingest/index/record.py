"""Read and write the record of an index: its policies, clauses, pieces and findings."""

import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from ingest.clauses.clause import Clause
from ingest.embed import Vectors
from ingest.errors import IndexDamaged, IndexFault
from ingest.findings.finding import Finding
from ingest.index.history import Dates, Version, newest
from ingest.policy import LeftOut, Policy

FORMAT: Final = 1  # of the record; another number is another program's
TWINS: Final = 16  # policies of which Chroma holds the very same words: as many as HNSW links a vector to

Entry = TypeVar("Entry")


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
    versions: tuple[Version, ...] = ()  # earlier versions of the policies, a policy's oldest first; not searched
    dates: tuple[Dates, ...] = ()  # of the policies themselves; none in an index of before there were versions

    def history(self) -> dict[str, list[Version]]:
        """All versions of each policy, the oldest first, the newest last."""
        earlier = by_policy(self.versions, lambda version: version.policy.id)
        return {id_: [*earlier[id_], last] for id_, last in newest(self.policies, self.dates).items()}

    def to_json(self) -> str:
        """Return the record as one JSON object; the same record gives the same bytes."""
        fields = (f"{json.dumps(name)}: {text}" for name, text in sorted(self._fields()))
        return f"{{{', '.join(fields)}}}"

    def _fields(self) -> Iterator[tuple[str, str]]:
        """Each field as JSON, entry by entry: all entries as dicts at once would take ten times their text."""
        yield "format", as_json(FORMAT)
        yield "embedder", as_json(self.embedder)
        yield "findings", f"[{', '.join(as_json((policy, asdict(finding))) for policy, finding in self.findings)}]"
        for name in ("policies", "clauses", "pieces", "versions", "dates"):
            yield name, f"[{', '.join(as_json(asdict(entry)) for entry in getattr(self, name))}]"


def by_policy(entries: Iterable[Entry], policy_of: Callable[[Entry], str]) -> Mapping[str, list[Entry]]:
    """Group entries of a record by the ids of their policies, in one walk; a policy without any has an empty list."""
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[policy_of(entry)].append(entry)
    return groups


def stand_ins(pieces: Sequence[Piece]) -> Mapping[str, str]:
    """Say for each piece which one's vector Chroma holds: its own, or that of a twin, which has the very same words.

    HNSW finds a vector by links to its nearest: a hundred twins link to one another, and what lies behind is lost.
    """
    by_key: dict[str, dict[str, str]] = {}  # key → policy → the piece that Chroma holds
    stands: dict[str, str] = {}
    for piece in pieces:
        twins, policy = by_key.setdefault(piece.key, {}), piece.id.split("/", 1)[0]
        if len(twins) < TWINS:
            twins.setdefault(policy, piece.id)
        stands[piece.id] = twins.get(policy) or next(iter(twins.values()))
    return stands


def as_json(entry: Any) -> str:
    """Return an entry of the record as it stands there."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True)


def read_truth(folder: Path) -> tuple[Record, Vectors]:
    """Read the record and the vectors of a generation. Raises IndexDamaged when they are not what its name says."""
    try:
        texts = [(folder / name).read_bytes() for name in ("record.json", "vectors.npy")]
    except OSError as error:
        raise record_damaged(folder, str(error)) from error
    if not folder.name.startswith(digest_of(*texts)):
        raise record_damaged(folder, "its record or its vectors are not what was written")
    data = json.loads(texts[0])
    if data["format"] != FORMAT:
        raise IndexFault(f"the index at {folder.parent.parent} is of another version: run clausewise ingest again")
    return read_record(data), np.load(io.BytesIO(texts[1]), allow_pickle=False)


def record_damaged(folder: Path, what: str) -> IndexDamaged:
    """Return the error for a generation whose record or vectors are not whole: only the policies themselves help."""
    return IndexDamaged(f"the index at {folder.parent.parent} is damaged ({what}): run clausewise ingest again")


def digest_of(*files: bytes) -> str:
    """Return the first 16 hex digits of a hash of some files, in their order: the name of a generation."""
    return hashlib.sha256(b"".join(hashlib.sha256(data).digest() for data in files)).hexdigest()[:16]


def npy_bytes(vectors: Vectors) -> bytes:
    """Return vectors as the bytes of a .npy file."""
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(vectors, dtype=np.float32))
    return file.getvalue()


def read_record(data: dict[str, Any]) -> Record:
    """Read the record by hand: a pydantic TypeAdapter reads it in half the time, and costs 0.4 s before it reads.

    Measured on the index of policies/ (0.3 MB): 3 ms and 2 ms. It would pay from about 80 MB on.
    """
    return Record(
        data["embedder"],
        tuple(read_policy(policy) for policy in data["policies"]),
        tuple(read_clause(clause) for clause in data["clauses"]),
        tuple(Piece(**piece) for piece in data["pieces"]),
        tuple((policy, Finding(**finding)) for policy, finding in data["findings"]),
        tuple(_version(version) for version in data.get("versions", ())),
        tuple(Dates(**dates) for dates in data.get("dates", ())),
    )


def read_clause(fields: dict[str, Any]) -> Clause:
    """Read one clause."""
    return Clause(**_tuples(fields))


def _version(fields: dict[str, Any]) -> Version:
    return Version(**fields | {"policy": read_policy(fields["policy"])})


def read_policy(fields: dict[str, Any]) -> Policy:
    """Read one policy; in an older index it has no left_out and no about."""
    left_out = tuple(LeftOut(**entry) for entry in fields.get("left_out", ()))
    about = tuple((name, value) for name, value in fields.get("about", ()))
    return Policy(**_tuples(fields | {"left_out": left_out, "about": about}))


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
