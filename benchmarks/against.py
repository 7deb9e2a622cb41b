"""Time this checkout against another one, an older commit's: `python -m benchmarks.against CHECKOUT --data DIR`.

    git worktree add --detach ../older COMMIT

Each command runs in a process of its own, once here and once there in turn, so that both see the same load; a first
run, which compiles, is not counted. Prints the least processor time (user and system, of children too), the most memory
of one process (Linux counts it in kB), and both as shares of the other's. DIR holds open-terms-archive and c3pa-ccpa.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.command_line import parser, run
from ingest.errors import UsageError
from ingest.places import ROOT

QUESTION: Final = "How long does Segments.ai keep my personal data after I close my account?"
READ: Final = """
import sys
from pathlib import Path
from ingest.read.policy_file import read_policy
for path in sorted(Path(sys.argv[1]).glob(sys.argv[2])):
    read_policy(path)
"""


def main() -> None:
    """Run every command in both checkouts, and print a line each."""
    flags = parser(__doc__)
    flags.add_argument("other", type=Path, metavar="CHECKOUT", help="the folder of the other checkout")
    flags.add_argument("--data", type=Path, required=True, metavar="DIR")
    flags.add_argument("--times", type=int, default=5, help="how often each command runs (default: %(default)s)")
    flags.add_argument("--only", nargs="+", default=[""], help="commands whose names begin so (default: all)")
    args = flags.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, command in commands(args.data).items():
            if name.startswith(tuple(args.only)):
                ours, theirs = _in_turn(command, [ROOT, args.other.resolve()], args.times, Path(folder))
                shares = " and ".join(f"{a / b:.2f}" for a, b in zip(ours, theirs, strict=True))
                print(f"{name}: {_shown(ours)}, there {_shown(theirs)}: {shares} of it", flush=True)


def commands(data: Path) -> Mapping[str, Sequence[str]]:
    """What is run; the two that ask need the index that the one before them made."""
    ask = ["-m", "assistant", QUESTION, "--no-model"]
    pages = [str(data / "c3pa-ccpa" / "html"), "*.html"]
    texts = [str(data / "open-terms-archive" / "docs"), "*.md"]
    return {
        "nothing": ["-c", "pass"],
        "import assistant": ["-c", "import assistant"],
        "import Assistant": ["-c", "from assistant import Assistant"],
        "help": ["-m", "assistant", "--help"],
        "ingest": ["-m", "ingest", str(ROOT / "policies")],
        "question": ask,
        "question, JSON": [*ask, "--json"],
        "reading pages": ["-c", READ, *pages],
        "reading texts": ["-c", READ, *texts],
    }


def _in_turn(
    command: Sequence[str], places: Sequence[Path], times: int, folder: Path
) -> tuple[tuple[float, float], ...]:
    """Least seconds and most megabytes of a command in each place."""
    indices = [(place, folder / f"index-{n}") for n, place in enumerate(places)]
    _, *taken = [[_taken(command, place, index) for place, index in indices] for _ in range(times + 1)]
    return tuple((min(s for s, _ in of_place), max(mb for _, mb in of_place)) for of_place in zip(*taken, strict=True))


def _taken(command: Sequence[str], place: Path, index: Path) -> tuple[float, float]:
    """Seconds of a processor and megabytes of one run. The folder that it runs in comes first among its modules."""
    if "ingest" in command:  # all of it, not only the look whether something has changed
        shutil.rmtree(index, ignore_errors=True)
    environment = os.environ | {"CLAUSEWISE_INDEX": str(index), "PYTHONPATH": str(place)}
    environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(index.parent / "bytecode")}
    with subprocess.Popen(
        [sys.executable, *command], cwd=place, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise UsageError(f"{' '.join(command)[:80]} ended with {process.returncode} in {place}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _shown(taken: tuple[float, float]) -> str:
    return f"{taken[0]:.3f} s, {taken[1]:.0f} MB"


if __name__ == "__main__":
    run(main)
