"""The bytes of one policy file → what is read of it: decoded here, or extracted by a bounded process of its own.

Plain text is handed on untouched, line ends and odd blanks included. Knows nothing of what a policy says.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from ingest.errors import PolicyError
from ingest.places import ROOT
from ingest.policy import SUFFIXES
from ingest.read.encodings import decode_text, wide_encoding
from ingest.read.markdown import holds_blocks, read_markdown
from ingest.read.reading import Reading, reading_from_dict
from ingest.read.sandbox import SECONDS, WAIT

PLAIN = (".txt", ".md")
PAGE = (".html", ".htm")
MAX_TEXT = 6_000_000  # characters: 20 times the longest of 150 real policies; 5 million take 4 to 13 s to take apart
MAX_LINES = 400_000
CONTROLS = 100  # of so many characters one may be a control character, in text; in bytes of other kinds 10 are
_OTHERS = (  # what a file begins with whose name says that it is text
    (b"%PDF-", "a PDF: end its name in .pdf"),
    (b"PK\x03\x04", "a ZIP or an Office file: end a Word document's name in .docx"),
    (b"{\\rtf", "RTF: end its name in .rtf"),
    (b"\xd0\xcf\x11\xe0", "an old Office file: save it as .docx or .txt"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")  # those that are no blanks
_HTML = re.compile(rb"\s*(?:<!doctype html|<html\b)", re.IGNORECASE)


def read_bytes(path: Path, data: bytes) -> Reading:
    """Read a file's bytes as what its name says.

    Raises PolicyError when it is damaged, encrypted, of another kind, has no text or too much, or takes more than the
    limits of ingest/read/sandbox.py.
    """
    suffix = path.suffix.lower()
    _is_what_it_says(path, suffix, data)
    reading = _plain(path, suffix, data) if suffix in PLAIN else _extracted(path, suffix, data)
    if not any(c.isalnum() for c in reading.text):
        scan = " (a scan? recognise its text first)" if suffix == ".pdf" else ""
        raise PolicyError(f"{path} has no text in it{scan}")
    if len(reading.text) > MAX_TEXT or reading.text.count("\n") > MAX_LINES:
        most = f"{MAX_TEXT:,} characters in {MAX_LINES:,} lines"
        raise PolicyError(f"{path} has more text than a policy: {most} at most; split it, or take out what is none")
    return reading


def _is_what_it_says(path: Path, suffix: str, data: bytes) -> None:
    """Raise PolicyError where a text or a page is something else under a wrong name, or no text at all."""
    if suffix not in (*PLAIN, *PAGE):
        return  # their readers tell
    if other := next((says for begins, says in _OTHERS if data.startswith(begins)), ""):
        raise PolicyError(f"{path} is {other}")
    if suffix in PLAIN and _HTML.match(data.removeprefix(b"\xef\xbb\xbf")):
        raise PolicyError(f"{path} is a web page: end its name in .html")
    if b"\0" in data and not wide_encoding(data):
        raise PolicyError(f"{path} is not text (it holds zero bytes); give one of {', '.join(SUFFIXES)}")


def _plain(path: Path, suffix: str, data: bytes) -> Reading:
    try:
        text = decode_text(data)
    except ValueError as error:
        raise PolicyError(f"{path} {error}") from error
    controls = len(_CONTROL.findall(text))
    if controls * CONTROLS > len(text):
        raise PolicyError(f"{path} is not text (it holds control characters); give one of {', '.join(SUFFIXES)}")
    if suffix != ".md":
        return Reading(text)
    return _extracted(path, suffix, text.encode()) if holds_blocks(text) else read_markdown(text)


def _extracted(path: Path, suffix: str, data: bytes) -> Reading:
    """What `python -m ingest.read.sandbox` makes of the file within its limits."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", "-m", "ingest.read.sandbox", suffix]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=WAIT, env=env, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise PolicyError(f"{path} takes longer than {WAIT} s to read; save it as .txt") from error
    if done.returncode:
        raise PolicyError(f"{path} {_why(done.returncode, done.stderr)}")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise PolicyError(f"{path} {answer['error']}")
    return reading_from_dict(answer)


def _why(code: int, stderr: bytes) -> str:
    """What ended the reading process, for the user."""
    last = stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1][:200]
    if "MemoryError" in last or (code == -9 and not last):  # noqa: PLR2004 - SIGKILL
        return "needs more than 1 GiB to read; save it as .txt"
    if code in (-24, -9):  # SIGXCPU, and SIGKILL behind it
        return f"takes longer than {SECONDS} s to read; save it as .txt"
    return f"cannot be read ({last or f'exit {code}'}); save it again, or as .txt"
