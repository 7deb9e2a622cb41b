"""Compute the sha256 of a file."""

import hashlib
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Return the sha256 of the file's bytes, in hex: of a file that holds "abc", "ba7816bf8f01cf…"."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
