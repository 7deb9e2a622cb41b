"""The bytes of one policy file → its text: decoded here, or extracted by a bounded process of its own.

Plain text is handed on untouched, line ends and odd blanks included. Refuses to know what a policy says.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from ingest.errors import PolicyError
from ingest.places import ROOT
from ingest.read.sandbox import SECONDS, WAIT

PLAIN = (".txt", ".md")
PAGE = (".html", ".htm")
MAX_TEXT = 6_000_000  # characters: 20 times the longest of 150 real policies; 5 million take 4 to 13 s to take apart
MAX_LINES = 400_000
CONTROLS = 100  # of so many characters one may be a control character, in text; in bytes of other kinds 10 are
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_OTHERS = (  # what a file begins with whose name says that it is text
    (b"%PDF-", "a PDF: end its name in .pdf"),
    (b"PK\x03\x04", "a ZIP or an Office file: end a Word document's name in .docx"),
    (b"{\\rtf", "RTF: save it as .docx or .txt"),
    (b"\xd0\xcf\x11\xe0", "an old Office file: save it as .docx or .txt"),
)
_HTML = re.compile(rb"\s*(?:<!doctype html|<html\b)", re.IGNORECASE)


def text_of(path: Path, data: bytes) -> tuple[str, tuple[int, ...]]:
    """The text of a file and where its pages begin (a PDF's; else none).

    Raises PolicyError when it is damaged, encrypted, of another kind, has no text or too much, or takes more than the
    limits of ingest/extract.py.
    """
    suffix = path.suffix.lower()
    _is_what_it_says(path, suffix, data)
    text, pages = (_decoded(path, data), ()) if suffix in PLAIN else _extracted(path, suffix, data)
    if not any(c.isalnum() for c in text):
        scan = " (a scan? recognise its text first)" if suffix == ".pdf" else ""
        raise PolicyError(f"{path} has no text in it{scan}")
    if len(text) > MAX_TEXT or text.count("\n") > MAX_LINES:
        most = f"{MAX_TEXT:,} characters in {MAX_LINES:,} lines"
        raise PolicyError(f"{path} has more text than a policy: {most} at most; split it, or take out what is none")
    return text, pages


def _is_what_it_says(path: Path, suffix: str, data: bytes) -> None:
    """Raise PolicyError where a text or a page is something else under a wrong name, or no text at all."""
    if suffix not in (*PLAIN, *PAGE):
        return  # their readers tell
    if other := next((says for begins, says in _OTHERS if data.startswith(begins)), ""):
        raise PolicyError(f"{path} is {other}")
    if suffix in PLAIN and _HTML.match(data.removeprefix(b"\xef\xbb\xbf")):
        raise PolicyError(f"{path} is a web page: end its name in .html")
    if b"\0" in data and not _wide(data):
        raise PolicyError(f"{path} is not text (it holds zero bytes); give a .txt, .md, .html, .pdf or .docx")


def _wide(data: bytes) -> str:
    """The encoding of text whose characters are wider than a byte: by its mark, or by its zeros; else ""."""
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "") or _utf16(data[:4096])


def _decoded(path: Path, data: bytes) -> str:
    """By its byte order mark, else UTF-16 by its zeros, else UTF-8, else the code page of Western Windows."""
    mark = next((mark for mark, _ in _BOMS if data.startswith(mark)), b"")
    if encoding := _wide(data):
        text = _strictly(path, data[len(mark) :], encoding)
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = _strictly(path, data, "cp1252")
    controls = sum(c < " " and not c.isspace() for c in text)
    if controls * CONTROLS > len(text):
        raise PolicyError(f"{path} is not text (it holds control characters); give a .txt, .md, .html, .pdf or .docx")
    return text


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
    return answer["text"], tuple(answer["pages"])


def _why(code: int, stderr: bytes) -> str:
    """What ended the reading process, for the user."""
    last = stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1][:200]
    if "MemoryError" in last or (code == -9 and not last):  # noqa: PLR2004 - SIGKILL
        return "needs more than 1 GiB to read; save it as .txt"
    if code in (-24, -9):  # SIGXCPU, and SIGKILL behind it
        return f"takes longer than {SECONDS} s to read; save it as .txt"
    return f"cannot be read ({last or f'exit {code}'}); save it again, or as .txt"
