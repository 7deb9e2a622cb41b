"""Read untrusted files in a child process: `python -m ingest.read.sandbox SUFFIX` turns stdin into a reading.

A parser that is led astray by a hostile file takes this process with it and nothing else: it has 20 s of a processor's
time and 1 GiB.
Refuses to know policies; says its answer, or in plain words what is wrong with the file, as one JSON object.
"""

import json
import re
import sys
from dataclasses import replace

from ingest.read.reading import Reading

SECONDS = 20  # of processor time, so that a file is read and taken apart in 30
WAIT = 90  # seconds by the clock: a busy machine gives a process a part of its time
BYTES = 1 << 30  # of memory


def read_file(suffix: str, data: bytes) -> Reading:
    """Read a file of one kind. Raises ValueError in plain words."""
    if suffix == ".pdf":
        from ingest.read.pdf import read_pdf

        return read_pdf(data)
    if suffix == ".docx":
        from ingest.read.word.word_document import read_word

        return read_word(data)
    if suffix == ".rtf":
        from ingest.read.other.rich_text import read_rich_text

        return read_rich_text(data)
    if suffix == ".odt":
        from ingest.read.other.open_document import read_open_document

        return read_open_document(data)
    if suffix in (".eml", ".mht", ".mhtml"):
        from ingest.read.other.mail import read_mail

        return read_mail(data)
    from ingest.read.web.page_text import read_page

    return read_page(data)


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
