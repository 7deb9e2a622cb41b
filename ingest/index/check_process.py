"""Check a generation in a child process: opening a damaged Chroma can crash the process that does it.

The child (`python -m ingest.index.check_process`) is started at the first check and kept for the next ones, as
importing Chroma takes seconds. It ends when nothing was asked for a while, or when its parent is gone. It reads one
JSON list a line, [number, folder], and answers with one, [number, what is wrong].

A subprocess and not multiprocessing: "spawn" would run the user's own script again in the child, "fork" would copy the
threads' locks of a process that may have torch and Chroma running, and a pool hangs when its worker is killed.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from ingest.places import ROOT

IDLE: Final = 60  # seconds without a question after which the checker ends: it holds 150 MB
PATIENCE: Final = 180  # seconds for one check

_ASKING = threading.Lock()  # one question at a time
_running: "list[_Checker]" = []  # one at most


def check(folder: Path) -> str:
    """Say what is wrong with a sealed generation, "" when nothing is; a crash or a hang of the check is wrong too."""
    with _ASKING:
        for _ in range(2):  # the one that is kept may be ending just now
            checker = _checker()
            if (fault := checker.ask(folder)) is not None:
                return fault
            _drop(checker)
        return "it cannot be checked: python -m ingest.index.check_process does not run"


def _checker() -> "_Checker":
    """Return the running checker, or start one. A forked process must not share its parent's pipes."""
    if _running and _running[0].owner != os.getpid():
        _running.clear()
    if not _running:
        _running.append(_Checker())
    return _running[0]


def _drop(checker: "_Checker") -> None:
    checker.stop()
    if checker in _running:
        _running.remove(checker)


@atexit.register
def _end() -> None:
    for checker in _running:
        _drop(checker)


class _Checker:
    """The running checker, seen from the process that asks it."""

    def __init__(self) -> None:
        root = str(ROOT)
        env = {**os.environ, "PYTHONPATH": root, "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-P", "-m", "ingest.index.check_process"]
        self._process = subprocess.Popen(  # noqa: S603
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # we say in one line how it crashed
            env=env,
            start_new_session=True,  # Ctrl-C is for the process that asks; without it, this one ends
        )
        self.owner = os.getpid()
        self._asked = 0

    def ask(self, folder: Path) -> str | None:
        """Say what is wrong, "" when nothing is; None when the checker had ended by itself before it was asked."""
        assert self._process.stdin  # noqa: S101 - they were asked for above
        self._asked += 1
        number = f"{os.getpid()}-{self._asked}"
        try:
            self._process.stdin.write(json.dumps([number, str(folder.resolve())]).encode() + b"\n")
        except BrokenPipeError:
            return None
        ours = f"[{json.dumps(number)}, ".encode()
        while line := self._line():
            if line.startswith(ours):  # or else an answer that nobody waited for, or its end: who read it was killed
                return str(json.loads(line)[1])
        return self._why_silent()

    def _line(self) -> bytes:
        """Read the next line; empty when none came in time, or the checker is gone."""
        assert self._process.stdout  # noqa: S101
        lines: list[bytes] = []
        read = self._process.stdout.readline
        waiting = threading.Thread(target=lambda: lines.append(read()), daemon=True)  # Windows cannot wait for a pipe
        waiting.start()
        waiting.join(PATIENCE)
        return lines[0] if lines else b""

    def _why_silent(self) -> str | None:
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return f"Chroma did not end within {PATIENCE} s"
        finally:
            _drop(self)
        return f"Chroma crashed ({code})" if code else None

    def stop(self) -> None:
        """End it, if this process started it."""
        if self.owner == os.getpid():
            self._process.kill()
            self._process.wait()


def _fault(folder: Path) -> str:
    """Check a generation here, in the child."""
    from ingest.errors import IndexFault
    from ingest.index import chroma
    from ingest.index.record import read_truth

    try:
        record, vectors = read_truth(folder)
        chroma.check(folder, record, vectors)
    except (IndexFault, chroma.ChromaFault) as error:
        return str(error)
    return ""


def main() -> None:
    """Answer until nothing was asked for a while, or nobody is there to ask."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever libraries print goes elsewhere
    asked: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    with suppress(Empty):
        while line := asked.get(timeout=IDLE):
            number, folder = json.loads(line)
            print(json.dumps([number, _fault(Path(folder))]), file=answers, flush=True)
    os._exit(0)  # the thread that listens cannot be ended otherwise


def _listen(asked: "SimpleQueue[str]") -> None:
    for line in sys.stdin:
        asked.put(line)
    asked.put("")


if __name__ == "__main__":
    main()
