"""What an index survives: kills at random times and at every n-th step, two writers, switches, damage, a full disk.

    python -m benchmarks.reliability [--quick] [--only kills,steps,writers,switches,damage,disk,served] [--json FILE]

Real Chroma, an embedder that hashes words, an index of 45 clauses each of which tells its version. With a C compiler
the steps are every write (half of it done), flush, rename and removal of all code, Chroma's own among it; without
one, those of Python alone. Prints a table; exit 1 when anything was lost, mixed, bricked, silent or crashed.
"""

import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a process that forks has one thread

from benchmarks.command_line import parser, run
from ingest.pipeline import ingest
from tests.conftest import HashingEmbedder
from tests.reliability import served_kills
from tests.reliability import store_faults as faults
from tests.reliability import store_kills as killing

AT_STAKE = faults.POLICIES * faults.CLAUSES  # clauses acknowledged before each kill
EVERY = 1_000_000_000  # more steps than there are
TOLD = ("kills", "acknowledged_at_stake", "lost", "mixed", "bricked", "left_over", "switched")


class Stake:
    """An index that is killed at again and again: what it must hold, and what it held."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.holds = 1  # version
        self.figures: Counter[str] = Counter()
        killing.looked(lambda: str(faults.made(place, 1)))

    def killed(self, arm: Callable[[], None] = lambda: None, after: float | None = None) -> None:
        """One ingest that is killed; then all that was acknowledged must be there."""
        version = self.holds + 1
        acknowledged = killing.killed_ingest(self.place, version, arm, after)
        self.figures.update(kills=not acknowledged, acknowledged_at_stake=AT_STAKE)
        try:
            found = killing.looked(lambda: faults.holds(self.place / "index"))
        except AssertionError as error:
            self.figures.update({("mixed" if "mixed" in str(error) else "bricked"): 1})
            print(f"  after a kill of version {version}: {error}")
            found = killing.looked(lambda: faults.holds(faults.made(self.place, version)))
        allowed = {version} if acknowledged else {self.holds, version}
        self.figures.update(lost=0 if found in allowed else AT_STAKE, switched=found == version)
        self.holds = found

    def done(self) -> dict[str, Any]:
        """The figures, after one ingest that nobody kills."""
        final = self.holds + 1
        killing.looked(lambda: str(faults.made(self.place, final)))
        found = killing.looked(lambda: faults.holds(self.place / "index"))
        left = [path.name for path in (self.place / "index" / "generations").iterdir()]
        self.figures.update(bricked=found != final, left_over=len(left) - 1)
        return {name: self.figures[name] for name in TOLD}


def kills(place: Path, quick: bool) -> dict[str, Any]:
    """At random times, from the start of an ingest to its end."""
    stake, dice = Stake(place), random.Random(7)  # noqa: S311 - the same kills each time
    start = time.monotonic()
    killing.looked(lambda: str(faults.made(place, 1_000)))
    stake.holds, took = 1_000, time.monotonic() - start
    while stake.figures["kills"] < (4 if quick else 100):
        stake.killed(after=dice.uniform(0, 1.3 * took))  # some after the switch
    return {"an ingest takes s": round(took, 2)} | stake.done()


def steps(place: Path, quick: bool) -> dict[str, Any]:
    """At every n-th write, flush, rename and removal."""
    native = "LD_PRELOAD" in os.environ
    stake = Stake(place)
    if native:
        total = killing.looked(lambda: _counted(place))
        stake.holds = 1_000
        every = max(1, total // (6 if quick else 150))
        for step in range(1, total + 1, every):
            stake.killed(lambda step=step: killing.arm_native(step))  # type: ignore[misc]
        return {"steps": total, "every": every} | stake.done()
    for step in range(1, 60, 9 if quick else 1):
        stake.killed(lambda step=step: killing.arm_python(step))  # type: ignore[misc]
    return {"steps": "Python's own"} | stake.done()


def _counted(place: Path) -> int:
    """Steps of an ingest that lives."""
    killing.arm_native(EVERY)
    faults.made(place, 1_000)
    return EVERY - killing.native_steps()


def writers(place: Path, quick: bool) -> dict[str, Any]:
    """A second one while the first writes."""
    killing.looked(lambda: str(faults.made(place, 1)))
    seconds = []
    lost = 0
    for n in range(2 if quick else 50):
        seconds.append(killing.refused_writer(place, 10 * n + 2))
        lost += AT_STAKE * (killing.looked(lambda: faults.holds(place / "index")) != 10 * n + 2)
    return {"rounds": len(seconds), "refused within s": round(max(seconds), 2), "lost": lost}


def switches(place: Path, quick: bool) -> dict[str, Any]:
    """Of the index under four threads that ask one assistant; another process writes."""
    killing.looked(lambda: str(faults.made(place, 0)))

    def asking() -> dict[str, Any]:
        def write(version: int) -> None:
            asked.write(f"{version}\n")
            asked.flush()
            if os.read(pipe, 1) != b".":
                raise RuntimeError("the writer is gone")

        def writing(out: int) -> None:
            for line in os.fdopen(orders, "r"):
                ingest([faults.policies(place, int(line))], place / "index", HashingEmbedder())
                os.write(out, b".")

        orders, give = os.pipe()
        os.set_inheritable(give, False)
        _, pipe = killing.fork(lambda out: (os.close(give), writing(out))[0])  # before this process opens Chroma
        with os.fdopen(give, "w") as asked:
            return faults.asked_while_switched(place, 6 if quick else 100, write)

    done: dict[str, Any] = killing.looked(asking)
    for error in done["errors"][:5]:
        print(f"  {error}")
    return done | {"errors": len(done["errors"])}


def damage(place: Path, quick: bool) -> dict[str, Any]:
    """Every kind to every file: noticed by reading and verifying, then rebuilt or ingested."""
    sound, hurt = place / "sound", place / "hurt"
    sound.mkdir()
    killing.looked(lambda: str(faults.made(sound, 1)))
    figures = Counter({"done": 0, "silent or not mended": 0, "crashed": 0})
    kinds = dict(faults.damages(sound / "index"))
    for name, do in kinds.items():
        for seed in range(5 if not quick and name.startswith(("scrawl", "flip")) else 1):
            shutil.copytree(sound / "index", hurt)
            do(hurt, random.Random(seed))  # noqa: S311
            figures["done"] += 1
            try:
                figures["noticed" if killing.looked(lambda: faults.noticed(hurt, 1)) else "harmless"] += 1
                figures[killing.looked(lambda: faults.mended(hurt, place, 1))] += 1
            except AssertionError as error:
                figures["crashed" if "crashed" in str(error) else "silent or not mended"] += 1
                print(f"  {name}: {error}")
            shutil.rmtree(hurt)
    return {"kinds": len(kinds)} | dict(figures)


def disk(place: Path, quick: bool) -> dict[str, Any]:
    """Full at several points of an ingest."""
    figures: Counter[str] = Counter()
    sizes = (0, 40, 200, 700) if quick else (0, 4, 8, 16, 32, 64, 100, 200, 300, 400, 500, 600, 700, 800, 1000, 1500)
    for kilobytes in sizes:
        try:
            with faults.small_disk(place / "disk", 8_000):
                look = partial(faults.full_disk, place / "disk", place, kilobytes * 1024)
                failed = killing.looked(look)
        except PermissionError as error:
            return {"left out": str(error).strip()}
        figures["full, old one answered, retry worked" if failed else "had room"] += 1
    return dict(figures)


def served(place: Path, quick: bool) -> dict[str, Any]:
    """The server of a served index, and who writes to it, at random times, 50 of each."""
    os.environ["CLAUSEWISE_CACHE"] = str(place / "cache")
    return dict(served_kills.killed(place, 4 if quick else 50))


ALL = {
    "kills": kills,
    "steps": steps,
    "writers": writers,
    "switches": switches,
    "damage": damage,
    "disk": disk,
    "served": served,
}
BAD = ("lost", "lost_after_retry", "mixed", "bricked", "errors", "crashed", "silent or not mended")


def main() -> int:
    """Run, print, and say whether all held."""
    p = parser(__doc__)
    p.add_argument("--quick", action="store_true", help="a few of each")
    p.add_argument("--only", default=",".join(ALL), help="some of %(default)s")
    p.add_argument("--json", type=Path, help="write the figures there too")
    options = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "LD_PRELOAD" not in os.environ and shutil.which("cc"):
            os.environ["LD_PRELOAD"] = str(killing.shim(Path(tempfile.mkdtemp())))
            os.execv(sys.executable, [sys.executable, "-m", "benchmarks.reliability", *sys.argv[1:]])  # noqa: S606 - again, with the shim
        killing.warm()
        figures = {}
        for name in options.only.split(","):
            place = Path(folder) / name
            place.mkdir()
            figures[name] = ALL[name](place, options.quick)
            print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in figures[name].items()), flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    return 1 if any(figure.get(bad) for figure in figures.values() for bad in BAD) else 0


if __name__ == "__main__":
    run(main)
