"""Open a large index without reading it: each policy is read, and checked, when it is asked for.

Beside record.json lies places.json: where each policy's parts begin and end in it, which rows of vectors.npy are its
own, and the hashes of both. What was asked for last is kept, so memory does not grow with the index. The vectors come
from our own record: Chroma would be copied for each reader, and held whole in its memory.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import numpy as np

from ingest.clauses.clause import Clause
from ingest.embed import Vectors
from ingest.files import sha256_of
from ingest.index.generations import contents
from ingest.index.index import Index, chroma_damaged
from ingest.index.policy_places import Place, digest
from ingest.index.read_late import Part
from ingest.index.record import Piece, record_damaged
from ingest.policy import LeftOut, Policy, PolicyList
from ingest.spans import Span

PLACES: Final = "places.json"
LARGE: Final = 64_000_000  # bytes of record.json: smaller ones are read whole, and checked whole, in about a second
KEPT: Final = 1_024  # policies whose parts stay in memory: about 0.2 MB each

Value = TypeVar("Value")
Parts = Callable[[str], Part]  # a policy → what the record knows of it


def is_large(folder: Path) -> bool:
    """Say whether a generation is opened by its places. One from before there were places is read whole."""
    places, record = folder / PLACES, folder / "record.json"
    return places.is_file() and places.stat().st_size > len("[]") and record.is_file() and record.stat().st_size > LARGE


class FiledIndex(Index):
    """A large generation; see Index."""

    def __init__(self, folder: Path, places: Iterable[Place], source: "Source") -> None:
        self._places = {place.id: place for place in places}
        self._source = source
        parts = partial(_part, folder, source, self._places)
        self._parts = lru_cache(maxsize=KEPT)(parts)  # nothing here refers to this index: it is let go
        self._sound: set[str] = set()  # policies whose vectors were checked
        super().__init__(folder, None)

    @property
    def embedder(self) -> str:
        """Not known: its record is not read."""
        return ""

    @cached_property
    def listed(self) -> PolicyList:
        """See Index."""
        return PolicyList(_Unread(place, self._parts) for place in self._places.values())

    @cached_property
    def policies(self) -> Mapping[str, Policy]:
        """See Index."""
        return _Looked(self._places, partial(_policy, self._parts))

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """See Index."""
        return _Clauses(self._places, self._parts)

    @cached_property
    def clauses_of(self) -> Mapping[str, Sequence[Clause]]:
        """See Index."""
        return _Looked(self._places, partial(_clauses, self._parts))

    @cached_property
    def pieces_of(self) -> Mapping[str, Sequence[Piece]]:
        """See Index."""
        return _Looked(self._places, partial(_pieces, self._parts))

    def vectors_of(self, policy: str) -> Vectors:
        """See Index."""
        place = self._places[policy]
        rows = self._source.rows(place, lambda: [piece.id for piece in self._parts(policy).pieces])
        if policy not in self._sound:
            if digest([rows.data]) != place.row_digest:
                raise record_damaged(self.folder, f"the vectors of {policy} are not what was written")
            self._sound.add(policy)
        return rows

    def vectors(self, piece_ids: Sequence[str]) -> Vectors:
        """See Index."""
        whole: dict[str, dict[str, Vectors]] = {}
        for policy in {_owner(id_) for id_ in piece_ids}:
            ids = [piece.id for piece in self._parts(policy).pieces] if policy in self._places else []
            whole[policy] = dict(zip(ids, self.vectors_of(policy) if ids else (), strict=True))
        if missing := [id_ for id_ in piece_ids if id_ not in whole[_owner(id_)]]:
            raise chroma_damaged(self.folder, f"it has lost {len(missing)} of its vectors, {missing[0]} among them")
        return np.stack([whole[_owner(id_)][id_] for id_ in piece_ids])


class Source(Protocol):
    """Where the bytes of a large index come from; they are checked by whom they are given to."""

    def texts(self, place: Place) -> Sequence[bytes]:
        """What the record says of one policy: the policy, its clauses, its pieces."""

    def rows(self, place: Place, ids: Callable[[], Sequence[str]]) -> Vectors:
        """The vectors of one policy's pieces; `ids` gives their ids."""


class Files:
    """The files of a generation's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._vectors = _mapped(folder)

    def texts(self, place: Place) -> Sequence[bytes]:
        """See Source."""
        with (self._folder / "record.json").open("rb") as file:
            return [_cut(file, span) for span in place.spans]

    def rows(self, place: Place, ids: Callable[[], Sequence[str]]) -> Vectors:  # noqa: ARG002 - see Source
        """See Source."""
        return np.array(self._vectors[place.row : place.row + place.rows], dtype=np.float32)


def filed(folder: Path) -> FiledIndex:
    """Open the generation in a folder by its places. Raises IndexDamaged when they are not what was sealed."""
    file = folder / PLACES
    if sha256_of(file) != contents(folder).get(PLACES, (0, ""))[1]:
        raise chroma_damaged(folder, PLACES)
    return FiledIndex(folder, (Place(*row) for row in json.loads(file.read_bytes())), Files(folder))


def _part(folder: Path, source: Source, places: Mapping[str, Place], policy: str) -> Part:
    """Read one policy's parts. Raises IndexDamaged when they are not what was written."""
    texts = source.texts(places[policy])
    if digest(texts) != places[policy].digest:
        raise record_damaged(folder, f"the record of {policy} is not what was written")
    return Part(texts)


def _policy(parts: Parts, id_: str) -> Policy:
    return parts(id_).policy


def _clauses(parts: Parts, id_: str) -> Sequence[Clause]:
    return tuple(parts(id_).clauses.values())


def _pieces(parts: Parts, id_: str) -> Sequence[Piece]:
    return parts(id_).pieces


def _mapped(folder: Path) -> Vectors:
    """Map the vectors into memory. Raises IndexDamaged when they are none."""
    try:
        vectors: Vectors = np.load(folder / "vectors.npy", mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise record_damaged(folder, f"vectors.npy: {error}") from error
    return vectors


def _owner(id_: str) -> str:
    """The policy of a clause or a piece: "segments-ai/2#0" → "segments-ai"."""
    return id_.split("/", 1)[0]


def _cut(file: Any, span: Span) -> bytes:
    file.seek(span[0])
    return bytes(file.read(span[1] - span[0]))


class _Looked(Mapping[str, Value]):
    """A mapping of ids to what is looked up for each when it is asked for."""

    def __init__(self, ids: Mapping[str, Any], look: Callable[[str], Value]) -> None:
        self._ids, self._look = ids, look

    def __getitem__(self, id_: str) -> Value:
        if id_ not in self._ids:
            raise KeyError(id_)
        return self._look(id_)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class _Clauses(Mapping[str, Clause]):
    """All clauses by their ids, read policy by policy."""

    def __init__(self, places: Mapping[str, Place], parts: Parts) -> None:
        self._places, self._parts = places, parts

    def __getitem__(self, id_: str) -> Clause:
        if _owner(id_) not in self._places:
            raise KeyError(id_)
        return self._parts(_owner(id_)).clauses[id_]

    def __iter__(self) -> Iterator[str]:
        return (id_ for policy in self._places for id_ in self._parts(policy).clauses)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Unread(Policy):
    """A policy of which the names are at hand; the rest is read when it is asked for."""

    __slots__ = ("_parts",)
    _parts: Parts

    def __init__(self, place: Place, parts: Parts) -> None:
        for name in ("id", "name", "sha256"):
            object.__setattr__(self, name, getattr(place, name))
        object.__setattr__(self, "aliases", tuple(place.aliases))
        object.__setattr__(self, "_parts", parts)

    @property
    def text(self) -> str:
        """See Policy."""
        return self._parts(self.id).policy.text

    @property
    def pages(self) -> tuple[int, ...]:
        """See Policy."""
        return self._parts(self.id).policy.pages

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """See Policy."""
        return self._parts(self.id).policy.left_out

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        """See Policy."""
        return self._parts(self.id).policy.about
