"""An index in a Chroma server gives what one in a folder gives; what goes wrong is told in one line."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.chain import Assistant
from ingest.commands.forget import forget
from ingest.errors import IndexDamaged, IndexFault, StoreFault, UsageError
from ingest.pipeline import ingest
from ingest.places import ROOT, index_at, server_of, shown
from ingest.served import server as servers
from ingest.served.served_index import publish
from ingest.served.server import address, connected
from ingest.store.open_index import current, open_index
from ingest.store.write_index import verify
from tests.conftest import HashingEmbedder
from tests.reliability.served_kills import ChromaServer, chroma_server, killed
from tests.reliability.store_faults import holds, policies


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A server for all tests of this file."""
    with chroma_server(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def served(running: ChromaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An index that is empty, on the server; removed afterwards."""
    monkeypatch.setenv("CLAUSEWISE_CACHE", str(tmp_path / "cache"))
    yield index_at(running.url)
    client = connected(running.url)._client
    for collection in client.list_collections():
        client.delete_collection(collection.name)


def test_a_served_index_gives_what_a_folder_gives(served: Path, index: Path, policies_dir: Path) -> None:
    """Record, vectors and an answer with its citations; the same policies again are no work."""
    embedder = HashingEmbedder()
    done = ingest([policies_dir], served, embedder)
    own = open_index(index)
    for name in ("embedder", "policies", "clauses", "pieces", "findings", "versions"):
        assert getattr(done.index.record, name) == getattr(own.record, name)
    ids = [piece.id for piece in own.record.pieces]
    assert np.array_equal(done.index.vectors(ids), own.vectors(ids))
    question = "Does AI Planet sell its customers' personal information?"
    asked = [Assistant(place, None, embedder).ask(question) for place in (served, index)]
    assert asked[0].citations == asked[1].citations
    assert asked[0].sentences == asked[1].sentences
    assert ingest([policies_dir], served, embedder).embedded == 0
    assert len(connected(server_of(served))._marks()) == 1
    assert verify(served).names == own.names


def test_a_new_generation_is_seen_at_the_next_question(served: Path, tmp_path: Path) -> None:
    """The old one stays until the next but one for who reads it; texts that stay are not embedded again."""
    ingest([policies(tmp_path, 1)], served, HashingEmbedder())
    assistant = Assistant(served, None, HashingEmbedder())
    opened = assistant.opened()[0]
    for version in (2, 3):
        ingest([policies(tmp_path, version)], served, HashingEmbedder())
        assert holds(served) == version
        assert f"{version} days" in assistant.search("How long does acme keep record 3?")[0].clause.text
        if version == 2:
            assert "1 days" in opened.policies["coil"].text
    with pytest.raises(IndexFault, match="written anew"):
        opened.vectors_of("coil")
    assert len(connected(server_of(served))._names()) == 2 * 3


def test_what_is_forgotten_is_not_kept_for_readers(served: Path, tmp_path: Path) -> None:
    """No collection of an earlier generation is left on the server."""
    ingest([policies(tmp_path, 1)], served, HashingEmbedder())
    assert forget("coil", served).startswith("forgotten: coil")
    assert len(connected(server_of(served))._names()) == 3
    assert set(open_index(served).policies) == {"acme", "bolt"}


def test_of_two_writers_the_second_is_refused(served: Path, tmp_path: Path) -> None:
    """Who began before another one switched is told, and the other one's index answers."""
    ingest([policies(tmp_path, 1)], served, HashingEmbedder())
    server = connected(server_of(served))
    began = server.base
    ingest([policies(tmp_path, 2)], served, HashingEmbedder())
    opened = open_index(served)
    server.base = began + 0
    with pytest.raises(IndexFault, match="another process wrote"):
        publish(server, opened.record, opened.vectors([piece.id for piece in opened.record.pieces]))
    assert holds(served) == 2


def test_twins_are_found_by_their_stand_ins(served: Path, tmp_path: Path) -> None:
    """Of a hundred pieces with the very same words Chroma holds a few; each has its vector none the less."""
    same = "\n\n".join(f"{n}. Same\n\nWe do not sell data." for n in range(1, 100))
    for name in ("acme", "bolt"):
        (tmp_path / f"{name}.txt").write_text(f"{same}\n\n100. Own\n\n{name} keeps data.")
    index = ingest([tmp_path], served, HashingEmbedder()).index
    assert len(index.vectors_of("bolt")) == len(index.pieces_of["bolt"]) >= 100
    verify(served)


@pytest.mark.parametrize("part", ["pieces", "files"])
def test_what_a_server_loses_is_noticed_and_mended(part: str, served: Path, tmp_path: Path) -> None:
    """A lost vector or a lost text: reading tells, --verify tells, an ingest writes it anew."""
    ingest([policies(tmp_path, 1)], served, HashingEmbedder())
    server = connected(server_of(served))
    collection = server._client.get_collection(getattr(server.answering(), part), embedding_function=None)
    collection.delete(ids=[next(id_ for id_ in collection.get()["ids"] if "coil" in id_)])
    with pytest.raises(IndexDamaged, match="run clausewise ingest again"):
        open_index(served).vectors_of("coil")
    with pytest.raises(IndexDamaged):
        verify(served)
    ingest([policies(tmp_path, 1)], served, HashingEmbedder())
    assert holds(served) == 1


def test_what_a_server_alters_never_answers(served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new generation that does not give back what it was given is refused, and the old one answers."""
    ingest([policies(tmp_path, 1)], served, HashingEmbedder())
    real = servers._blocks

    def less(files: Any) -> Any:
        return [block for block in real(files) if not block[0].startswith("policy/coil")]

    monkeypatch.setattr(servers, "_blocks", less)
    with pytest.raises(IndexFault, match=re.escape("does not pass its check (the index at")):
        ingest([policies(tmp_path, 2)], served, HashingEmbedder())
    assert holds(served) == 1


def test_no_index_and_no_server_are_one_line(served: Path, running: ChromaServer) -> None:
    """What, where, what to do; of a server that is down nothing is taken for an empty index."""
    with pytest.raises(IndexFault, match=f"no index at {running.url}: run clausewise ingest FOLDER --index"):
        current(served)
    nobody = "http://127.0.0.1:9"
    with pytest.raises(StoreFault, match=f"the Chroma server at {nobody} fails"):
        open_index(index_at(nobody))
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "policies", "--index", nobody],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith(f"error: the Chroma server at {nobody} fails")


@pytest.mark.parametrize("url", ["http://db.example.com:8000", "ftp://127.0.0.1", "http://127.0.0.1:x", "http://h/p"])
def test_addresses_that_cannot_be_used(url: str) -> None:
    """No TLS to another machine, another scheme, no port, a path."""
    with pytest.raises(UsageError, match=re.escape(url)):
        address(url)


def test_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """TLS to others unless it is said to be unneeded; an address stands for a folder, and back."""
    assert address("https://db.example.com") == ("db.example.com", 443, True)
    assert address("http://localhost") == ("localhost", 8000, False)
    monkeypatch.setenv("CLAUSEWISE_PLAIN_HTTP", "1")
    assert address("http://db:8000") == ("db", 8000, False)
    assert server_of(index_at("http://db:8000/")) == shown(index_at("http://db:8000")) == "http://db:8000"
    assert server_of(index_at("some/folder")) == ""


@pytest.mark.slow
def test_kills_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Server and writer killed at random times: one whole version answers, and a retry loses nothing."""
    monkeypatch.setenv("CLAUSEWISE_CACHE", str(tmp_path / "cache"))
    figures = killed(tmp_path, 4)
    assert figures["server_kills"] == figures["writer_kills"] == 4
    assert not sum(figures[bad] for bad in ("mixed", "bricked", "lost", "lost_after_retry"))
