"""Read what a visitor uploads: files, those of a folder, and the policies in ZIPs, within limits.

A ZIP is untrusted: only names of policies are taken, without their folders, and no more bytes than may be uploaded.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from ingest.errors import PolicyError
from ingest.policy import SUFFIXES, Policy
from web.visit.visitor import MOST, read_file

MOST_BYTES = 20_000_000  # of all that a ZIP holds, unpacked
CHUNK = 65_536  # bytes read at a time


def read_all(paths: Sequence[Path], folder: Path) -> tuple[list[Policy], list[str]]:
    """Read all that was uploaded: its policies, and a line for each file that cannot be read. One does not stop others.

    `folder`: where ZIPs are unpacked. What systems add to folders (".DS_Store") is passed over.
    """
    policies: list[Policy] = []
    lines: list[str] = []
    for path in paths:
        if path.name.startswith("."):
            path.unlink(missing_ok=True)
            continue
        with _told(lines):
            for file in unpacked([path], folder):
                with _told(lines):
                    policies.append(read_file(file))
    return policies, lines


@contextmanager
def _told(lines: list[str]) -> Iterator[None]:
    try:
        yield
    except PolicyError as error:
        lines.append(str(error))


def unpacked(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Return the policy files among `paths`, those of ZIPs unpacked into `folder`. Raises PolicyError."""
    return [file for path in paths for file in (_of_zip(path, folder) if path.suffix.lower() == ".zip" else [path])]


def _of_zip(path: Path, folder: Path) -> list[Path]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if _is_policy(member)]
            if not members:
                raise PolicyError(f"{path.name} holds no policy: give files of {', '.join(SUFFIXES)}")
            if len(members) > MOST:
                raise PolicyError(f"{path.name} holds {len(members)} policies: {MOST} at most here")
            return list(_written(archive, members, path.name, folder))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise PolicyError(f"{path.name} cannot be unpacked: make the ZIP again") from error
    except RuntimeError as error:  # what zipfile raises for a password
        raise PolicyError(f"{path.name} has a password: give one without") from error
    finally:
        path.unlink(missing_ok=True)


def _is_policy(member: zipfile.ZipInfo) -> bool:
    path = _path(member)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return not member.is_dir() and not hidden and path.suffix.lower() in SUFFIXES


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))


def _written(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], name: str, folder: Path) -> Iterator[Path]:
    """Write each member under its own name; what a ZIP says of its sizes is not believed."""
    left = MOST_BYTES
    for n, member in enumerate(members):
        file = folder / str(n) / _path(member).name
        file.parent.mkdir()
        with archive.open(member) as source, file.open("wb") as target:
            while chunk := source.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise PolicyError(f"{name} holds more than {MOST_BYTES // 1_000_000} MB: give fewer files at once")
                target.write(chunk)
        yield file
