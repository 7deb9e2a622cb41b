"""Read untrusted files in a child process: `python -m ingest.read.sandbox SUFFIX` turns stdin into text.

A parser that is led astray by a hostile file takes this process with it and nothing else: it has 20 s of a processor's
time and 1 GiB.
Refuses to know policies; says its answer, or in plain words what is wrong with the file, as one JSON object.
"""

import io
import json
import re
import sys
import zipfile
import zlib

SECONDS = 20  # of processor time, so that a file is read and taken apart in 30
WAIT = 90  # seconds by the clock: a busy machine gives a process a part of its time
BYTES = 1 << 30  # of memory
UNPACKED = 200_000_000  # bytes a DOCX may unpack to; a long policy takes two million


def text_of(suffix: str, data: bytes) -> tuple[str, tuple[int, ...]]:
    """The text of a file and where its pages begin. Raises ValueError in plain words."""
    if suffix == ".pdf":
        from ingest.read import pdf

        return pdf.text_of(data)
    from ingest.read import webpage

    return webpage.text_of(_docx(data) if suffix == ".docx" else data), ()


def sound(text: str) -> str:
    """The text without what no file can hold: zeros and halves of characters, out of PDFs with broken fonts."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)  # as long as before: pages begin where they began


def _docx(data: bytes) -> str:
    """A Word document as HTML. Numbers that Word counts itself are not in the file's text, so not in ours."""
    from xml.parsers.expat import ExpatError

    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED:
                raise ValueError("unpacks to more than 200 MB; save it as .txt")
        styles = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh"
        return str(mammoth.convert_to_html(io.BytesIO(data), style_map=styles).value)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, ExpatError) as error:  # an OSError: no document in it
        says = str(error).split(".")[0]
        raise ValueError(f"is not a Word document ({says}); save it again as .docx") from error


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
        text, pages = text_of(sys.argv[1], sys.stdin.buffer.read())
        answer: dict[str, object] = {"text": sound(text), "pages": pages}
    except ValueError as error:
        answer = {"error": str(error)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
