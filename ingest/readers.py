"""The bytes of one policy file → its text: decoded here, or extracted by a bounded process of its own.

Plain text is handed on untouched, line ends and odd blanks included. Refuses to know what a policy says.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from ingest.errors import PolicyError
from ingest.extract import SECONDS

PLAIN = (".txt", ".md")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def text_of(path: Path, data: bytes) -> tuple[str, tuple[int, ...]]:
    """The text of a file and where its pages begin (a PDF's; else none).

    Raises PolicyError when it is damaged, encrypted, of another kind, has no text, or takes more than 30 s or 1 GiB.
    """
    suffix = path.suffix.lower()
    text, pages = (_decoded(path, data), ()) if suffix in PLAIN else _extracted(path, suffix, data)
    if not any(c.isalnum() for c in text):
        scan = " (a scan? recognise its text first)" if suffix == ".pdf" else ""
        raise PolicyError(f"{path} has no text in it{scan}")
    return text, pages


def _decoded(path: Path, data: bytes) -> str:
    """By its byte order mark, else UTF-16 by its zeros, else UTF-8, else the code page of Western Windows."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(path, data[len(mark) :], encoding)
    if guess := _utf16(data[:4096]):
        return _strictly(path, data, guess)
    if b"\0" in data:
        raise PolicyError(f"{path} is not text (it holds zero bytes); give a .txt, .md, .html, .pdf or .docx")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(path, data, "cp1252")


def _utf16(head: bytes) -> str:
    """The byte order of text without a mark: in Western text every second byte is zero."""
    half = len(head) // 2
    if half and head[1::2].count(0) * 10 > half * 4 and not head[::2].count(0):
        return "utf-16-le"
    if half and head[::2].count(0) * 10 > half * 4 and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def _strictly(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path} is not {encoding} text (byte {error.start}); save it as UTF-8") from error


def _extracted(path: Path, suffix: str, data: bytes) -> tuple[str, tuple[int, ...]]:
    """What `python -m ingest.extract` makes of the file within its limits."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    command = [sys.executable, "-P", "-m", "ingest.extract", suffix]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS + 5, env=env, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise PolicyError(f"{path} takes longer than {SECONDS} s to read; save it as .txt") from error
    if done.returncode:
        raise PolicyError(f"{path} {_why(done.returncode, done.stderr)}")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise PolicyError(f"{path} {answer['error']}")
    return answer["text"], tuple(answer["pages"])


def _why(code: int, stderr: bytes) -> str:
    """What ended the reading process, for the user."""
    last = stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1][:200]
    if "MemoryError" in last or (code == -9 and not last):  # noqa: PLR2004 - SIGKILL
        return "needs more than 1 GiB to read; save it as .txt"
    if code in (-24, -9):  # SIGXCPU, and SIGKILL behind it
        return f"takes longer than {SECONDS} s to read; save it as .txt"
    return f"cannot be read ({last or f'exit {code}'}); save it again, or as .txt"
