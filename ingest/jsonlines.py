r"""Read and write JSON Lines files: one JSON object a line.

    numbered_lines(path)   '{"a": 1}\n\n{"a": 2}\n'  →  [(1, '{"a": 1}'), (3, '{"a": 2}')]
    parse_object(line)     '{"a": 1}'                →  {"a": 1}; anything else is a ValueError that says what it is
    append(file, value)    {"a": 1}                  →  writes '{"a": 1}\n' and flushes it
    cut_torn_end(path)     '{"a": 1}\n{"a'           →  '{"a": 1}\n', in place

A caller that writes in several threads holds a lock of its own around `append`.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from ingest.errors import UsageError


def numbered_lines(path: Path) -> list[tuple[int, str]]:
    """Read the lines that are not blank, each with its number from 1. Raises UsageError when the file cannot be read.

    A byte order mark at the beginning is dropped.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {error}") from error
    lines = text.split("\n")  # not splitlines: U+2028 may stand inside a JSON string
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def parse_object(line: str) -> dict[str, Any]:
    """Parse one line. Raises ValueError, in words for a user, when it is not one JSON object."""
    try:
        value = json.loads(line)
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from error
    except RecursionError as error:
        raise ValueError("not JSON that can be read: it is nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 a caller handles one exception for a bad line
    return value


def append(file: TextIO, value: Mapping[str, Any]) -> None:
    """Write one object as a line and flush it, so that a killed run loses no line that it has written."""
    file.write(as_line(value))
    file.flush()


def as_line(value: Mapping[str, Any]) -> str:
    """Return one object as a line."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def cut_torn_end(path: Path) -> None:
    """Cut the last line when it has no line end: it was being written when a run was killed.

    A file that is not there stays so. Raises UsageError when the file cannot be read or changed.
    """
    try:
        data = path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            os.truncate(path, whole)  # in place: writing the file anew could lose all of it to a kill
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageError(f"cannot continue {path}: {error.strerror or error}") from error
