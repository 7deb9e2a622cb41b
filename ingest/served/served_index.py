"""Open, write and check an index that a Chroma server holds: each policy is read, and checked, when it is asked for."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np

from ingest.embed import Vectors
from ingest.errors import IndexDamaged, IndexFault
from ingest.index.chroma import ChromaFault, compare
from ingest.index.filed_index import FiledIndex
from ingest.index.policy_places import Place, places_json
from ingest.index.record import Record, digest_of, npy_bytes, read_record, stand_ins
from ingest.served.server import Generation, Server
from ingest.spans import Span

PLACES: Final = "places"  # names of files; a policy's is POLICY and its id
REST: Final = "rest"
POLICY: Final = "policy/"


class ServedIndex(FiledIndex):
    """A generation that a server holds; see Index. Its folder is this machine's own, for what it makes of it."""

    def __init__(self, folder: Path, server: Server, generation: Generation) -> None:
        """Read the places. Raises StoreFault when the server fails, IndexDamaged when it gives others."""
        self.served = Served(server, generation)
        super().__init__(folder, self.served.places, self.served)

    @property
    def record(self) -> Record:
        """See Index."""
        if self._record is None:
            self._record = read_record(json.loads(self.served.record()))
        return self._record

    def is_whole(self) -> bool:
        """See Index."""
        return not self.served.fault()


class Served:
    """Where a served index's bytes come from."""

    def __init__(self, server: Server, generation: Generation) -> None:
        self._server, self._generation = server, generation
        self._stands: dict[str, str] = {}  # see stand_ins; of the policies that were read

    @cached_property
    def places(self) -> list[Place]:
        """Where the policies stand in the record."""
        return [Place(*row) for row in json.loads(self._checked(PLACES, self._generation.places))]

    def texts(self, place: Place) -> Sequence[bytes]:
        """See filed_index.Source."""
        texts, stands = _unpacked(next(self._server.read(self._generation, [POLICY + place.id])))
        self._stands |= stands
        return texts

    def rows(self, place: Place, ids: Callable[[], Sequence[str]]) -> Vectors:  # noqa: ARG002 - see Source
        """See filed_index.Source."""
        return self._vectors([self._stands.get(id_, id_) for id_ in ids()])

    def record(self) -> bytes:
        """The whole record, as it was written."""
        files = self._server.read(self._generation, [POLICY + place.id for place in self.places])
        texts = {place.id: _unpacked(file)[0] for place, file in zip(self.places, files, strict=True)}
        return _put_together(self._checked(REST, self._generation.rest), self.places, texts)

    def truth(self) -> tuple[Record, Vectors]:
        """The record and all vectors. Raises IndexDamaged when they are not what was written."""
        text = self.record()
        record = read_record(json.loads(text))
        vectors = self._vectors(list(stand_ins(record.pieces).values()))
        if not self._generation.name.startswith(digest_of(text, npy_bytes(vectors))):
            raise self._server.damaged("its record or its vectors are not what was written")
        return record, vectors

    def fault(self) -> str:
        """Say what is not as it was written, "" when nothing is: every byte is read, and pieces must be found."""
        try:
            record, vectors = self.truth()
        except IndexFault as error:
            return str(error)
        return _unfound(self._server, self._generation, record, vectors)

    def _vectors(self, ids: Sequence[str]) -> Vectors:
        with self._server.faults():
            by_id = self._server.pieces(self._generation).get(list(dict.fromkeys(ids)))
        if missing := [id_ for id_ in ids if id_ not in by_id]:
            raise self._server.damaged(f"it has lost {len(missing)} of its vectors, {missing[0]} among them")
        return np.asarray([by_id[id_] for id_ in ids], dtype=np.float32)

    def _checked(self, name: str, sha: str) -> bytes:
        data = next(self._server.read(self._generation, [name]))
        if sha256(data).hexdigest() != sha:
            raise self._server.damaged(f"its {name} are not what was written")
        return data


def publish(server: Server, record: Record, vectors: Vectors) -> None:
    """Write a generation to a server, read all of it back, and let it answer. The one before stays for who reads it.

    Raises StoreFault when the server fails, IndexFault when it does not give back what it was given, or when another
    process wrote meanwhile; the old generation then still answers.
    """
    text = record.to_json().encode()
    rows = [Place(*row) for row in json.loads(places_json(record, text, vectors))]
    files = _files(text, rows, record)
    generation = Generation(
        server.base + 1,
        f"{digest_of(text, npy_bytes(vectors))}-{server.base + 1}",
        secrets.token_hex(8),
        *(sha256(files[name]).hexdigest() for name in (PLACES, REST)),
    )
    server.fill(generation, record, vectors, files)
    if fault := _fault(server, generation, record, vectors, files):
        raise IndexFault(f"the new index does not pass its check ({fault}): nothing was changed, try again")
    server.switch(generation)
    server.sweep()


def _fault(server: Server, generation: Generation, record: Record, vectors: Vectors, files: Mapping[str, bytes]) -> str:
    """What a server does not give back as it was given, "" for nothing."""
    try:
        for (name, data), data_read in zip(files.items(), server.read(generation, list(files)), strict=True):
            if data_read != data:
                return f"{name} is not what was written"
    except IndexDamaged as error:
        return str(error)
    return _unfound(server, generation, record, vectors)


def _unfound(server: Server, generation: Generation, record: Record, vectors: Vectors) -> str:
    """What Chroma does not hold or find, "" for nothing."""
    with server.faults():
        try:
            compare(server.pieces(generation), record, vectors)
        except ChromaFault as error:
            return str(error)
    return ""


def _files(text: bytes, places: Sequence[Place], record: Record) -> dict[str, bytes]:
    """A record as files: where its policies stand, what it says of each and whose vectors stand in, and its rest."""
    stands: dict[str, dict[str, str]] = {place.id: {} for place in places}
    for id_, stand in stand_ins(record.pieces).items():
        if stand != id_:
            stands[id_.split("/", 1)[0]][id_] = stand
    files = {PLACES: json.dumps([list(asdict(place).values()) for place in places], ensure_ascii=False).encode()}
    for place in places:
        texts = [text[start:end].decode() for start, end in place.spans]
        files[POLICY + place.id] = json.dumps([texts, stands[place.id]]).encode()
    return files | {REST: _between(text, sorted(span for place in places for span in place.spans))}


def _between(text: bytes, spans: Sequence[Span]) -> bytes:
    """What of a text lies outside some spans."""
    starts, ends = (0, *(end for _, end in spans)), (*(start for start, _ in spans), len(text))
    return b"".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _unpacked(file: bytes) -> tuple[list[bytes], dict[str, str]]:
    """What the record says of a policy, and the pieces whose vectors stand in for its own."""
    texts, stands = json.loads(file)
    return [text.encode() for text in texts], stands


def _put_together(rest: bytes, places: Sequence[Place], texts: Mapping[str, Sequence[bytes]]) -> bytes:
    """The record out of its files, the other way round than `_files`."""
    spans = sorted((*span, text) for place in places for span, text in zip(place.spans, texts[place.id], strict=True))
    parts: list[bytes] = []
    at = done = 0
    for start, end, text in spans:
        parts += rest[done : done + start - at], text
        done, at = done + start - at, end
    return b"".join((*parts, rest[done:]))
