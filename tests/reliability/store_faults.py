"""What can befall an index, done to it on purpose, and what must hold afterwards: damage, a full disk, switches.

For the tests beside this file and for benchmarks/reliability.py, which does the same more often.
"""

import os
import random
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from assistant.chain import Assistant
from ingest.clauses.clause import searchable
from ingest.errors import IndexDamaged, IndexFault
from ingest.pipeline import ingest
from ingest.store.open_index import open_index
from ingest.store.write_index import rebuild, verify
from tests.conftest import HashingEmbedder

POLICIES, CLAUSES = 3, 15  # of an index under test: small, so that there are many steps to be killed at a minute


def policies(place: Path, version: int) -> Path:
    """A folder of policies of which each clause tells its version."""
    folder = place / f"policies-{version}"
    folder.mkdir(exist_ok=True)
    for name in ("acme", "bolt", "coil")[:POLICIES]:
        sections = (f"{n}. Section {n}\n\n{name} keeps record {n} for {version} days." for n in range(1, CLAUSES + 1))
        (folder / f"{name}.txt").write_text("\n\n".join(sections))
    return folder


def made(place: Path, version: int) -> Path:
    """An index of one version."""
    ingest([policies(place, version)], place / "index", HashingEmbedder())
    return place / "index"


def holds(index: Path) -> int:
    """The version an index holds, once all of it was seen: every clause, of one version, with its own vector."""
    opened = open_index(index)
    versions = {int(days) for clause in opened.record.clauses for days in re.findall(r"(\d+) days", clause.text)}
    assert len(opened.record.clauses) == POLICIES * CLAUSES, "clauses lost"
    assert len(versions) == 1, f"generations mixed: {versions}"
    texts = [searchable(opened.clauses[p.clause_id], p.start, p.end) for p in opened.record.pieces]
    given = opened.vectors([piece.id for piece in opened.record.pieces])
    assert np.array_equal(given, HashingEmbedder().embed(texts)), "vectors of other texts"
    newest = versions.pop()
    for kept in opened.record.versions:  # earlier versions: each whole, and not the one that answers
        days = set(re.findall(r"(\d+) days", kept.policy.text))
        assert len(days) == 1, f"an earlier version is mixed: {days}"
        assert kept.policy.text.count(" days.") == CLAUSES, "an earlier version has lost clauses"
    counts = {len(past) for past in opened.record.history().values()}
    assert len(counts) == 1, f"policies have lost earlier versions: {counts}"
    return newest


def asked_while_switched(place: Path, switches: int, write: Callable[[int], None], askers: int = 4) -> dict[str, Any]:
    """Threads ask one assistant without a pause while `write(version)` replaces the index under them.

    Each answer must be of a version that answered at some time between question and answer.
    """
    assistant = Assistant(place / "index", None, HashingEmbedder())
    done = threading.Event()
    newest = [0]  # version acknowledged last
    errors: list[str] = []
    answers = [0] * askers

    def ask(me: int) -> None:
        while not done.is_set():
            before = newest[0]
            try:
                answer = assistant.ask("For how many days does acme keep record 3?", ["acme"])
                seen = {int(days) for hit in answer.searched for days in re.findall(r"(\d+) days", hit.clause.text)}
                assert len(seen) == 1, f"versions {seen} in one answer"
                assert before <= seen.pop() <= newest[0] + 1, "an answer out of a text that is gone"
            except BaseException as error:  # noqa: BLE001 - every one of them counts
                errors.append(f"{type(error).__name__}: {error}")
            answers[me] += 1

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(askers)]
    for thread in threads:
        thread.start()
    for version in range(1, switches + 1):
        write(version)
        newest[0] = version
    done.set()
    for thread in threads:
        thread.join()
    return {"switches": switches, "answers": sum(answers), "errors": errors}


def remove(path: Path, _dice: random.Random) -> None:
    """The file is gone."""
    path.unlink()


def empty(path: Path, _dice: random.Random) -> None:
    """The file is there, and empty."""
    path.write_bytes(b"")


def halve(path: Path, _dice: random.Random) -> None:
    """The second half is missing."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scrawl(path: Path, dice: random.Random) -> None:
    """Sixteen random bytes at a random place."""
    data = bytearray(path.read_bytes())
    at = dice.randrange(max(1, len(data) - 16))
    data[at : at + 16] = dice.randbytes(16)
    path.write_bytes(data)


def flip(path: Path, dice: random.Random) -> None:
    """One bit is another."""
    data = bytearray(path.read_bytes())
    if data:
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


KINDS = (remove, empty, halve, scrawl, flip)


def targets(index: Path) -> list[Path]:
    """All files of an index that its answers depend on, relative to it; those of a reader's lock are none of them."""
    files = (path.relative_to(index) for path in index.rglob("*") if path.is_file())
    return sorted(path for path in files if not path.name.startswith("lock"))


def damages(index: Path) -> Iterator[tuple[str, Callable[[Path, random.Random], None]]]:
    """Every kind of damage to every file, and to whole folders: (its name, what does it to an index)."""
    for file in targets(index):
        for kind in KINDS:
            if kind is remove or (index / file).stat().st_size:  # an empty file cannot be halved
                yield f"{kind.__name__} {file.name}", lambda at, dice, f=file, k=kind: k(at / f, dice)  # type: ignore[misc]
    yield "remove chroma/", lambda at, _dice: shutil.rmtree(next(at.glob("generations/*/chroma")))
    yield "remove generations/", lambda at, _dice: shutil.rmtree(at / "generations")


def noticed(index: Path, version: int) -> bool:
    """Whether reading and --verify both tell of the damage; an answer that is right although is no fault either."""
    told = 0
    for look in (holds, verify):
        try:
            seen = look(index)
            assert look is verify or seen == version, "silently wrong"
        except IndexDamaged as error:
            told += says_what_to_do(error)
    assert told != 1, "reading and verifying disagree"
    return bool(told)


def says_what_to_do(error: IndexFault) -> bool:
    """Whether it is one line that names a command."""
    return "run clausewise ingest" in str(error) and "\n" not in str(error)


def mended(index: Path, place: Path, version: int) -> str:
    """Rebuild, or ingest where rebuilding is refused: "rebuilt" or "ingested". Sound in the end."""
    try:
        rebuild(index)
        how = "rebuilt"
    except IndexFault as error:
        if not says_what_to_do(error):
            raise
        ingest([policies(place, version)], index, HashingEmbedder())
        how = "ingested"
    assert holds(index) == version
    verify(index)
    return how


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """A file system of that size in `folder`. Raises PermissionError where we may not mount one."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        raise PermissionError(done.stderr.decode())
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill_up(folder: Path, free: int) -> Path:
    """A file that leaves that many bytes free."""
    filler = folder / "filler"
    state = os.statvfs(folder)
    with filler.open("wb") as file, suppress(OSError):
        os.posix_fallocate(file.fileno(), 0, max(1, state.f_bavail * state.f_frsize - free))
    return filler


def full_disk(disk: Path, place: Path, free: int) -> bool:
    """Ingest a new version with so many bytes free: whether it failed. Then the old one answers, and a retry works."""
    tempfile.tempdir = str(disk)  # readers' copies too
    index = disk / "index"
    ingest([policies(place, 1)], index, HashingEmbedder())
    filler = fill_up(disk, free)
    failed = False
    try:
        ingest([policies(place, 2)], index, HashingEmbedder())
    except IndexFault as error:
        failed = "othing was changed" in str(error)
        if not failed:
            raise
    assert holds(index) == (1 if failed else 2)
    filler.unlink()
    ingest([policies(place, 2)], index, HashingEmbedder())
    assert holds(index) == 2
    return failed
