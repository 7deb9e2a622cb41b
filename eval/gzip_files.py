"""Read and write text files that may be gzipped.

    read_text(Path("baseline.json.gz"))   →  the text inside
    read_text(Path("baseline.json"))      →  its text
    packed("…")                           →  gzip bytes, the same for the same text on every day

What a file is, its first two bytes say; its name does not matter.
"""

import gzip
import zlib
from pathlib import Path

from ingest.errors import UsageError

_MAGIC = b"\x1f\x8b"  # every gzip file begins so


def read_text(path: Path, what: str) -> str:
    """Read a text file, gzipped or not. Raises UsageError; `what` says in words what the file was to be."""
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if data.startswith(_MAGIC) else data).decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {what} {path}: {error}") from error


def packed(text: str) -> bytes:
    """Gzip a text. No time of day is in the bytes, so that git sees a change only where the text changed."""
    return gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)
