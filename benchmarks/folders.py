"""Ingest many small files in one folder, in nested folders, and under one name in a folder each.

    python -m benchmarks.folders [--files 10000]

Vectors are made of hashed words, as embedding would take most of the time everywhere. Prints processor seconds of the
walk, of reading, and of the whole ingest, and the most memory of its process, each layout in a process of its own.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.command_line import parser, run
from benchmarks.scale import Hashed
from ingest import ingest
from ingest.pipeline import policy_files
from ingest.read.policy_file import read_policy

TEXT: Final = (
    "# Acme {n} Privacy Policy\n\n1. Retention\n\nWe keep data of kind {n} for {n} days.\n\n2. Sale\n\nNone is sold.\n"
)
LAYOUTS: Final[dict[str, Callable[[int], str]]] = {
    "one folder": lambda n: f"acme-{n}.txt",
    "nested folders": lambda n: f"{n % 100}/{n // 100 % 10}/{n // 1000}/acme-{n}.txt",
    "one name, a folder each": lambda n: f"acme-{n}/policy.txt",
}


def main() -> None:
    """Measure each layout."""
    flags = parser(__doc__)
    flags.add_argument("--files", type=int, default=10_000, help="how many (default: %(default)s)")
    flags.add_argument("--layout", choices=LAYOUTS, help=argparse.SUPPRESS)
    args = flags.parse_args()
    if args.layout:
        _measure(args.layout, args.files)
        return
    for layout in LAYOUTS:
        command = [sys.executable, "-m", "benchmarks.folders", "--files", str(args.files), "--layout", layout]
        subprocess.run(command, check=True)


def _measure(layout: str, files: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "policies"
        for n in range(files):
            path = root / LAYOUTS[layout](n)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(TEXT.format(n=n), "utf-8")
        start = time.process_time()
        found = policy_files([root]).files
        walked = time.process_time()
        for id_, path in found.items():
            read_policy(path, id_)
        read = time.process_time()
        ingest([root], Path(folder) / "index", Hashed())
        whole = time.process_time() - read
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{layout}: {len(found)} policies, walk {walked - start:.2f} s, reading {read - walked:.2f} s", end="")
    print(f", whole ingest {whole:.1f} s, {most:.0f} MB", flush=True)


if __name__ == "__main__":
    run(main)
