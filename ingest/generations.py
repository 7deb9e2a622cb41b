"""The generations of an index as folders: which one answers, who writes, who still reads, and what may be removed.

    index/
      current                       one line, the generation that answers; replaced atomically
      lock, lock.owner              held while one process writes; which one, and since when
      generations/0123456789abcdef-7/
                                    named by a hash of what it holds and by how many there were before it: no name is
                                    ever used twice. Never changed once its seal is written.

A reader holds a shared lock on its generation's folder; the system drops it when the process dies, however it dies.
Refuses to know what a generation holds.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import IndexDamaged, IndexFault

SEAL = "seal.json"  # size and sha256 of each file of a generation, written last: without it, it was never finished
LOCK_WAIT = 0.5  # seconds: a writer takes minutes, so waiting longer helps nobody

_NAME = re.compile(r"[0-9a-f]{16}-([0-9]+)")
_BEFORE_SEALS = re.compile(r"[0-9a-f]{16}")


def current(index: Path) -> str:
    """Name of the generation that answers. Raises IndexFault: none; IndexDamaged: it cannot be told."""
    try:
        name = (index / "current").read_text("utf-8").strip()
    except FileNotFoundError as error:
        if sealed(index):
            raise IndexDamaged(f"the index at {index} is damaged (current is gone): {to_rebuild(index)}") from error
        raise IndexFault(f"no index at {index}: run python -m ingest first, or name one with --index") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"the index at {index} is damaged (current: {error}): {to_rebuild(index)}") from error
    if _BEFORE_SEALS.fullmatch(name):
        raise IndexFault(f"the index at {index} was written by an earlier version: run python -m ingest again")
    if not _NAME.fullmatch(name):
        raise IndexDamaged(f"the index at {index} is damaged (current names no generation): {to_rebuild(index)}")
    return name


def to_rebuild(index: Path) -> str:
    """What to do where the record is sound, to be typed as it stands."""
    from ingest import default_index

    return "run python -m ingest --rebuild" + ("" if index == default_index() else f" --index {index}")


def sealed(index: Path) -> list[Path]:
    """The generations that were finished, newest first."""
    return sorted((path for path in _all(index) if (path / SEAL).exists()), key=_number, reverse=True)


def standing(index: Path) -> list[Path]:
    """The generation that answers; where that cannot be told, those that were finished, newest first.

    Raises IndexFault when there is none.
    """
    try:
        return [index / "generations" / current(index)]
    except IndexDamaged:
        if finished := sealed(index):
            return finished
        raise


def seal(folder: Path) -> None:
    """Write down what the finished generation consists of, all of it on the disk before."""
    sums = {str(path.relative_to(folder)): [path.stat().st_size, sha256(path)] for path in _files(folder)}
    _sync(folder)
    write_durably(folder / SEAL, json.dumps(sums, indent=1, sort_keys=True))


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """The sealed files of a generation, relative path → (bytes, sha256). Raises IndexDamaged when that is not told."""
    try:
        return {name: (int(size), str(sha)) for name, (size, sha) in json.loads((folder / SEAL).read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        index = folder.parent.parent
        raise IndexDamaged(f"the index at {index} is damaged ({SEAL}): {to_rebuild(index)}") from error


def changed(folder: Path, *, deep: bool) -> list[str]:
    """The files that are not as they were sealed: by their size, or `deep`, by every byte."""
    return [
        name
        for name, (size, sha) in contents(folder).items()
        if not (folder / name).is_file()
        or (folder / name).stat().st_size != size
        or (deep and sha256(folder / name) != sha)
    ]


@contextmanager
def begun(index: Path, digest: str) -> Iterator[Path]:
    """A new folder beside the others, kept from sweeping while it is filled; removed when filling it fails."""
    numbers = [_number(path) for path in _all(index)]
    with suppress(IndexFault):
        numbers.append(_number(Path(current(index))))
    folder = index / "generations" / f"{digest}-{max(numbers, default=0) + 1}"
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


def hold(folder: Path) -> Callable[[], None]:
    """Keep a folder from being swept until what is returned is called. Raises FileNotFoundError when it is too late."""
    handle = os.open(folder, os.O_RDONLY)
    if not _locked(handle, exclusive=False) or not _same(handle, folder):
        os.close(handle)
        raise FileNotFoundError(f"{folder} is being removed")
    return lambda: os.close(handle)


def retire(folder: Path) -> None:
    """Called by a reader that has let go: whoever reads an old generation last removes it."""
    index = folder.parent.parent
    with suppress(IndexFault, OSError):  # no right to remove anything, or another writes: the next ingest does it
        if folder.exists() and current(index) != folder.name:
            with only_writer(index, wait=0):
                sweep(index)


def sweep(index: Path) -> None:
    """Remove generations that nobody reads but the one that answers; call it as the only writer.

    Where it cannot be told which one answers, those that were finished stay: `--rebuild` looks among them.
    """
    try:
        keep = {current(index)}
    except IndexFault:
        keep = {path.name for path in sealed(index)}
    for folder in _all(index):
        if folder.name not in keep:
            discard(folder)


def discard(folder: Path) -> None:
    """Remove a folder unless somebody holds it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            if _locked(handle, exclusive=True):
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)


@contextmanager
def only_writer(index: Path, wait: float = LOCK_WAIT) -> Iterator[None]:
    """Hold the index's lock; the system drops it when the process dies. Raises IndexFault, naming who holds it."""
    from filelock import FileLock, Timeout

    lock = FileLock(index / "lock", timeout=wait)
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise IndexFault(f"{_owner(index)} is writing the index at {index}: wait for it, or stop it") from error
    except OSError as error:
        raise IndexFault(f"cannot write the index at {index}: {error.strerror or error}") from error
    try:
        _tell_owner(index / "lock.owner")
        yield
    finally:
        lock.release()


def sha256(path: Path) -> str:
    """Of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_durably(path: Path, text: str | bytes) -> None:
    """Write beside, flush to disk, rename, flush the folder: a reader sees the old text or the new one, never half."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(text.encode() if isinstance(text, str) else text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def _tell_owner(path: Path) -> None:
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    with suppress(OSError):  # a full disk: then a second writer is told less
        path.write_text(f"process {os.getpid()} (since {since})", "utf-8")


def _owner(index: Path) -> str:
    """Who wrote its name last. It may be gone while a process that it started still holds the lock."""
    with suppress(OSError, ValueError):
        told = (index / "lock.owner").read_text("utf-8")
        pid = int(told.split()[1])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return f"a process left behind by {told}, which is gone,"
        except PermissionError:
            return told  # alive, another user's
        return told
    return "another process"


def _locked(handle: int, *, exclusive: bool) -> bool:
    """Whether the lock was had, at once. Where folders cannot be locked nothing is ever removed."""
    try:
        import fcntl
    except ImportError:
        return not exclusive
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without such locks
        return not exclusive
    return True


def _same(handle: int, folder: Path) -> bool:
    """Whether the opened folder is still the one of that name."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), folder.stat())
    return False


def _answers(folder: Path) -> bool:
    with suppress(IndexFault):
        return current(folder.parent.parent) == folder.name
    return False


def _all(index: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in (index / "generations").iterdir() if path.is_dir()]
    return []


def _number(folder: Path) -> int:
    """How many generations there were before; 0 for a folder of another kind."""
    named = _NAME.fullmatch(folder.name)
    return int(named.group(1)) if named else 0


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / SEAL)


def _sync(folder: Path) -> None:
    """All files of a folder, and the names of all of them, to the disk."""
    for path in _files(folder):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    for inside in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        _sync_folder(inside)


def _sync_folder(folder: Path) -> None:
    """The names in a folder to the disk; Windows opens no folders and does without."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
