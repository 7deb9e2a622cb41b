"""Compute the sha256 of a file, and write a file whole or not at all."""

import hashlib
import os
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Return the sha256 of the file's bytes, in hex: of a file that holds "abc", "ba7816bf8f01cf…"."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, written: str | bytes) -> None:
    """Write a file whole or not at all, what is no file ("/dev/stdout") straight. Raises OSError."""
    written = written.encode() if isinstance(written, str) else written
    if path.exists() and not path.is_file():
        path.write_bytes(written)
        return
    path = path.resolve()  # a link stays one
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")  # two processes may write the same file
    partial.write_bytes(written)
    partial.replace(path)
