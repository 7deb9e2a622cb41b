"""Read untrusted files in a child process: `python -m ingest.read.sandbox SUFFIX` turns stdin into a reading.

A parser that is led astray by a hostile file takes this process with it and nothing else: it has 20 s of a processor's
time and 1 GiB.
Knows no policies; says its answer, or in plain words what is wrong with the file, as one JSON object.
"""

import json
import re
import sys
from dataclasses import replace
from importlib import import_module
from typing import Final

from ingest.read.reading import Reading

SECONDS = 20  # of processor time, so that a file is read and taken apart in 30
WAIT = 90  # seconds by the clock: a busy machine gives a process a part of its time
BYTES = 1 << 30  # of memory


# The reader of each kind, imported where one is read; all others are read as web pages.
_READERS: Final = {
    ".pdf": ("ingest.read.pdf_pages.pdf", "read_pdf"),
    ".docx": ("ingest.read.word.word_document", "read_word"),
    ".xlsx": ("ingest.read.other.spreadsheet", "read_spreadsheet"),
    ".rtf": ("ingest.read.other.rich_text", "read_rich_text"),
    ".md": ("ingest.read.markdown", "read_markdown_bytes"),  # with tables of HTML in it
    ".odt": ("ingest.read.other.open_document", "read_open_document"),
    **dict.fromkeys((".eml", ".mht", ".mhtml"), ("ingest.read.other.mail", "read_mail")),
}
_PAGE: Final = ("ingest.read.web.page_text", "read_page")


def read_file(suffix: str, data: bytes) -> Reading:
    """Read a file of one kind. Raises ValueError in plain words."""
    module, function = _READERS.get(suffix, _PAGE)
    reading: Reading = getattr(import_module(module), function)(data)
    return reading


def sound(text: str) -> str:
    """The text without what no file can hold: zeros and halves of characters, out of PDFs with broken fonts."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)  # as long as before: pages begin where they began


def _limit() -> None:
    """Bound this process. Windows has no such limits; there the parent's clock is the only one."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def main() -> None:
    """Read stdin, write one JSON object."""
    _limit()
    try:
        reading = read_file(sys.argv[1], sys.stdin.buffer.read())
        answer: dict[str, object] = replace(reading, text=sound(reading.text)).to_dict()
    except ValueError as error:
        answer = {"error": str(error)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
