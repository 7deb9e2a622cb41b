"""Lock an index for one writer, and hold a folder while it is read. The system drops the locks of a dead process."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ingest.errors import IndexFault, remedy

LOCK: Final = "lock"
OWNER: Final = "lock.owner"  # who holds it, and since when
LOCK_WAIT: Final = 0.2  # seconds: a writer takes minutes, so waiting longer helps nobody

_OWNER = re.compile(r"process (\d+) \(since .+\)")


@contextmanager
def writers_lock(index: Path) -> Iterator[None]:
    """Hold the index's lock; the system drops it when the process dies. Raises IndexFault, naming who holds it.

    Where nothing was written, nothing is left: not the lock's files, nor the folders that were made for them.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(index / LOCK, timeout=LOCK_WAIT)
    made = [folder for folder in (index, *index.parents) if not folder.exists()]
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise IndexFault(f"{_owner(index)} is writing the index at {index}: wait for it, or stop it") from error
    except OSError as error:
        raise IndexFault(
            f"cannot write the index at {index} ({error.strerror or error}): {remedy(error.errno)}"
        ) from error
    try:
        _tell_owner(index / OWNER)
        yield
    finally:
        _tidy(index, made)
        lock.release()


def hold(folder: Path) -> Callable[[], None]:
    """Keep a folder from being swept until what is returned is called. Raises FileNotFoundError when it is too late."""
    if os.name == "nt":  # folders cannot be locked there, and nothing is removed
        return lambda: None
    handle = os.open(folder, os.O_RDONLY)
    if not _locked(handle, exclusive=False) or not _same(handle, folder):
        os.close(handle)
        raise FileNotFoundError(f"{folder} is being removed")
    return lambda: os.close(handle)


def discard(folder: Path) -> None:
    """Remove a folder unless somebody holds it."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            if _locked(handle, exclusive=True):
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)


def _tidy(index: Path, made: Sequence[Path]) -> None:
    """Remove what a writer that wrote nothing would leave. Who waits for the lock notices that its file is gone."""
    with suppress(OSError):  # it is not there, or not empty
        (index / "generations").rmdir()
    with suppress(OSError):  # something else came into a folder meanwhile; Windows removes no file that is open
        if {path.name for path in index.iterdir()} <= {LOCK, OWNER}:
            (index / OWNER).unlink(missing_ok=True)
            (index / LOCK).unlink()
            for folder in made:
                folder.rmdir()


def _tell_owner(path: Path) -> None:
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    with suppress(OSError):  # a full disk: then a second writer is not told who holds the lock
        path.write_text(f"process {os.getpid()} (since {since})", "utf-8")


def _owner(index: Path) -> str:
    """Name who wrote its name last. It may be gone while a process that it started still holds the lock."""
    owner = ""
    with suppress(OSError, UnicodeDecodeError):
        owner = (index / OWNER).read_text("utf-8")
    match = _OWNER.fullmatch(owner)
    if not match:  # it is being written just now
        return "another process"
    return owner if _alive(int(match.group(1))) else f"a process left behind by {owner}, which is gone,"


def _alive(pid: int) -> bool:
    if os.name == "nt":  # where to ask is to kill
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):  # another user's
        return True
    return True


def _locked(handle: int, *, exclusive: bool) -> bool:
    """Take a lock at once and say whether it was taken. Where folders cannot be locked nothing is ever removed."""
    import fcntl

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
