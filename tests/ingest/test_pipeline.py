"""Files → index: all or nothing, nothing done twice."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.errors import IndexFault, PolicyError, UsageError
from ingest.pipeline import ingest
from ingest.sources.folders import walk
from ingest.store.open_index import open_index
from ingest.store.write_index import only_writer, verify
from tests.conftest import ROOT, HashingEmbedder

ONE = "1. Sale\nWe do not sell data.\n2. Time\nWe keep it for ten years.\n3. Children\nNot under 13.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two policies."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "one.txt").write_text(ONE)
    (tmp_path / "p" / "two.txt").write_text("1. Cookies\nWe use cookies.\n")
    return tmp_path


def test_unchanged_policies_cost_nothing(folder: Path) -> None:
    """A second ingest embeds no text and changes no byte of the index."""
    first = ingest([folder / "p"], folder / "i", HashingEmbedder())
    before = on_disk(folder / "i")
    again = HashingEmbedder()
    second = ingest([folder / "p"], folder / "i", again)
    assert again.embedded == second.embedded == 0
    assert second.index.folder == first.index.folder
    assert on_disk(folder / "i") == before


def on_disk(index: Path) -> dict[Path, tuple[bytes, int]]:
    """Bytes and time of change of each file but who wrote last."""
    files = [path for path in index.rglob("*") if path.is_file() and not path.name.startswith("lock")]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_another_model_embeds_all_anew(folder: Path) -> None:
    """No vector of one model answers for another."""
    ingest([folder / "p"], folder / "i", HashingEmbedder())
    other = HashingEmbedder()
    other.name = "hashing/other"
    done = ingest([folder / "p"], folder / "i", other)
    assert other.embedded == done.embedded == 4
    assert done.index.record.embedder == "hashing/other"


def test_another_splitter_embeds_what_it_cuts_otherwise(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is cut as before keeps its vector, though the code that cuts has changed."""
    (folder / "p" / "two.txt").write_text("1. Cookies\n" + "We use cookies of our own. " * 20)
    ingest([folder / "p"], folder / "i", HashingEmbedder())
    monkeypatch.setattr(pipeline, "pieces", lambda clause: ((clause.start, clause.end),))
    other = HashingEmbedder()
    done = ingest([folder / "p"], folder / "i", other)
    assert other.embedded == 1
    assert len(done.index.record.pieces) == 4


def test_same_input_same_bytes_whatever_was_there(folder: Path) -> None:
    """An index that grew by changes answers from the same ids and vectors, byte for byte, as one made at once.

    Beside them it has what it held before, and when.
    """
    (folder / "p" / "three.txt").write_text("1. Late\nIt leaves again.\n")
    ingest([folder / "p"], folder / "grown", HashingEmbedder())
    (folder / "p" / "three.txt").unlink()
    (folder / "p" / "one.txt").write_text(ONE.replace("ten", "five"))
    grown = ingest([folder / "p" / "two.txt", folder / "p" / "one.txt"], folder / "grown", HashingEmbedder()).index
    at_once = ingest([folder / "p"], folder / "at once", HashingEmbedder()).index
    assert (grown.folder / "vectors.npy").read_bytes() == (at_once.folder / "vectors.npy").read_bytes()
    bare = [replace(index.record, versions=(), dates=()).to_json() for index in (grown, at_once)]
    assert bare[0] == bare[1]
    assert [version.policy.text for version in grown.record.versions] == [ONE]
    assert at_once.record.versions == ()


def test_a_damaged_chroma_is_mended_by_an_ingest(folder: Path) -> None:
    """Unchanged policies over a damaged index: built anew, without embedding anything."""
    damaged = ingest([folder / "p"], folder / "i", HashingEmbedder()).index
    file = damaged.folder / "chroma" / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    done = ingest([folder / "p"], folder / "i", HashingEmbedder())
    assert done.embedded == 0
    assert done.index.folder != damaged.folder
    assert verify(folder / "i").record == damaged.record


def test_a_damaged_record_is_mended_by_an_ingest(folder: Path) -> None:
    """Vectors that cannot be trusted are made anew."""
    damaged = ingest([folder / "p"], folder / "i", HashingEmbedder()).index
    file = damaged.folder / "vectors.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert ingest([folder / "p"], folder / "i", HashingEmbedder()).embedded == 4
    assert replace(verify(folder / "i").record, dates=()) == replace(damaged.record, dates=())  # ingested now


def test_a_change_embeds_only_what_changed(folder: Path) -> None:
    """One changed clause is one text to embed; ids of the others stay."""
    before = ingest([folder / "p"], folder / "i", HashingEmbedder()).index
    (folder / "p" / "one.txt").write_text(ONE.replace("ten", "five"))
    changed = HashingEmbedder()
    after = ingest([folder / "p"], folder / "i", changed).index
    assert changed.embedded == 1
    assert [clause.id for clause in after.record.clauses] == [clause.id for clause in before.record.clauses]


def test_removed_policies_leave(folder: Path) -> None:
    """The index holds exactly what was given."""
    ingest([folder / "p"], folder / "i", HashingEmbedder())
    ingest([folder / "p" / "two.txt"], folder / "i", HashingEmbedder())
    assert [policy.id for policy in open_index(folder / "i").record.policies] == ["two"]


def test_a_bad_file_changes_nothing_and_is_named(folder: Path) -> None:
    """All or nothing: the old index answers, the line names the file."""
    ingest([folder / "p"], folder / "i", HashingEmbedder())
    (folder / "p" / "empty.txt").write_text("...\n")
    with pytest.raises(PolicyError, match=r"empty\.txt"):
        ingest([folder / "p"], folder / "i", HashingEmbedder())
    assert len(open_index(folder / "i").record.policies) == 2


def test_a_bad_file_can_be_left_out(folder: Path) -> None:
    """With skip_bad the rest is ingested and the refusal is told."""
    (folder / "p" / "empty.txt").write_text("...\n")
    done = ingest([folder / "p"], folder / "i", HashingEmbedder(), skip_bad=True)
    assert len(done.index.record.policies) == 2
    assert "empty.txt" in done.refused[0]


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    """An empty folder, a missing path, two files of one name."""
    with pytest.raises(UsageError, match="no policies in"):
        ingest([tmp_path], tmp_path / "i", HashingEmbedder())
    with pytest.raises(UsageError, match="no such file"):
        walk([tmp_path / "gone"])
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.md").write_text("x")
    with pytest.raises(UsageError, match="both be policy a"):
        walk([tmp_path])


HOLDS = (
    "import pathlib, sys, time; from ingest.store.write_index import only_writer\n"
    "with only_writer(pathlib.Path(sys.argv[1])): print('holds', flush=True); time.sleep(600)"
)


def test_a_second_writer_is_refused(folder: Path) -> None:
    """While another process writes, one line names it at once; when it is killed, writing works."""
    ingest([folder / "p"], folder / "i", HashingEmbedder())
    command = [sys.executable, "-c", HOLDS, str(folder / "i")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as other:
        assert other.stdout
        assert other.stdout.readline() == b"holds\n"
        start = time.monotonic()
        with pytest.raises(IndexFault, match=rf"^process {other.pid} \(since 20.*UTC\) is writing the index"):
            ingest([folder / "p"], folder / "i", HashingEmbedder())
        assert time.monotonic() - start < 5  # 0.5 on a machine that does nothing else: benchmarks/reliability.py
        other.kill()
    assert ingest([folder / "p"], folder / "i", HashingEmbedder()).embedded == 0


def test_where_nothing_was_written_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be read, an embedder and a disk that fail: no folder is left; one that was there stays."""
    (tmp_path / "bad.pdf").write_bytes(b"no PDF")
    with pytest.raises(PolicyError):
        ingest([tmp_path / "bad.pdf"], tmp_path / "a" / "b", HashingEmbedder())
    (tmp_path / "acme.txt").write_text("1. Sale\nWe do not sell data.\n")
    (tmp_path / "mine").mkdir()
    monkeypatch.setattr("ingest.index.chroma.fill", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    for place in ("new", "mine"):
        with pytest.raises(IndexFault, match="No space left"):
            ingest([tmp_path / "acme.txt"], tmp_path / place, HashingEmbedder())
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["acme.txt", "bad.pdf", "mine"]


def test_a_writer_that_waited_for_one_that_left_nothing_holds_the_only_lock(tmp_path: Path) -> None:
    """The lock's file goes while it is held; who waited for it does not hold a file that nobody else sees."""
    with ThreadPoolExecutor() as pool:
        with only_writer(tmp_path):
            waiting = pool.submit(_holds_and_sees_its_lock, tmp_path)
            time.sleep(0.05)
        assert waiting.result()


def _holds_and_sees_its_lock(index: Path) -> bool:
    with only_writer(index):
        return (index / "lock").exists()


def test_a_lock_whose_owner_is_dead_is_told_apart(folder: Path) -> None:
    """What a dead writer left running is not taken for the writer itself."""
    with only_writer(folder / "i"):
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        (folder / "i" / "lock.owner").write_text(f"process {gone.pid} (since yesterday)")
        with pytest.raises(IndexFault, match=r"left behind by process .* which is gone"):
            ingest([folder / "p"], folder / "i", HashingEmbedder())
        (folder / "i" / "lock.owner").write_bytes(b"")  # as it is for a moment while it is written
        with pytest.raises(IndexFault, match=r"^another process is writing"):
            ingest([folder / "p"], folder / "i", HashingEmbedder())
