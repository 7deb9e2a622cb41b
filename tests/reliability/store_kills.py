"""Kills of an ingest at every step, and two writers at once.

For the tests beside this file and for benchmarks/reliability.py, which does the same more often. What is killed are
forks of a warm process: importing Chroma for each would take longer than all else. Such a process must never have
opened Chroma itself, so what is looked at is looked at in forks too.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ingest.errors import IndexFault
from ingest.index import check_process as checker
from ingest.pipeline import ingest
from tests.conftest import HashingEmbedder
from tests.reliability.store_faults import policies


def warm() -> None:
    """Import what forks need."""
    import chromadb  # noqa: F401
    import llama_index.vector_stores.chroma  # noqa: F401

    import ingest.index.chroma
    import ingest.index.nodes  # noqa: F401


def fork(work: Callable[[int], None]) -> tuple[int, int]:
    """Run `work(pipe)` in a fork: (its process id, the other end of the pipe). The fork never returns."""
    for one in [one for one in checker._running if one._process.poll() is not None]:
        checker._drop(one)  # it had nothing to do for a while
    checker._checker()  # all forks share one: it answers one at a time, and each asks under its own number
    ours, theirs = os.pipe()
    if pid := os.fork():
        os.close(theirs)
        return pid, ours
    code = 1
    try:
        os.close(ours)
        for one in checker._running:
            one.owner = os.getpid()
        work(theirs)
        code = 0
    except BaseException as error:  # noqa: BLE001 - it is told, in whole, to the parent
        with suppress(OSError):
            os.write(theirs, f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(code)


def looked(look: Callable[[], Any]) -> Any:
    """What `look()` gives in a fork. Raises AssertionError with what it raised, or the signal that ended it."""
    pid, pipe = fork(lambda out: _tell(out, look()))
    with os.fdopen(pipe, "rb") as answers:
        told = answers.read().decode()
    _, status = os.waitpid(pid, 0)
    assert status == 0, f"{told or 'crashed'} (status {status})"
    return json.loads(told)


def _tell(pipe: int, what: Any) -> None:
    os.write(pipe, json.dumps(what).encode())


def killed_ingest(place: Path, version: int, arm: Callable[[], None], after: float | None = None) -> bool:
    """Ingest a version in a fork that `arm()` or the clock kills, and whether it was acknowledged before it died."""

    def work(pipe: int) -> None:
        arm()
        ingest([policies(place, version)], place / "index", HashingEmbedder())
        os.write(pipe, b"acknowledged")

    pid, pipe = fork(work)
    if after is not None:
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
    with os.fdopen(pipe, "rb") as answers:
        told = answers.read()
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or told == b"acknowledged", f"it failed instead: {told.decode()}"
    return told == b"acknowledged"


STEPS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "fcntl.flock", "subprocess.Popen"}


def arm_python(step: int) -> None:
    """Kill this process at the n-th file that Python opens for writing, flushes, renames, makes, locks or removes."""
    left = [step]

    def count(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event in STEPS or (event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")):
            count()

    flush = os.fsync
    os.fsync = lambda handle: (count(), flush(handle))[1]  # type: ignore[misc, assignment]
    sys.addaudithook(audit)


SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
static atomic_long left = -1;
void arm(long n) { left = n; }
long unused(void) { return left; }
static int hit(void) { return left > 0 && atomic_fetch_sub(&left, 1) == 1; }
static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }
static int file(int fd) { struct stat s; return fstat(fd, &s) == 0 && S_ISREG(s.st_mode); }
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
ssize_t write(int fd, const void *b, size_t n) {
  if (file(fd) && hit()) { REAL(write)(fd, b, n / 2); die(); }
  return REAL(write)(fd, b, n);
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) {
  if (file(fd) && hit()) { REAL(pwrite)(fd, b, n / 2, o); die(); }
  return REAL(pwrite)(fd, b, n, o);
}
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) {
  if (file(fd) && hit()) { REAL(pwrite64)(fd, b, n / 2, o); die(); }
  return REAL(pwrite64)(fd, b, n, o);
}
ssize_t writev(int fd, const struct iovec *v, int n) {
  if (file(fd) && hit()) { REAL(writev)(fd, v, n / 2); die(); }
  return REAL(writev)(fd, v, n);
}
#define BEFORE(result, name, declared, ...) \
  result name declared { if (hit()) die(); return REAL(name)(__VA_ARGS__); }
BEFORE(int, fsync, (int fd), fd)
BEFORE(int, fdatasync, (int fd), fd)
BEFORE(int, ftruncate, (int fd, off_t n), fd, n)
BEFORE(int, ftruncate64, (int fd, off64_t n), fd, n)
BEFORE(int, rename, (const char *a, const char *b), a, b)
BEFORE(int, renameat, (int d, const char *a, int e, const char *b), d, a, e, b)
BEFORE(int, unlink, (const char *a), a)
BEFORE(int, unlinkat, (int d, const char *a, int f), d, a, f)
BEFORE(int, rmdir, (const char *a), a)
BEFORE(int, mkdir, (const char *a, mode_t m), a, m)
"""


def shim(folder: Path) -> Path:
    """A library that, loaded first, counts the writes, flushes and renames of all code, Chroma's own among it."""
    source, library = folder / "shim.c", folder / "shim.so"
    source.write_text(SHIM)
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def arm_native(step: int) -> None:
    """Kill this process at the n-th write (half of it done), flush, rename or removal of any of its code."""
    ctypes.CDLL(None).arm(ctypes.c_long(step))


def native_steps() -> int:
    """How many steps are left of those this process was armed with."""
    count = ctypes.CDLL(None).unused
    count.restype = ctypes.c_long
    return int(count())


def refused_writer(place: Path, version: int) -> float:
    """Start a writer, then a second one: seconds until that is refused, which must be in one line naming the first."""
    waits, go_on = os.pipe()  # the first does not end before the second was refused

    def first(pipe: int) -> None:
        os.close(go_on)
        told: list[int] = []

        def progress(*_: object) -> None:
            if not told:
                told.append(os.write(pipe, b"writes"))
                os.read(waits, 1)

        ingest([policies(place, version)], place / "index", HashingEmbedder(), progress)

    def second() -> list[Any]:
        start = time.monotonic()
        try:
            ingest([policies(place, version + 1)], place / "index", HashingEmbedder())
        except IndexFault as error:
            return [time.monotonic() - start, str(error)]
        raise AssertionError("two wrote at once")

    for one in (version, version + 1):
        policies(place, one)
    pid, pipe = fork(first)
    assert os.read(pipe, 6) == b"writes"
    seconds, line = looked(second)
    os.close(waits)
    os.close(go_on)  # now it may
    assert line.startswith(f"process {pid} "), line
    with os.fdopen(pipe, "rb") as rest:
        told = rest.read()
    assert os.waitpid(pid, 0)[1] == 0, told.decode()
    return float(seconds)
