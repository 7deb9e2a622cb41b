"""Files → index: all or nothing, nothing done twice."""

import multiprocessing
from pathlib import Path

import pytest
from filelock import FileLock

from ingest.errors import IndexFault, PolicyError, UsageError
from ingest.nodes import ClauseParser
from ingest.pipeline import files, ingest
from ingest.store import open_index
from tests.conftest import HashingEmbedder

ONE = "1. Sale\nWe do not sell data.\n2. Time\nWe keep it for ten years.\n3. Children\nNot under 13.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two policies."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "one.txt").write_text(ONE)
    (tmp_path / "p" / "two.txt").write_text("1. Cookies\nWe use cookies.\n")
    return tmp_path


def test_unchanged_policies_cost_nothing(folder: Path) -> None:
    """A second ingest embeds no text and leaves the index as it is."""
    first = ingest([folder / "p"], folder / "i", HashingEmbedder())
    again = HashingEmbedder()
    second = ingest([folder / "p"], folder / "i", again)
    assert again.embedded == second.embedded == 0
    assert second.index.folder == first.index.folder


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
    (folder / "p" / "empty.txt").write_text("  \n")
    with pytest.raises(PolicyError, match=r"empty\.txt"):
        ingest([folder / "p"], folder / "i", HashingEmbedder())
    assert len(open_index(folder / "i").record.policies) == 2


def test_a_bad_file_can_be_left_out(folder: Path) -> None:
    """With skip_bad the rest is ingested and the refusal is told."""
    (folder / "p" / "empty.txt").write_text("  \n")
    done = ingest([folder / "p"], folder / "i", HashingEmbedder(), skip_bad=True)
    assert len(done.index.record.policies) == 2
    assert "empty.txt" in done.refused[0]


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    """An empty folder, a missing path, two files of one name."""
    with pytest.raises(UsageError, match="no policies in"):
        ingest([tmp_path], tmp_path / "i", HashingEmbedder())
    with pytest.raises(UsageError, match="no such file"):
        files([tmp_path / "gone"])
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.md").write_text("x")
    with pytest.raises(UsageError, match="both be policy a"):
        files([tmp_path])


def _hold(lock: str, ready: object, done: object) -> None:
    with FileLock(lock):
        ready.set()  # type: ignore[attr-defined]
        done.wait(20)  # type: ignore[attr-defined]


def test_a_second_writer_is_refused(folder: Path) -> None:
    """While another process writes, one line says so at once; when it is gone, writing works."""
    ingest([folder / "p"], folder / "i", HashingEmbedder())
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(str(folder / "i" / "lock"), ready, done))
    other.start()
    assert ready.wait(20)
    with pytest.raises(IndexFault, match="is writing the index"):
        ingest([folder / "p"], folder / "i", HashingEmbedder())
    other.kill()
    other.join()
    assert ingest([folder / "p"], folder / "i", HashingEmbedder()).embedded == 0


def test_the_node_parser_cuts_at_clauses() -> None:
    """LlamaIndex documents become nodes that know their clause."""
    from llama_index.core import Document

    nodes = ClauseParser().get_nodes_from_documents([Document(text=ONE, id_="one")])
    assert [node.metadata["number"] for node in nodes] == ["1", "2", "3"]
    assert all(node.get_content() in ONE for node in nodes)
