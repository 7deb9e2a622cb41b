"""An ingest on Ray is the ingest that it is without: same record, same vectors; what dies loses and doubles nothing."""

import importlib.util
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from ingest.commands.on_ray import JOURNAL, OnRay, noted, on_ray
from ingest.errors import PolicyError, UsageError
from ingest.pipeline import ingest
from tests.conftest import ROOT, HashingEmbedder
from tests.ingest.ray_workers import Slow, corpus, swapped

KILLS = 3  # of workers, and of the whole run
with_ray = pytest.mark.skipif(not importlib.util.find_spec("ray"), reason="pip install 'clausewise[ray]'")


def test_without_ray_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line: what to install; nothing is made."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        pytest.raises(UsageError, match=r"pip install 'clausewise\[ray\]'"),
        on_ray("ray", tmp_path / "i", HashingEmbedder),
    ):
        pass
    assert not (tmp_path / "i").exists()


class RayError(Exception):
    """As Ray's own."""


@pytest.mark.parametrize(
    "error,told",
    [
        (Exception("The current node timed out during startup.\nMore."), True),
        (TimeoutError("no GCS"), True),
        (RayError("no raylet"), True),
        (KeyError("a bug"), False),
    ],
)
def test_a_ray_that_does_not_start_is_one_line(
    error: Exception, told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever Ray raises for it; what is no fault of Ray's keeps its traceback."""

    def fail(**_: object) -> None:
        raise error

    for name, held in (
        ("ray", {"init": fail}),
        ("ray.data", {"DataContext": None}),
        ("ray.exceptions", {"RayError": RayError}),
    ):
        module = ModuleType(name)
        vars(module).update(held)
        monkeypatch.setitem(sys.modules, name, module)
    with pytest.raises(UsageError if told else KeyError) as raised, on_ray("ray", tmp_path, HashingEmbedder):
        pass
    assert not told or str(raised.value).startswith("cannot reach Ray at this machine (")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("cut", [0, 1, 40, 200])
def test_a_journal_is_read_to_its_last_whole_entry(tmp_path: Path, cut: int) -> None:
    """What a kill left half written is cut off, so that what is written behind it stands where it is looked for."""
    journal = tmp_path / "j"
    assert noted(journal) == {}
    entries = {bytes([n]) * 32: np.full(64, n, np.float32) for n in range(3)}
    data = b"".join(np.uint32(64).tobytes() + key + row.tobytes() for key, row in entries.items())
    journal.write_bytes(data[: len(data) - cut])
    left = noted(journal)
    assert list(left) == list(entries)[: 2 if cut else 3]
    assert all(np.array_equal(left[key], entries[key]) for key in left)
    assert journal.stat().st_size == len(left) * (4 + 32 + 256)


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnRay]:
    """A Ray on this machine."""
    with on_ray("ray", tmp_path_factory.mktemp("journal"), HashingEmbedder) as stages:
        yield stages


@with_ray
@pytest.mark.slow
def test_on_ray_it_is_the_same_index(tmp_path: Path, stages: OnRay) -> None:
    """The five policies: the same record, the same vectors."""
    there = ingest([ROOT / "policies"], tmp_path / "there", stages, each=stages.each)
    here = ingest([ROOT / "policies"], tmp_path / "here", HashingEmbedder())
    assert there.index.record.policies == here.index.record.policies
    for name in ("clauses", "pieces", "findings", "embedder"):
        assert getattr(there.index.record, name) == getattr(here.index.record, name)
    ids = [piece.id for piece in here.index.record.pieces]
    assert np.allclose(there.index.vectors(ids), here.index.vectors(ids), atol=1e-6)
    again = ingest([ROOT / "policies"], tmp_path / "there", stages, each=stages.each)
    assert (again.embedded, again.index.folder) == (0, there.index.folder)


@with_ray
@pytest.mark.slow
def test_a_bad_file_is_told(tmp_path: Path, stages: OnRay) -> None:
    """All bad ones are named; with skip_bad the others are ingested."""
    (tmp_path / "good.txt").write_text("1. Data\nWe keep data.")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 no")
    with pytest.raises(PolicyError, match=r"bad\.pdf"):
        ingest([tmp_path], tmp_path / "i", stages, each=stages.each)
    done = ingest([tmp_path], tmp_path / "i", stages, each=stages.each, skip_bad=True)
    assert "bad.pdf" in done.refused[0]
    assert [policy.id for policy in done.index.record.policies] == ["good"]


@with_ray
@pytest.mark.slow
def test_results_come_in_order_and_once(stages: OnRay) -> None:
    """Also tuples, paths and nothing at all, as they went in."""
    items = [(f"p{n}", Path(f"/p{n}")) for n in range(100)]
    assert list(stages.each(swapped, items)) == [(path, name) for name, path in items]
    assert list(stages.each(swapped, [])) == []


@with_ray
@pytest.mark.slow
def test_too_few_processors_are_told(tmp_path: Path) -> None:
    """A cluster of one processor would wait for ever."""
    code = (
        "import os; os.cpu_count = lambda: 0\n"
        "from pathlib import Path\nfrom ingest.commands.on_ray import on_ray\n"
        "from tests.conftest import HashingEmbedder\n"
        f"with on_ray('ray', Path({str(tmp_path)!r}), HashingEmbedder): pass"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "ray has 1 processors, an ingest needs 2" in done.stderr


def whole(index: Path, corpus_: Path, fresh: Path) -> None:
    """The index holds what one holds that nothing befell: no clause less, none twice, each with its own vector."""
    from ingest.store.open_index import open_index

    record, expected = open_index(index).record, ingest([corpus_], fresh, HashingEmbedder()).index
    assert record.clauses == expected.record.clauses
    assert record.pieces == expected.record.pieces
    ids = [piece.id for piece in record.pieces]
    assert len(set(ids)) == len(ids)
    assert np.allclose(open_index(index).vectors(ids), expected.vectors(ids), atol=1e-6)


def workers() -> list[int]:
    """Process ids of Ray's workers on this machine that are at work."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    named = (line.split(None, 1) for line in listed.splitlines())
    return [int(pid) for pid, name in named if name.startswith("ray::Map")]  # not Ray's own: those are the machine


@with_ray
@pytest.mark.slow
def test_killed_workers_lose_nothing(tmp_path: Path) -> None:
    """Tasks and actors that are killed in the middle are done again."""
    dice, killed = random.Random(0), []  # noqa: S311
    stop = threading.Event()

    def kill() -> None:
        while not stop.wait(dice.uniform(0.2, 1)) and len(killed) < KILLS:
            if pids := workers():
                killed.append(dice.choice(pids))
                os.kill(killed[-1], signal.SIGKILL)

    with on_ray("ray", tmp_path / "i", Slow) as stages:
        killer = threading.Thread(target=kill)
        killer.start()
        ingest([corpus(tmp_path / "p")], tmp_path / "i", stages, each=stages.each)
        stop.set()
        killer.join()
    assert len(killed) == KILLS
    whole(tmp_path / "i", tmp_path / "p", tmp_path / "fresh")


@with_ray
@pytest.mark.slow
def test_a_killed_run_is_gone_on_with(tmp_path: Path) -> None:
    """What was embedded before the kill is not embedded again, and the index is whole in the end."""
    corpus(tmp_path / "p")
    code = (
        "from pathlib import Path\nfrom ingest.commands.on_ray import on_ray\nfrom ingest.pipeline import ingest\n"
        "from tests.ingest.ray_workers import Slow\n"
        f"at = Path({str(tmp_path)!r})\n"
        "with on_ray('ray', at / 'i', Slow) as stages: ingest([at / 'p'], at / 'i', stages, each=stages.each)"
    )
    noted_before = 0
    for _ in range(KILLS):
        with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, start_new_session=True) as run:
            while run.poll() is None and journaled(tmp_path / "i") <= noted_before:
                time.sleep(0.05)
            run.kill()
        assert journaled(tmp_path / "i") > noted_before
        noted_before = journaled(tmp_path / "i")
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    assert not list((tmp_path / "i").glob(f"{JOURNAL}*"))
    whole(tmp_path / "i", tmp_path / "p", tmp_path / "fresh")


def journaled(index: Path) -> int:
    """Bytes of the journal; 0 where there is none yet."""
    return sum(file.stat().st_size for file in index.glob(f"{JOURNAL}*"))
