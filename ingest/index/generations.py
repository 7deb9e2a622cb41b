"""Keep the generations of an index as folders: which one answers, which are finished, what may be removed.

    index/
      current                       one line, the generation that answers; replaced atomically
      lock, lock.owner              held while one process writes; which one, and since when
      generations/0123456789abcdef-7/
                                    named by a hash of what it holds and by how many there were before it: no name is
                                    ever used twice. Never changed once its seal is written.

A reader holds its generation's folder (locks.py), so that it stays until nobody reads it.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final

from ingest.errors import IndexDamaged, IndexFault
from ingest.files import sha256_of
from ingest.index.locks import discard, hold
from ingest.places import default_index

SEAL: Final = (
    "seal.json"  # size and sha256 of each file of a generation, written last: without it, it was never finished
)

TO_MAKE_ONE = (
    "run clausewise ingest FOLDER, or clausewise ingest --examples for five policies to try; or name one with --index"
)
_tried: set[Path] = set()  # generations begun by this process
_NAME = re.compile(r"[0-9a-f]{16}-([0-9]+)")
_BEFORE_SEALS = re.compile(r"[0-9a-f]{16}")


def answering(index: Path) -> str:
    """Return the name of the generation that answers.

    Raises IndexFault when there is none, IndexDamaged when it cannot be told.
    """
    name = _named_current(index)
    if _BEFORE_SEALS.fullmatch(name):
        raise IndexFault(f"the index at {index} was written by an earlier version: run clausewise ingest again")
    if not _NAME.fullmatch(name):
        raise IndexDamaged(f"the index at {index} is damaged (current names no generation): {to_rebuild(index)}")
    return name


def _named_current(index: Path) -> str:
    """What the file `current` says."""
    try:
        return (index / "current").read_text("utf-8").strip()
    except FileNotFoundError as error:
        if sealed(index):
            raise IndexDamaged(f"the index at {index} is damaged (current is gone): {to_rebuild(index)}") from error
        raise IndexFault(f"no index at {index}: {TO_MAKE_ONE}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"the index at {index} is damaged (current: {error}): {to_rebuild(index)}") from error


def to_rebuild(index: Path) -> str:
    """Return what to do where the record is sound, to be typed as it stands."""
    return "run clausewise ingest --rebuild" + ("" if index == default_index() else f" --index {index}")


def sealed(index: Path) -> list[Path]:
    """List the generations that were finished, newest first."""
    return sorted((path for path in _all(index) if (path / SEAL).exists()), key=_number, reverse=True)


def standing(index: Path) -> list[Path]:
    """List the generation that answers; where that cannot be told, those that were finished, newest first.

    Raises IndexFault when there is none.
    """
    try:
        return [index / "generations" / answering(index)]
    except IndexDamaged:
        if finished := sealed(index):
            return finished
        raise


def seal(folder: Path) -> None:
    """Write the sizes and hashes of a finished generation's files, after all of them are on the disk."""
    sums = {str(path.relative_to(folder)): [path.stat().st_size, sha256_of(path)] for path in _files(folder)}
    _sync(folder)
    write_durably(folder / SEAL, json.dumps(sums, indent=1, sort_keys=True))


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """Read the seal of a generation: relative path → (bytes, sha256). Raises IndexDamaged when it cannot be read."""
    try:
        return {name: (int(size), str(sha)) for name, (size, sha) in json.loads((folder / SEAL).read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        index = folder.parent.parent
        raise IndexDamaged(f"the index at {index} is damaged ({SEAL}): {to_rebuild(index)}") from error


def changed(folder: Path, *, deep: bool) -> list[str]:
    """List the files that are not as they were sealed: by their size, or `deep`, by every byte."""
    return [
        name
        for name, (size, sha) in contents(folder).items()
        if not (folder / name).is_file()
        or (folder / name).stat().st_size != size
        or (deep and sha256_of(folder / name) != sha)
    ]


@contextmanager
def begun(index: Path, digest: str) -> Iterator[Path]:
    """Make a new folder beside the others, kept from sweeping while it is filled; removed when filling it fails."""
    folder = _next(index, digest)
    folder.mkdir(parents=True)
    release = hold(folder)
    try:
        yield folder
    except BaseException:
        if not _answers(folder):  # a failure after the switch is not the generation's
            shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        release()


def switch(folder: Path) -> None:
    """Let a sealed generation answer from now on."""
    _sync_folder(folder.parent)
    write_durably(folder.parent.parent / "current", folder.name + "\n")


def retire(folder: Path) -> None:
    """Remove an old generation when its last reader closes it.

    It needs no writer's lock: what answered once and does not now never answers again.
    """
    with suppress(IndexFault):
        if answering(folder.parent.parent) != folder.name:
            discard(folder)


def sweep(index: Path, current: Callable[[], str]) -> None:
    """Remove generations that nobody reads but the one that answers, as `current` says; call it as the only writer.

    Where it cannot be told which one answers, those that were finished stay: `--rebuild` looks among them.
    """
    try:
        keep = {current()}
    except IndexFault:
        keep = {path.name for path in sealed(index)}
    for folder in _all(index):
        if folder.name not in keep:
            discard(folder)


def write_durably(path: Path, text: str | bytes) -> None:
    """Write beside, flush to disk, rename, flush the folder: a reader sees the old text or the new one, never half."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(text.encode() if isinstance(text, str) else text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def _next(index: Path, digest: str) -> Path:
    """Choose a name that was never used, by this process neither: Chroma remembers folders that it failed to open."""
    numbers = [_number(path) for path in _all(index)]
    with suppress(IndexFault):
        numbers.append(_number(Path(answering(index))))
    first = max(numbers, default=0) + 1
    names = (index / "generations" / f"{digest}-{number}" for number in count(first))
    folder = next(name for name in names if name not in _tried)
    _tried.add(folder)
    return folder


def _answers(folder: Path) -> bool:
    with suppress(IndexFault):
        return answering(folder.parent.parent) == folder.name
    return False


def _all(index: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in (index / "generations").iterdir() if path.is_dir()]
    return []


def _number(folder: Path) -> int:
    """Return how many generations there were before; 0 for a folder of another kind."""
    match = _NAME.fullmatch(folder.name)
    return int(match.group(1)) if match else 0


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / SEAL)


def _sync(folder: Path) -> None:
    """Flush all files of a folder, and the names of all of them, to the disk."""
    for path in _files(folder):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    for inside in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        _sync_folder(inside)


def _sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk; Windows opens no folders and does without."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
