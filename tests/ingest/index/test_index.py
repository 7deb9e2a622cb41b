"""Indexes on disk, in real Chroma: whole or not there."""

import gc
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import IndexDamaged, IndexFault
from ingest.index import check_process as checker
from ingest.index import chroma, folder_store, generations, locks
from ingest.index.index import Index
from ingest.index.record import FORMAT, TWINS, Record, read_truth
from ingest.pipeline import describe
from ingest.policy import Policy
from ingest.store.open_index import current, open_index
from ingest.store.write_index import rebuild, verify, write
from tests.conftest import ROOT, HashingEmbedder

OTHER = Policy("beta", "Beta", (), "1" * 64, "1. Other\nWords.")
POLICY = Policy("acme", "Acme", ("Acme Ltd",), "0" * 64, "1. Sale\nWe do not sell data.\n2. Time\nWe keep it long.")


def written(folder: Path, policy: Policy = POLICY) -> Index:
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
    assert np.allclose(again.vectors(ids), read_truth(again.folder)[1], atol=1e-6)
    assert np.allclose(again.vectors(ids[::-1]), again.vectors(ids)[::-1])


def test_a_failed_write_leaves_the_old_index_answering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ingest that dies before the switch changes nothing that a reader sees, and leaves nothing behind."""
    written(tmp_path)
    before = current(tmp_path)
    monkeypatch.setattr(
        folder_store, "switch", lambda _folder: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(IndexFault, match="No space left"):
        written(tmp_path, OTHER)
    assert current(tmp_path) == before
    assert [policy.id for policy in open_index(tmp_path).record.policies] == ["acme"]
    assert [path.name for path in (tmp_path / "generations").iterdir()] == [before]


def test_a_chroma_that_does_not_hold_what_it_was_given_never_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check in its own process notices an empty collection, a lost piece and another vector."""
    real = chroma.fill
    monkeypatch.setattr(chroma, "fill", lambda folder, record, rows: real(folder, emptied(record), rows[:0]))
    with pytest.raises(IndexFault, match="holds 0 of 2"):
        written(tmp_path)
    monkeypatch.setattr(chroma, "fill", lambda folder, record, rows: real(folder, record, rows[::-1]))
    with pytest.raises(IndexFault, match="as it was given"):
        written(tmp_path)
    with pytest.raises(IndexFault, match="no index"):
        open_index(tmp_path)


def emptied(record: Record) -> Record:
    """A record without pieces."""
    return replace(record, pieces=())


def test_a_checker_that_crashes_is_a_failed_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the check's own process dies; the next check has a new one."""
    index = written(tmp_path)

    def shot(self: checker._Checker, _folder: Path) -> str | None:
        self._process.kill()
        return self._why_silent()

    monkeypatch.setattr(checker._Checker, "ask", shot)
    assert "crashed (-9)" in checker.check(index.folder)
    with pytest.raises(IndexFault, match=r"crashed.*nothing was changed"):
        written(tmp_path, OTHER)
    monkeypatch.undo()
    assert checker.check(index.folder) == ""
    assert open_index(tmp_path).record == index.record


def test_a_chroma_that_crashes_who_opens_it_is_told(tmp_path: Path) -> None:
    """A graph whose header is nonsense ends a process by SIGSEGV (chromadb 1.5.9): the checker, not this one."""
    index = written(tmp_path)
    (header,) = index.folder.glob("chroma/*/header.bin")
    header.write_bytes(header.read_bytes()[:8] + b"\xff" * 8 + header.read_bytes()[16:])
    (index.folder / generations.SEAL).unlink()
    generations.seal(index.folder)  # as if Chroma had written it so
    assert checker.check(index.folder) != ""


def test_a_check_that_hangs_is_a_failed_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended, and told; the next check has a new process."""
    index = written(tmp_path)
    monkeypatch.setattr(checker, "PATIENCE", 0.2)
    os.kill(checker._checker()._process.pid, signal.SIGSTOP)
    assert "did not end within" in checker.check(index.folder)
    monkeypatch.undo()
    assert checker.check(index.folder) == ""


@pytest.mark.parametrize("kept_open", [True, False])
def test_a_checker_ends_by_itself(kept_open: bool) -> None:
    """In peace: after a while without a question, and when nobody is there to ask."""
    code = (
        f"from ingest.index import check_process as checker; checker.IDLE = {0.1 if kept_open else 600}; checker.main()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin
        if not kept_open:
            process.stdin.close()
        assert process.wait(100) == 0


def test_a_checker_that_ended_by_itself_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that had nothing to do for a while is no fault of the index."""
    index = written(tmp_path)
    checker._checker().stop()
    monkeypatch.setattr(checker._checker()._process, "returncode", 0)  # as if it had left in peace
    assert checker.check(index.folder) == ""


def test_vectors_that_chroma_lost_are_noticed_on_reading(tmp_path: Path) -> None:
    """A missing vector is an error, not a worse answer."""
    index = written(tmp_path)
    with pytest.raises(IndexDamaged, match="has lost 1"):
        index.vectors(["acme/nowhere#0"])


def test_other_vectors_than_ours_are_noticed_on_reading(tmp_path: Path) -> None:
    """What Chroma gives is compared with the record, bit by bit."""
    index = written(tmp_path)
    index._truth = index._truth + np.float32(1e-7)
    with pytest.raises(IndexDamaged, match=r"other vectors.*--rebuild"):
        index.vectors([index.record.pieces[0].id])


@pytest.mark.parametrize("damage", ["", "{", '{"format": 99}', "[]", "null"])
def test_a_damaged_record_is_one_line(tmp_path: Path, damage: str) -> None:
    """Half a record, another version's or none: what to do is said."""
    index = written(tmp_path)
    (index.folder / "record.json").write_text(damage)
    with pytest.raises(IndexDamaged, match="run clausewise ingest again"):
        open_index(tmp_path)


def test_old_generations_are_removed(tmp_path: Path) -> None:
    """One that nobody reads goes with the switch; one that is read goes when its last reader lets go."""
    written(tmp_path)
    read = written(tmp_path, version(1))
    written(tmp_path, version(2))
    assert len(list((tmp_path / "generations").iterdir())) == 2
    assert "Version 1" in read.record.policies[0].text
    assert read.vectors([read.record.pieces[0].id]).shape == (1, 64)
    del read
    gc.collect()
    assert [path.name for path in (tmp_path / "generations").iterdir()] == [current(tmp_path)]
    assert "Version 2" in open_index(tmp_path).record.policies[0].text


def version(n: int) -> Policy:
    """Another text of the same policy."""
    return Policy("acme", "Acme", (), "0" * 64, f"1. Sale\nVersion {n}.")


def test_a_dead_reader_keeps_nothing(tmp_path: Path) -> None:
    """The system drops a killed reader's hold; the next ingest removes its generation and its copy of Chroma."""
    index = written(tmp_path / "i")
    script = (
        "import sys, time, pathlib; from ingest.store.open_index import open_index;"
        "i = open_index(pathlib.Path(sys.argv[1]));"
        "i.vectors([i.record.pieces[0].id]); print('reads', flush=True); time.sleep(60)"
    )
    temporary = tmp_path / "t"
    temporary.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "i")],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary)},
        cwd=ROOT,
    ) as reader:
        assert reader.stdout
        assert reader.stdout.readline() == b"reads\n"
        old = index.folder
        del index
        written(tmp_path / "i", version(1))
        assert old.exists()
        (copy,) = temporary.iterdir()
        reader.kill()
    written(tmp_path / "i", version(2))
    assert not old.exists()
    locks.discard(copy)
    assert not copy.exists()


def test_a_generation_is_opened_while_others_are_switched_to(tmp_path: Path) -> None:
    """A reader that looked up the name just before the switch gets the new one."""
    written(tmp_path)
    names = [current(tmp_path)]
    written(tmp_path, version(1))
    names += [current(tmp_path)] * 9
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder_store, "answering", lambda _index: names.pop(0))
        assert "Version 1" in open_index(tmp_path).record.policies[0].text


def test_a_name_is_never_used_twice(tmp_path: Path) -> None:
    """The same record again is another generation: what answers is not touched while it is built."""
    first = written(tmp_path).folder.name
    second = rebuild(tmp_path).folder.name
    assert first != second
    assert first.split("-")[0] == second.split("-")[0]


def test_reading_changes_no_byte_of_a_generation(tmp_path: Path) -> None:
    """Chroma writes when it is read, but not here: each byte and each time of change stays."""
    index = written(tmp_path)
    before = bytes_and_times(index.folder)
    index.vectors([piece.id for piece in index.record.pieces])
    assert verify(tmp_path).record == index.record
    assert bytes_and_times(index.folder) == before


def bytes_and_times(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """Of each file below."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_chroma_is_rebuilt_from_the_record(tmp_path: Path) -> None:
    """With Chroma's folder gone, verify says so and rebuild brings all back without an embedder."""
    index = written(tmp_path)
    ids = [piece.id for piece in index.record.pieces]
    rows = index.vectors(ids)
    shutil.rmtree(index.folder / "chroma")
    with pytest.raises(IndexDamaged, match=r"chroma\.sqlite3.*--rebuild"):
        verify(tmp_path)
    again = rebuild(tmp_path)
    assert np.array_equal(again.vectors(ids), rows)
    assert again.record == index.record
    assert verify(tmp_path)


def test_a_lost_name_of_what_answers_is_mended(tmp_path: Path) -> None:
    """With `current` gone or scrawled over, reading says what to do, and rebuild finds the newest whole generation."""
    written(tmp_path)
    for damage in (None, b"", b"\xff\x00", b"../../etc"):
        (tmp_path / "current").unlink() if damage is None else (tmp_path / "current").write_bytes(damage)
        with pytest.raises(IndexDamaged, match="--rebuild"):
            open_index(tmp_path)
        assert rebuild(tmp_path).record.policies == (POLICY,)


def test_what_cannot_be_rebuilt_is_told(tmp_path: Path) -> None:
    """A damaged record: the policies are needed. No index: there is nothing to rebuild."""
    index = written(tmp_path / "i")
    (index.folder / "vectors.npy").write_bytes(b"")
    for look in (open_index, verify, rebuild):
        with pytest.raises(IndexDamaged, match="run clausewise ingest again"):
            look(tmp_path / "i")
    with pytest.raises(IndexFault, match="no index at"):
        rebuild(tmp_path / "gone")


def test_an_index_of_before_is_named_as_that(tmp_path: Path) -> None:
    """One without seals is not called damaged."""
    tmp_path.joinpath("current").write_text("0123456789abcdef")
    with pytest.raises(IndexFault, match="earlier version: run clausewise ingest again"):
        open_index(tmp_path)


def test_on_a_full_disk_our_own_record_serves(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Chroma cannot be opened where nothing can be written; the vectors are the same, and it is told."""
    index = written(tmp_path)
    ids = [piece.id for piece in index.record.pieces]
    rows = index.vectors(ids)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chroma, "_copy", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        assert np.array_equal(open_index(tmp_path).vectors(ids), rows)
    assert "no room" in caplog.text


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Two ingests of the same text have the same name and the same record, byte for byte."""
    a, b = written(tmp_path / "a"), written(tmp_path / "b")
    assert a.folder.name == b.folder.name
    assert (a.folder / "record.json").read_bytes() == (b.folder / "record.json").read_bytes()
    assert json.loads((a.folder / "record.json").read_text())["format"] == FORMAT


@pytest.mark.parametrize("policies", [1, 30])
def test_the_very_same_words_again_and_again_are_an_index(tmp_path: Path, policies: int) -> None:
    """A thousand times one sentence: HNSW lost what stood beside it, and our check refused. Every piece has its vector.

    Of a policy Chroma holds such a piece once, of many policies for the first TWINS.
    """
    text = "# Terms\n\nBefore all else.\n\n" + "We keep your data for thirty days and then delete it.\n\n" * 1000
    record = describe([replace(POLICY, id=f"acme-{n}", text=text) for n in range(policies)], "hashing/64")
    keys = list(dict.fromkeys(piece.key for piece in record.pieces))
    rows = dict(zip(keys, HashingEmbedder().embed(keys), strict=True))
    index = write(tmp_path, record, np.stack([rows[piece.key] for piece in record.pieces]))
    assert np.array_equal(index.vectors([piece.id for piece in record.pieces]), read_truth(index.folder)[1])
    assert index._reader
    assert index._reader.count() == len(keys) * min(policies, TWINS)
    assert all(index._reader.nearest(row) < 1e-3 for row in rows.values())


def test_a_search_may_miss_pieces_but_not_find_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """HNSW is approximate: an index is not refused because others than the vector are found, but where nothing is."""
    text = "".join(f"{n}. Words {n}\nWe keep number {n}.\n" for n in range(1, 10))
    nearest = chroma.Reader.nearest
    misses = [0.2] * 9
    monkeypatch.setattr(chroma.Reader, "nearest", lambda reader, row: misses.pop() if misses else nearest(reader, row))
    index = written(tmp_path, replace(POLICY, text=text))
    chroma.check(index.folder, *read_truth(index.folder))
    misses.append(chroma.NOTHING)
    with pytest.raises(chroma.ChromaFault, match="finds nothing"):
        chroma.check(index.folder, *read_truth(index.folder))


def test_an_index_of_before_that_holds_every_twin_is_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twins were all in Chroma once: such an index still opens and is still verified."""
    text = "# Terms\n\n" + "We keep your data for thirty days and then delete it for good, all of it.\n\n" * 40
    monkeypatch.setattr(chroma, "held", lambda record: range(len(record.pieces)))
    record = describe([replace(POLICY, text=text)], "hashing/64")
    index = write(tmp_path, record, HashingEmbedder().embed([piece.key for piece in record.pieces]))
    monkeypatch.undo()
    assert len(record.pieces) > len({piece.key for piece in record.pieces})
    assert np.array_equal(verify(tmp_path).vectors([piece.id for piece in record.pieces]), read_truth(index.folder)[1])


def test_llama_index_can_read_the_collection(index: Path) -> None:
    """The nodes in Chroma are LlamaIndex's, with our clause metadata."""
    from llama_index.vector_stores.chroma import ChromaVectorStore

    opened = open_index(index)
    piece = opened.record.pieces[0]
    opened.vectors([piece.id])
    assert opened._reader
    (node,) = ChromaVectorStore.from_collection(opened._reader.collection).get_nodes([piece.id])
    assert node.metadata["clause"] == piece.clause_id
    assert node.get_content() in opened.clauses[piece.clause_id].text
