"""A large index, opened without reading it, gives what a small one gives, and damage is told where it is read."""

import json
import random
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import IndexDamaged
from ingest.index import filed_index
from ingest.index.filed_index import PLACES, FiledIndex, is_large
from ingest.index.index import Index
from ingest.index.policy_places import places_json
from ingest.index.record import FORMAT, read_truth
from ingest.pipeline import describe, ingest
from ingest.policy import Policy
from ingest.store.open_index import open_index
from ingest.store.write_index import verify, write
from tests.conftest import HashingEmbedder
from tests.reliability.store_faults import damages, made, noticed

ODD = 'Quoted "}, {"clause_id": "x", "id": "acme/9"}, {"columns": [" \\ é.'
POLICIES = (
    Policy("acme", "Acme", ("Acme Ltd",), "0" * 64, "1. Sale\nWe do not sell data.\n2. Time\nWe keep it long."),
    Policy('o"d\\d', "Odd", (), "1" * 64, f"1. Marks\n{ODD}\n2. More\nWords."),
    Policy("zeta", "Zeta", (), "2" * 64, "1. Cookies\nWe use cookies.", about=(("version", "4"),)),
)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FiledIndex:
    """Three policies, as if they were many."""
    monkeypatch.setattr(filed_index, "LARGE", 0)
    record = describe(POLICIES, "hashing/64")
    index = write(tmp_path, record, HashingEmbedder().embed([piece.id for piece in record.pieces]))
    assert isinstance(index, FiledIndex)
    return index


def test_a_large_index_gives_what_a_small_one_gives(opened: FiledIndex) -> None:
    """Policies, clauses, pieces, names and vectors, one by one and all of them; no more is read than is asked for."""
    record, vectors = read_truth(opened.folder)
    small = Index(opened.folder, record, vectors)
    for name in ("policies", "clauses", "clauses_of", "pieces_of"):
        ours, theirs = getattr(opened, name), getattr(small, name)
        assert list(ours) == list(theirs)
        assert len(ours) == len(theirs)
        assert [list(v) if name.endswith("_of") else v for v in ours.values()] == [
            list(v) if name.endswith("_of") else v for v in theirs.values()
        ]
        assert "nobody" not in ours
        assert "acme/nowhere" not in ours
    assert opened.names == small.names
    fields = ("id", "name", "aliases", "sha256", "text", "pages", "left_out", "about")
    for unread, policy in zip(opened.listed, record.policies, strict=True):
        assert [getattr(unread, field) for field in fields] == [getattr(policy, field) for field in fields]
    ids = [piece.id for piece in record.pieces]
    assert np.array_equal(opened.vectors(ids[::-1]), vectors[::-1])
    assert np.array_equal(opened.vectors_of("zeta"), small.vectors([id_ for id_ in ids if id_.startswith("zeta/")]))
    assert opened._record is None
    assert opened.record == record


def test_what_is_not_there_is_told(opened: FiledIndex) -> None:
    """A vector of no piece is an error, as in a small index."""
    for id_ in ("acme/nowhere#0", "nobody/1#0"):
        with pytest.raises(IndexDamaged, match="has lost 1"):
            opened.vectors([id_])


def test_damage_is_told_where_it_is_read(opened: FiledIndex, tmp_path: Path) -> None:
    """One turned letter or vector of a policy stops who reads that policy, not who reads another."""
    record, vectors = opened.folder / "record.json", opened.folder / "vectors.npy"
    text, rows = record.read_bytes(), vectors.read_bytes()
    record.write_bytes(text.replace(b"use cookies", b"use cookees"))
    again = open_index(tmp_path)
    assert again.clauses_of["acme"]
    for read in (lambda: again.policies["zeta"], lambda: again.clauses["zeta/1"], lambda: again.record):
        with pytest.raises(IndexDamaged, match="run clausewise ingest again"):
            read()
    record.write_bytes(text)
    vectors.write_bytes(rows[:-2] + b"\x01\x01")
    again = open_index(tmp_path)
    assert again.vectors_of("acme").any()
    with pytest.raises(IndexDamaged, match=r"vectors of zeta.*run clausewise ingest again"):
        again.vectors_of("zeta")
    with pytest.raises(IndexDamaged):
        verify(tmp_path)


def test_damaged_places_are_mended_by_a_rebuild(opened: FiledIndex, tmp_path: Path) -> None:
    """They are made of the record."""
    file = opened.folder / PLACES
    file.write_bytes(file.read_bytes().replace(b"Zeta", b"Beta"))
    with pytest.raises(IndexDamaged, match=r"places\.json.*--rebuild"):
        open_index(tmp_path)


def test_every_damage_of_our_own_files_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By who reads all and by --verify, as of a small index; Chroma's files are not read."""
    import shutil

    monkeypatch.setattr(filed_index, "LARGE", 0)
    made(tmp_path, 1)
    ours = {name: do for name, do in damages(tmp_path / "index") if name.endswith((".npy", "record.json", PLACES))}
    assert len(ours) == 15
    for name, do in ours.items():
        shutil.copytree(tmp_path / "index", tmp_path / "hurt")
        do(tmp_path / "hurt", random.Random(name))  # noqa: S311
        assert noticed(tmp_path / "hurt", 1), name
        shutil.rmtree(tmp_path / "hurt")


def test_a_large_index_of_before_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no places; the next ingest of other policies gives it some."""
    record = describe(POLICIES[:1], "hashing/64")
    folder = write(tmp_path, record, HashingEmbedder().embed([piece.id for piece in record.pieces])).folder
    monkeypatch.setattr(filed_index, "LARGE", 0)
    assert not is_large(folder)
    assert open_index(tmp_path).record == record
    (tmp_path / "acme.txt").write_text("1. Sale\nWe sell.")
    assert isinstance(ingest([tmp_path / "acme.txt"], tmp_path, HashingEmbedder()).index, FiledIndex)


def test_policies_that_stand_mixed_have_no_places() -> None:
    """A record whose clauses are not policy by policy is read whole."""
    record = describe(POLICIES, "hashing/64")
    mixed = replace(record, clauses=record.clauses[::-1])
    vectors = np.zeros((len(record.pieces), 2), np.float32)
    assert places_json(mixed, mixed.to_json().encode(), vectors) == b"[]"


def test_the_record_is_written_as_before() -> None:
    """Entry by entry it is the JSON that it was in one go: an index keeps its name."""
    record = describe(POLICIES, "hashing/64")
    whole = json.dumps({"format": FORMAT} | asdict(record), ensure_ascii=False, sort_keys=True)
    assert record.to_json() == whole
