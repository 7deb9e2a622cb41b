"""Unpack the ZIPs among some paths into a folder that lives as long as they are read: `policies.zip` → its files.

A ZIP is untrusted: names that lead out of it are passed over, sizes are counted while it is unpacked, not believed.
"""

import os
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from ingest.errors import ClausewiseError, PolicyError
from ingest.policy import SUFFIXES

MAX_FILES = 10_000
MAX_BYTES = 500_000_000  # of all that is unpacked: 25 policies of the largest size
CHUNK = 1 << 16  # bytes read at a time


@contextmanager
def unpacked(paths: Sequence[Path]) -> Iterator[tuple[list[Path], Callable[[str], str]]]:
    """Give the paths with a folder of its files in each ZIP's place, and what takes that folder out of a line.

    Errors that are raised while they are read name a file as in the ZIP: "rules.zip/acme.md has no text in it".
    Raises PolicyError for a ZIP that is damaged, locked or too large.
    """
    with tempfile.TemporaryDirectory(prefix="clausewise-") as folder:
        inside = re.compile(re.escape(f"{folder}{os.sep}") + r"\d+[\\/]")

        def plain(line: str) -> str:
            return inside.sub("", line)

        try:
            yield [_unpacked(path, Path(folder) / str(n)) for n, path in enumerate(paths)], plain
        except ClausewiseError as error:
            raise type(error)(plain(str(error))) from error


def _unpacked(path: Path, folder: Path) -> Path:
    if path.suffix.lower() != ".zip" or not path.is_file():
        return path
    inside = folder / path.name
    inside.mkdir(parents=True)
    try:
        with zipfile.ZipFile(path) as archive:
            _write(archive, path, inside)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise PolicyError(f"{path} cannot be unpacked: make the ZIP again") from error
    except RuntimeError as error:  # zipfile's word for a locked member
        raise PolicyError(f"{path} has a password: give one without") from error
    except OSError as error:
        raise PolicyError(f"cannot unpack {path}: {error.strerror or error}") from error
    return inside


def _write(archive: zipfile.ZipFile, path: Path, folder: Path) -> None:
    """Write the policy files of a ZIP; of files of other kinds only the names, so that they are told."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_FILES:
        raise PolicyError(f"{path} holds {len(members):,} files: {MAX_FILES:,} at most; unpack it and give the folders")
    room = MAX_BYTES
    for member in members:
        name = _safe(member)
        if name is None:
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix.lower() in SUFFIXES:
            room = _copy(archive, member, target, room)
        else:
            target.touch()
        if room < 0:
            raise PolicyError(f"{path} holds more than {MAX_BYTES // 1_000_000} MB: give fewer files at once")


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, room: int) -> int:
    """Write one member; return how many bytes may still be written, below 0 where it was too large."""
    with archive.open(member) as source, target.open("wb") as file:
        while room >= 0 and (chunk := source.read(CHUNK)):
            room -= len(chunk)
            file.write(chunk)
    return room


def _safe(member: zipfile.ZipInfo) -> PurePosixPath | None:
    """The name of a member below the ZIP's folder; None for one that leads out of it, and for links."""
    name = PurePosixPath(member.filename.replace("\\", "/"))
    leads_out = name.is_absolute() or ".." in name.parts or ":" in name.parts[0]
    return None if leads_out or stat.S_ISLNK(member.external_attr >> 16) else name
