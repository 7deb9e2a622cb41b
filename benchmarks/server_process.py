"""Run a benchmark's own server in a process of its own, so that its memory is its own."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(module: str, flags: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Run `python -m MODULE --serve …`, which prints its address first; yields that and the process id."""
    command = [sys.executable, "-m", module, "--serve", *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process.stdout.readline().strip() if process.stdout else ""), process.pid
        finally:
            process.terminate()


def resident_bytes(pid: int) -> int:
    """Return the memory that a process holds (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))
