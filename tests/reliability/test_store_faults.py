"""What can befall an index: nothing is lost, nothing is mixed, nothing is silently wrong.

A few of each here; benchmarks/reliability.py does it in the hundreds.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ingest.errors import IndexDamaged
from ingest.pipeline import ingest
from ingest.store.open_index import open_index
from tests.conftest import ROOT, HashingEmbedder
from tests.reliability.store_faults import (
    asked_while_switched,
    damages,
    full_disk,
    holds,
    made,
    mended,
    noticed,
    policies,
    small_disk,
)


def test_kills_and_two_writers_lose_nothing(tmp_path: Path) -> None:
    """Killed at random times and at steps of writing, the old index or the new one answers, whole; a retry works.

    A second writer is refused at once. In a process of its own, which forks what is killed.
    """
    command = [sys.executable, "-m", "benchmarks.reliability", "--quick", "--only", "kills,steps,writers"]
    done = subprocess.run(
        [*command, "--json", tmp_path / "figures"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads((tmp_path / "figures").read_text())
    assert figures["kills"]["kills"] + figures["steps"]["kills"] >= 6
    assert figures["steps"]["acknowledged_at_stake"] >= 200
    for name in ("kills", "steps"):
        assert not any(figures[name][fault] for fault in ("lost", "mixed", "bricked", "left_over")), figures
    assert figures["writers"]["rounds"] >= 2
    assert figures["writers"]["lost"] == 0


def test_what_must_hold_can_fail(tmp_path: Path) -> None:
    """The check that the other tests rest on sees two versions in one index, and a clause that is missing."""
    mixed, less = tmp_path / "mixed", tmp_path / "less"
    shutil.copytree(policies(tmp_path, 1), mixed)
    shutil.copy(policies(tmp_path, 2) / "acme.txt", mixed)
    ingest([mixed], tmp_path / "index", HashingEmbedder())
    with pytest.raises(AssertionError, match="mixed"):
        holds(tmp_path / "index")
    shutil.copytree(policies(tmp_path, 1), less)
    (less / "acme.txt").write_text((less / "acme.txt").read_text().rsplit("\n\n", 2)[0])
    ingest([less], tmp_path / "index", HashingEmbedder())
    with pytest.raises(AssertionError, match="lost"):
        holds(tmp_path / "index")


def test_every_damage_is_noticed(tmp_path: Path) -> None:
    """Each file removed, emptied, halved, scrawled over and one bit of it turned: reading and --verify both tell."""
    made(tmp_path, 1)
    kinds = dict(damages(tmp_path / "index"))
    assert len(kinds) >= 40
    for name, do in kinds.items():
        shutil.copytree(tmp_path / "index", tmp_path / "hurt")
        do(tmp_path / "hurt", random.Random(name))  # noqa: S311
        assert noticed(tmp_path / "hurt", 1), name
        shutil.rmtree(tmp_path / "hurt")


@pytest.mark.parametrize(
    "name,how",
    [
        ("remove chroma/", "rebuilt"),
        ("halve seal.json", "rebuilt"),
        ("empty current", "rebuilt"),
        ("flip record.json", "ingested"),
    ],
)
def test_damage_is_mended(name: str, how: str, tmp_path: Path) -> None:
    """From the record where that is whole, else from the policies; sound either way."""
    made(tmp_path, 1)
    dict(damages(tmp_path / "index"))[name](tmp_path / "index", random.Random(1))  # noqa: S311
    assert mended(tmp_path / "index", tmp_path, 1) == how


def test_damage_behind_a_reader_does_not_reach_it(tmp_path: Path) -> None:
    """What is opened stays right when the files under it are scrawled over; the next to open is told."""
    index = made(tmp_path, 1)
    opened = open_index(index)
    ids = [piece.id for piece in opened.record.pieces]
    before = opened.vectors(ids[:1])
    for file in opened.folder.rglob("*.*"):
        file.write_bytes(b"\0" * file.stat().st_size)
    assert (opened.vectors(ids)[0] == before).all()
    with pytest.raises(IndexDamaged):
        open_index(index)


def test_switches_under_questions_are_no_errors(tmp_path: Path) -> None:
    """Four threads ask while the index is replaced: each answer is of the text that answers then."""
    made(tmp_path, 0)

    def write(version: int) -> None:
        ingest([policies(tmp_path, version)], tmp_path / "index", HashingEmbedder())

    done = asked_while_switched(tmp_path, 5, write)
    assert not done["errors"]
    assert done["answers"] >= 20
    assert holds(tmp_path / "index") == 5


@pytest.mark.parametrize("kilobytes", [0, 200])
def test_on_a_full_disk_the_old_index_answers(kilobytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, nothing changed, the old text answers though Chroma cannot be opened; with room again a retry works."""
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())  # set back afterwards
    try:
        with small_disk(tmp_path / "disk", 8_000):
            assert full_disk(tmp_path / "disk", tmp_path, kilobytes * 1024)
    except PermissionError as error:
        pytest.skip(f"a small disk cannot be mounted here: {error}")
