"""One table of words over many policies: found, kept, and the same as searching them one by one within a policy."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from assistant.chain import Assistant
from assistant.question.scope import scope
from assistant.search import everything as table
from assistant.search import retriever
from assistant.search.everything import everything
from assistant.search.retriever import Retriever
from ingest.errors import IndexDamaged
from ingest.index import filed_index
from ingest.pipeline import ingest
from ingest.policy import PolicyList
from ingest.store.open_index import open_index
from tests.conftest import ROOT, HashingEmbedder

TOPICS = ("bicycles", "telescopes", "umbrellas", "violins")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the five policies and 60 small ones, opened as a large one."""
    place = tmp_path_factory.mktemp("many")
    (place / "p").mkdir()
    for n in range(60):
        topic = TOPICS[n % 4] if n < 4 else "cookies"
        text = f"# Privacy Policy of Corp{n}\n\nCorp{n} keeps records of {topic} for {n + 1} days.\n\nWe sell no data."
        (place / "p" / f"corp{n}.md").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filed_index, "LARGE", 0)
        ingest([place / "p", ROOT / "policies"], place / "i", HashingEmbedder())
    return place / "i"


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """All indexes are large ones."""
    monkeypatch.setattr(filed_index, "LARGE", 0)


def test_many_policies_are_searched_by_one_table(many: Path) -> None:
    """What one of 65 says is found first, and no policy is found twice before another is found once."""
    index = open_index(many)
    search = Retriever(index, HashingEmbedder())
    for n, topic in enumerate(TOPICS):
        found = search.retrieve(f"How long are records of {topic} kept?", list(index.policies))
        assert any(topic in hit.clause.text and hit.clause.policy_id == f"corp{n}" for hit in found[:3])
    assert len({hit.clause.policy_id for hit in found}) > len(TOPICS)
    assert search.spelled("How long are recrods kept?", list(index.policies)) == "How long are records kept?"


def test_a_policy_is_searched_as_in_a_small_index(many: Path) -> None:
    """All 200 questions of ours, each in its policies: the same clauses, spans and scores."""
    index = open_index(many)
    plain = filed_index.Index(index.folder, index.record, np.load(index.folder / "vectors.npy"))
    here, there = Retriever(index, HashingEmbedder()), Retriever(plain, HashingEmbedder())
    here.tell_words()
    for line in (ROOT / "eval" / "questions.jsonl").read_text().splitlines():
        case = json.loads(line)
        assert here.retrieve(case["question"], case["policies"]) == there.retrieve(case["question"], case["policies"])


def test_the_table_is_kept(many: Path) -> None:
    """The second who opens it makes nothing; what it gives is what it gave in memory."""
    index = open_index(many)
    first = everything(index)
    (folder,) = index.folder.glob("words-*")
    times = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    again = everything(open_index(many))
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == times
    made = everything(filed_index.Index(index.folder, index.record))
    weights = {"telescop": 1.0, "record": 0.4}
    for other in (again, made):
        assert np.array_equal(other.word_scores(weights), first.word_scores(weights))
        assert (other.words, other.languages) == (first.words, first.languages)


def test_half_a_table_is_made_again(many: Path) -> None:
    """One that lost a part, or was never finished, does not answer."""
    index = open_index(many)
    everything(index)
    (folder,) = index.folder.glob("words-*")
    (folder / table.LIST).write_text("{")
    assert everything(index).has_stem("telescop")
    (folder / "seal.json").unlink()
    assert everything(index).has_stem("telescop")
    assert [path.name for path in index.folder.glob("words*")] == [folder.name]


def test_where_nothing_can_be_written_it_is_made_in_memory(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is only read answers too."""

    def refuse(*_: object) -> None:
        raise OSError(os.strerror(30))

    monkeypatch.setattr(table, "_save", refuse)
    monkeypatch.setattr(table, "_rules", lambda: "other")
    assert everything(open_index(many)).has_stem("telescop")


def test_names_are_found_without_reading_the_policies(many: Path) -> None:
    """By the words that are known; the same names as with all texts read, misspelt ones and parts too."""
    assistant = Assistant(many, None, HashingEmbedder())
    listed, read = assistant.policies, assistant.opened()[0].record.policies
    assert isinstance(listed, PolicyList)
    assert listed.known
    for question in (
        "Does Corp7 sell my data?",
        "Does Segmants.ai sell my data?",
        "What does Planet keep?",
        "Does Spotify sell my data?",
        "Is Hubspot used?",
        "Which of them sell data?",
        "hello",
    ):
        assert scope(question, listed) == scope(question, read)
        assert scope(question, listed, (), ["And Corp9?"]) == scope(question, read, (), ["And Corp9?"])


def test_a_question_to_a_large_index_reads_a_few_policies(many: Path) -> None:
    """From the question to the answer the whole record is never read."""
    assistant = Assistant(many, None, HashingEmbedder())
    index = assistant.opened()[0]
    answer = assistant.ask("How long does Corp2 keep records of umbrellas?")
    assert "3 days" in answer.citations[0].quote
    assert assistant.ask("Who keeps records of violins?").searched[0].clause.policy_id == "corp3"
    assert index._record is None


def test_a_forgotten_word_is_in_no_table(many: Path, tmp_path: Path) -> None:
    """A new generation has a table of its own, without what went."""
    texts = {"acme": "Acme keeps zebras.", "bolt": "Bolt keeps data.", "coil": "Coil keeps data."}
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text)
    ingest(list(tmp_path.glob("*.txt")), tmp_path / "i", HashingEmbedder())
    assert "zebras" in everything(open_index(tmp_path / "i")).words
    (tmp_path / "acme.txt").unlink()
    ingest(list(tmp_path.glob("*.txt")), tmp_path / "i", HashingEmbedder())
    assert "zebras" not in everything(open_index(tmp_path / "i")).words
    assert not any(b"zebra" in file.read_bytes() for file in (tmp_path / "i").rglob("*") if file.is_file())


def test_a_damaged_policy_stops_a_search_over_many(many: Path, tmp_path: Path) -> None:
    """It is told, not left out."""
    import shutil

    shutil.copytree(many, tmp_path / "i")
    (record,) = (tmp_path / "i").glob("generations/*/record.json")
    record.write_bytes(record.read_bytes().replace(b"records of violins", b"records of violens"))
    index = open_index(tmp_path / "i")
    with pytest.raises(IndexDamaged):
        Retriever(index, HashingEmbedder()).retrieve("How long are violins kept?", list(index.policies))


def test_few_policies_are_searched_one_by_one(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to WIDE of them need no table."""
    monkeypatch.setattr(retriever, "everything", lambda _index: pytest.fail("a table was made"))
    index = open_index(many)
    assert Retriever(index, HashingEmbedder()).retrieve("cookies", list(index.policies)[: retriever.WIDE])
