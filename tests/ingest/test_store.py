"""Indexes on disk, in real Chroma: whole or not there."""

import json
from pathlib import Path

import numpy as np
import pytest

from ingest import store
from ingest.errors import IndexFault
from ingest.pipeline import describe
from ingest.policy import Policy
from ingest.store import current, open_index, read_vectors, write
from tests.conftest import HashingEmbedder

POLICY = Policy("acme", "Acme", ("Acme Ltd",), "0" * 64, "1. Sale\nWe do not sell data.\n2. Time\nWe keep it long.")


def written(folder: Path, policy: Policy = POLICY) -> store.Index:
    """An index of one policy."""
    record = describe([policy], "hashing/64")
    rows = HashingEmbedder().embed([piece.id for piece in record.pieces])
    return write(folder, record, rows)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """Record, clauses and vectors come back as they went in, from Chroma and from our own record."""
    index = written(tmp_path)
    again = open_index(tmp_path)
    assert again.record == index.record
    ids = [piece.id for piece in again.record.pieces]
    assert np.allclose(again.vectors(ids), read_vectors(again.folder), atol=1e-6)
    assert np.allclose(again.vectors(ids[::-1]), again.vectors(ids)[::-1])


def test_a_failed_write_leaves_the_old_index_answering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ingest that dies before the switch changes nothing that a reader sees."""
    written(tmp_path)
    before = current(tmp_path)
    monkeypatch.setattr(store, "_verify", lambda *_: (_ for _ in ()).throw(IndexFault("no")))
    with pytest.raises(IndexFault):
        written(tmp_path, Policy("beta", "Beta", (), "1" * 64, "1. Other\nWords."))
    assert current(tmp_path) == before
    assert [policy.id for policy in open_index(tmp_path).record.policies] == ["acme"]


def test_vectors_that_chroma_lost_are_noticed_on_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A generation that does not hold what it was given never answers."""
    monkeypatch.setattr(store, "_fill", lambda folder, record, _vectors: _empty(folder))
    with pytest.raises(IndexFault, match="holds 0 of"):
        written(tmp_path)
    with pytest.raises(IndexFault, match="no index"):
        open_index(tmp_path)


def _empty(folder: Path) -> None:
    store._client(folder).create_collection("pieces", embedding_function=None)


def test_vectors_that_chroma_lost_are_noticed_on_reading(tmp_path: Path) -> None:
    """A missing vector is an error, not a worse answer."""
    index = written(tmp_path)
    with pytest.raises(IndexFault, match="has lost 1"):
        index.vectors(["acme/nowhere#0"])


@pytest.mark.parametrize("damage", ["", "{", '{"format": 99}', "[]", "null"])
def test_a_damaged_record_is_one_line(tmp_path: Path, damage: str) -> None:
    """Half a record, another version's or none: what to do is said."""
    index = written(tmp_path)
    (index.folder / "record.json").write_text(damage)
    with pytest.raises(IndexFault, match="python -m ingest"):
        open_index(tmp_path)


def test_old_generations_are_removed(tmp_path: Path) -> None:
    """Only the one that answers and the one before it stay."""
    for n in range(4):
        written(tmp_path, Policy("acme", "Acme", (), "0" * 64, f"1. Sale\nVersion {n}."))
    assert len(list((tmp_path / "generations").iterdir())) == store.KEPT
    assert "Version 3" in open_index(tmp_path).record.policies[0].text


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Two ingests of the same text have the same name and the same record, byte for byte."""
    a, b = written(tmp_path / "a"), written(tmp_path / "b")
    assert a.folder.name == b.folder.name
    assert (a.folder / "record.json").read_bytes() == (b.folder / "record.json").read_bytes()
    assert json.loads((a.folder / "record.json").read_text())["format"] == store.FORMAT


def test_llama_index_can_read_the_collection(index: Path) -> None:
    """The nodes in Chroma are LlamaIndex's, with our clause metadata."""
    from llama_index.vector_stores.chroma import ChromaVectorStore

    opened = open_index(index)
    piece = opened.record.pieces[0]
    (node,) = ChromaVectorStore.from_collection(opened._collection).get_nodes([piece.id])
    assert node.metadata["clause"] == piece.clause_id
    assert node.get_content() in opened.clauses[piece.clause_id].text
