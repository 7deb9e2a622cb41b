"""What is read when it is asked for: entries of a list, and what the record of a large index knows of one policy."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any, Final, TypeVar, overload

from ingest.clauses.clause import Clause
from ingest.index.record import Piece, as_json, read_clause, read_policy
from ingest.policy import Policy

Entry_co = TypeVar("Entry_co", covariant=True)
BEGINS: Final = {kind: b'{"%s": ' % min(field.name for field in fields(kind)).encode() for kind in (Clause, Piece)}
_ID = re.compile(rb'"id": "((?:[^"\\]|\\.)*)"')


class Made(Sequence[Entry_co]):
    """A list of which each entry is made when it is asked for: Made([3, 4], str)[1] → "4"."""

    def __init__(self, of: Sequence[Any], make: Callable[[Any], Entry_co]) -> None:
        self._of, self._make = of, make

    @overload
    def __getitem__(self, at: int) -> Entry_co: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Entry_co]: ...
    def __getitem__(self, at: int | slice) -> Entry_co | Sequence[Entry_co]:
        return Made(self._of[at], self._make) if isinstance(at, slice) else self._make(self._of[at])

    def __len__(self) -> int:
        return len(self._of)


class Part:
    """What the record knows of one policy, each entry read when it is asked for: a search wants a few of many."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self._texts = texts

    @cached_property
    def policy(self) -> Policy:
        """The policy."""
        return read_policy(json.loads(self._texts[0]))

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """Its clauses by their ids."""
        return _ClausesFound(self._texts[1])

    @cached_property
    def pieces(self) -> Sequence[Piece]:
        """Its pieces in text order."""
        return Made(_entries(self._texts[2], Piece), lambda entry: Piece(**json.loads(entry)))


class _ClausesFound(Mapping[str, Clause]):
    """The clauses in a text of the record. One is looked for by its id: to take the ids out of all took longest."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def __getitem__(self, id_: str) -> Clause:
        at = self._text.find(b'"id": %s' % as_json(id_).encode())  # a quote in a text is escaped: none is found there
        if at < 0:
            raise KeyError(id_)
        begin = BEGINS[Clause]
        end = self._text.find(b", " + begin, at)
        return read_clause(json.loads(self._text[self._text.rindex(begin, 0, at) : end if end >= 0 else None]))

    def __iter__(self) -> Iterator[str]:
        return map(_id, _entries(self._text, Clause))

    def __len__(self) -> int:
        return len(_entries(self._text, Clause))


def _entries(text: bytes, kind: type[Clause | Piece]) -> list[bytes]:
    """The entries of a list in the record, unread: reading all of them takes most of a search's time.

    Each begins with the name of its first field. Quotes in a text are escaped, so no text holds such a beginning.
    """
    begin = BEGINS[kind]
    return [begin + entry for entry in text.removeprefix(begin).split(b", " + begin)]


def _id(entry: bytes) -> str:
    """The id of an entry: before it stand no names but the fields'."""
    match = _ID.search(entry)
    assert match  # noqa: S101 - each entry has one
    id_ = match.group(1)
    return str(json.loads(b'"%s"' % id_)) if b"\\" in id_ else id_.decode()
