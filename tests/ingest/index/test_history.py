"""Earlier versions of a policy in an index: kept, named, opened, compared, forgotten."""

import json
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.chain import MOST_PAST, Assistant
from ingest.__main__ import main
from ingest.errors import UsageError
from ingest.index.history import EARLIEST
from ingest.index.record import Record, read_truth
from ingest.past import past
from ingest.pipeline import ingest
from ingest.store.open_index import open_index
from ingest.store.write_index import verify, write
from tests.conftest import ROOT, HashingEmbedder

TEXT = "Acme Privacy Policy\n\nLast updated: {date}\n\n1. Retention\n\nAcme keeps your data for {days} days.\n"


def put(folder: Path, days: int, date: str = "", name: str = "acme", index: Path | None = None) -> Record:
    """Ingest one version of a policy that tells its date."""
    (folder / "p").mkdir(exist_ok=True)
    (folder / "p" / f"{name}.txt").write_text(TEXT.format(days=days, date=date))
    return ingest([folder / "p"], index or folder / "i", HashingEmbedder()).index.record


def kept(record: Record) -> list[tuple[str, str]]:
    """The names of all versions and the days that each tells, the oldest first."""
    versions = [version for history in record.history().values() for version in history]
    return [(version.name, version.policy.text.split(" days")[0].split()[-1]) for version in versions]


def test_a_changed_file_keeps_the_earlier_text(tmp_path: Path) -> None:
    """By the date that each gives itself; the same file again is no version, and no work."""
    put(tmp_path, 30, "3 May 2024")
    put(tmp_path, 60, "January 7, 2025")
    record = put(tmp_path, 60, "January 7, 2025")
    assert kept(record) == [("acme@2024-05-03", "30"), ("acme@2025-01-07", "60")]
    assert {clause.policy_id for clause in record.clauses} == {"acme"}
    assert "30 days" not in json.dumps([clause.text for clause in record.clauses])


def test_without_a_date_the_day_of_the_ingest_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that goes back changes no order: what came last is the newest."""
    for n, day in enumerate(("2026-03-01", "2026-01-01", "2026-05-01"), start=1):
        monkeypatch.setattr("ingest.pipeline.now", lambda day=day: f"{day}T10:00:00+00:00")
        record = put(tmp_path, n)
    assert [days for _, days in kept(record)] == ["1", "2", "3"]
    assert [name for name, _ in kept(record)] == ["acme@2026-03-01", "acme@2026-03-01", "acme@2026-05-01"]


WRITER = """
import sys, time
from pathlib import Path
from ingest.errors import IndexFault
from tests.ingest.index.test_history import put
folder, first = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
for days in range(first, first + 4):
    while True:
        try:
            put(folder, days, index=Path(sys.argv[3]))
            break
        except IndexFault as error:
            assert "is writing the index" in str(error), error
            print("refused", flush=True)
            time.sleep(0.01 * (days % 3))
    print(days, flush=True)
"""


@pytest.mark.slow
def test_two_writers_at_once_lose_no_version(tmp_path: Path) -> None:
    """Each write is done or refused in one line; what was done is in the history, each once, each writer's in order."""
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    command = [sys.executable, "-c", WRITER]
    writers = [
        subprocess.Popen(
            [*command, str(folder), str(first), str(tmp_path / "i")], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for folder, first in zip(folders, (100, 200), strict=True)
    ]
    told = [writer.communicate(timeout=300)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert "refused" in told[0] + told[1]  # they did meet
    days = [int(days) for _, days in kept(open_index(tmp_path / "i").record)]
    assert sorted(days) == [100, 101, 102, 103, 200, 201, 202, 203]
    for first in (100, 200):
        assert [day for day in days if day // 100 == first // 100] == list(range(first, first + 4))
    assert verify(tmp_path / "i")


def test_a_version_that_comes_back_is_the_newest(tmp_path: Path) -> None:
    """The same bytes as an older version: all three stay in their order."""
    put(tmp_path, 30)
    put(tmp_path, 60)
    assert [days for _, days in kept(put(tmp_path, 30))] == ["30", "60", "30"]


def test_another_name_for_the_same_file_keeps_its_past(tmp_path: Path) -> None:
    """A file that was renamed is the same policy where its bytes are."""
    put(tmp_path, 30)
    put(tmp_path, 60)
    (tmp_path / "p" / "acme.txt").unlink()
    record = put(tmp_path, 60, name="acme-policy")
    assert [days for _, days in kept(record)] == ["30", "60"]
    assert {version.policy.id for version in record.versions} == {"acme-policy"}


def test_dated_files_are_one_policy(tmp_path: Path) -> None:
    """By "@date" in their names, or in a folder of their own; the newest answers."""
    for name, days in (("acme@2024-02-01", 30), ("acme@2025-02", 60), ("bolt/2023-01-01", 5), ("bolt/2024-01-01", 6)):
        (tmp_path / f"{name}.txt").parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.txt").write_text(TEXT.format(days=days, date=""))
    record = ingest([tmp_path], tmp_path / "i", HashingEmbedder()).index.record
    assert kept(record) == [
        ("acme@2024-02-01", "30"),
        ("acme@2025-02", "60"),
        ("bolt@2023-01-01", "5"),
        ("bolt@2024-01-01", "6"),
    ]
    assert [policy.id for policy in record.policies] == ["acme", "bolt"]


def test_an_index_of_before_opens_and_learns(tmp_path: Path) -> None:
    """It has no dates: it answers as it did, an ingest of the same is no work, and a change keeps what it held."""
    put(tmp_path, 30)
    opened = open_index(tmp_path / "i")
    _, vectors = read_truth(opened.folder)
    old = write(tmp_path / "i", replace(opened.record, versions=(), dates=()), vectors)
    fields = json.loads((old.folder / "record.json").read_text())
    assert not fields["versions"]
    assert not fields["dates"]
    done = ingest([tmp_path / "p"], tmp_path / "i", HashingEmbedder())
    assert (done.embedded, done.index.folder) == (0, old.folder)
    assert kept(put(tmp_path, 60))[0] == (f"acme@{EARLIEST}", "30")


def test_a_record_without_the_fields_is_read(tmp_path: Path) -> None:
    """As it was written before there were versions."""
    record = put(tmp_path, 30)
    fields = json.loads(record.to_json())
    del fields["versions"], fields["dates"]
    from ingest.index.record import read_record

    assert read_record(fields) == replace(record, versions=(), dates=())


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """An index with two versions of one policy."""
    put(tmp_path, 30, "3 May 2024")
    put(tmp_path, 60, "7 January 2025")
    return tmp_path / "i"


def test_an_index_opens_as_it_was(two: Path) -> None:
    """On a day, or by the name of a version; only what is new is embedded; ids stay."""
    for wanted, days in (
        (["2024-12-31"], "30"),
        (["acme@2024"], "30"),
        (["2025-01-07"], "60"),
        (["acme@2025-01"], "60"),
    ):
        opened = past(open_index(two), wanted, HashingEmbedder())
        assert f"{days} days" in opened.clauses["acme/1"].text
        assert opened.vectors([piece.id for piece in opened.record.pieces]).shape[0] == len(opened.record.pieces)
    assert past(open_index(two), ["2024-12-31"], HashingEmbedder()).policies["acme"].name.endswith("of 2024-05-03")


@pytest.mark.parametrize("wanted", ["2024-01-01", "acme@2023", "bolt@2024", "yesterday"])
def test_what_was_never_there_is_told(two: Path, wanted: str) -> None:
    """One line that says which versions there are."""
    with pytest.raises(UsageError, match=r"2024-05-03|no policy|write it as"):
        past(open_index(two), [wanted], HashingEmbedder())


def test_a_question_may_name_a_version(two: Path) -> None:
    """By the policy's id, or by a day; without one the newest answers."""
    assistant = Assistant(two, None, HashingEmbedder())
    question = "How long does Acme keep your data?"
    assert "60 days" in assistant.ask(question).citations[0].quote
    assert "30 days" in assistant.ask(question, ["acme@2024-05"]).citations[0].quote
    assert "30 days" in assistant.at(["2024-06-01"]).ask(question).citations[0].quote


def test_few_past_assistants_stay_open(two: Path) -> None:
    """Each is a search of its own in memory: the one that was asked for last is the same, an old one is opened anew."""
    assistant = Assistant(two, None, HashingEmbedder())
    first = assistant.at(["2024-06-01"])
    assert assistant.at(["2024-06-01"]) is first
    for day in range(1, MOST_PAST + 1):
        assistant.at([f"2024-07-0{day}"])
    assert assistant.at([f"2024-07-0{MOST_PAST}"]) is assistant.at([f"2024-07-0{MOST_PAST}"])
    assert assistant.at(["2024-06-01"]) is not first
    assert len(assistant._past) == MOST_PAST


def test_versions_of_an_index_are_compared(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By their names, the newest by the policy's alone."""
    assert main(["--diff", "acme@2024-05-03", "acme", "--index", str(two)]) == 0
    assert "[-30-]{+60+} days" in capsys.readouterr().out
    assert main(["--diff", "acme@2019", "acme", "--index", str(two)]) == 2
    assert "acme@2024-05-03" in capsys.readouterr().err


def test_a_version_is_forgotten(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For good: no file of the index has its words. The newest one, and the only policy, are not."""
    assert main(["--forget", "acme@2024", "--index", str(two)]) == 0
    assert "forgotten: acme@2024-05-03" in capsys.readouterr().out
    assert not open_index(two).record.versions
    assert not [path for path in two.rglob("*") if path.is_file() and b"30 days" in path.read_bytes()]
    for name in ("acme@2025", "acme", "bolt"):
        assert main(["--forget", name, "--index", str(two)]) == 2


def test_a_policy_is_forgotten_with_its_versions(two: Path) -> None:
    """The others stay, with their vectors."""
    (two.parent / "p" / "bolt.txt").write_text(TEXT.format(days=7, date="").replace("Acme", "Bolt"))
    ingest([two.parent / "p"], two, HashingEmbedder())
    assert main(["--forget", "acme", "--index", str(two)]) == 0
    opened = open_index(two)
    assert [policy.id for policy in opened.record.policies] == ["bolt"]
    assert not opened.record.versions
    assert opened.vectors([piece.id for piece in opened.record.pieces]).shape[0] == len(opened.record.pieces) > 0


def test_unused_room_is_blank(tmp_path: Path) -> None:
    """What HNSW keeps for more vectors holds nothing of this process's memory, where forgotten words may stand."""
    put(tmp_path, 30)
    (header,) = (tmp_path / "i").rglob("header.bin")
    room, count, size = struct.unpack_from("<3Q", header.read_bytes(), 12)
    data = (header.parent / "data_level0.bin").read_bytes()
    assert len(data) == room * size > count * size
    assert any(data[: count * size])
    assert not any(data[count * size :])
    assert not any((header.parent / "length.bin").read_bytes()[count * 4 :])
