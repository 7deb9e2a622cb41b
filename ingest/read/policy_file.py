"""Read one policy file into a Policy."""

import hashlib
import re
import stat
import tomllib
import unicodedata
from pathlib import Path

from ingest.errors import PolicyError
from ingest.naming.patterns import BREAK
from ingest.naming.policy_names import names
from ingest.naming.told_names import told_names
from ingest.policy import DOCUMENT, SUFFIXES, Policy
from ingest.read.decode import PAGE, PLAIN, read_bytes
from ingest.read.reading import Reading, composed
from ingest.sources.folders import MAX_BYTES, OVERRIDES

_OLD = {
    ".doc": "an old Word file: save it as .docx",
    ".pages": "a Pages document: export it as .docx",
    ".xls": "an old sheet: save it as .xlsx",
    ".png": "a picture: recognise its text first",
    ".jpg": "a picture: recognise its text first",
    ".tiff": "a picture: recognise its text first",
}
# A policy's id is its file's name: no line ends, nothing unseen or that turns text round, no bytes that are not UTF-8.
_UNFIT = re.compile("[\0-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def read_policy(path: Path, policy_id: str = "") -> Policy:
    """Read one file; its id is the file's stem where none is given.

    Raises PolicyError when it is missing, too large, of an unknown kind, not text, damaged, or has no text in it.
    """
    if _UNFIT.search(path.name):
        raise PolicyError(f"{str(path)!a} has characters in its name that cannot be shown: rename it")
    if path.suffix.lower() not in SUFFIXES:
        if old := _OLD.get(path.suffix.lower()):
            raise PolicyError(f"{path} is {old}")
        raise PolicyError(f"{path} is not a policy: its name must end in one of {', '.join(SUFFIXES)}")
    data = _bytes(path)
    reading = composed(read_bytes(path, data))
    name, aliases = _overridden(path, *_names(reading, path))
    digest = hashlib.sha256(data).hexdigest()
    return Policy(
        policy_id or unicodedata.normalize("NFC", path.stem),
        name,
        aliases,
        digest,
        reading.text,
        reading.pages,
        reading.left_out,
        reading.about,
    )


def _names(reading: Reading, path: Path) -> tuple[str, tuple[str, ...]]:
    """The names in the text; where the file gives itself a title beside its text, that is read first."""
    about = dict(reading.about) if path.suffix.lower() in (*PLAIN, *PAGE) else {}
    title = about.get("title", "")
    if path.suffix.lower() in PAGE:  # "Privacy Policy | Acme": the site's name stands behind a mark
        title = BREAK.split(title)[0]
    authors = tuple(told_names(about, reading.text))
    name, aliases = names(f"{title}\n\n{reading.text}" if title else reading.text, path.stem, authors)
    if path.suffix.lower() in PLAIN and title and not re.search(DOCUMENT, title, re.IGNORECASE):
        return title, tuple(dict.fromkeys((name, *aliases)))
    return name, aliases


def _bytes(path: Path) -> bytes:
    try:
        state = path.stat()
        if stat.S_ISFIFO(state.st_mode) or stat.S_ISCHR(state.st_mode):
            raise PolicyError(f"cannot read {path}: it is a pipe or a device, which may never end")
        if state.st_size > MAX_BYTES:
            raise PolicyError(f"{path} has {state.st_size / 1e6:.0f} MB; a policy has {MAX_BYTES // 1_000_000} at most")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PolicyError(f"cannot read {path}: {error.strerror}") from error
    if len(data) > MAX_BYTES:  # it grew meanwhile
        raise PolicyError(f"{path} has more than the {MAX_BYTES // 1_000_000} MB that a policy has at most")
    return data


def _overridden(path: Path, name: str, aliases: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The names that policies.toml beside the file gives instead, each where it gives one."""
    toml = path.with_name(OVERRIDES)
    if not toml.is_file():
        return name, aliases
    try:
        entry = tomllib.loads(toml.read_text(encoding="utf-8")).get(path.stem, {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"cannot read {toml}: {error}") from error
    if (
        not isinstance(entry, dict)
        or not isinstance(entry.get("name", ""), str)
        or not _strings(entry.get("aliases", []))
    ):
        raise PolicyError(f'{toml}: [{path.stem}] takes name = "..." and aliases = ["...", ...]')
    return entry.get("name", name), tuple(entry.get("aliases", aliases))


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
