"""Read XML files out of a ZIP, as Word and OpenDocument keep them, within bounds of size and of marks.

A tree of XML needs many times the bytes of its file: what would not fit into the reading process is refused before it
is parsed.
"""

import zipfile
import zlib
from typing import Any, Final

UNPACKED = 200_000_000  # bytes a document may unpack to, its pictures counted; a long policy takes two million
PART = 60_000_000  # bytes of one part that is read
MARKS = 4_000_000  # tags and attributes of one part; each takes 100 to 170 bytes of the 1 GiB that a reader has
_SAVE = "split it, or save it as .txt"
DAMAGED: Final = (zipfile.BadZipFile, zlib.error, KeyError, OSError, NotImplementedError)


def check_size(archive: zipfile.ZipFile) -> None:
    """Raise ValueError in plain words where a document unpacks to too much."""
    if sum(entry.file_size for entry in archive.infolist()) > UNPACKED:
        raise ValueError(f"unpacks to more than {UNPACKED // 1_000_000} MB; {_SAVE}")


def read_part(archive: zipfile.ZipFile, name: str, old: bytes = b"", new: bytes = b"") -> Any:
    """Return the tree of one part, the bytes `old` in it written as `new`.

    Raises ValueError in plain words for a part that is too large, lxml's XMLSyntaxError for one that is no XML.
    """
    from lxml import etree  # type: ignore[import-untyped]

    size = archive.getinfo(name).file_size
    if size > PART:
        raise ValueError(f"holds a text that unpacks to {size / 1e6:.0f} MB, {PART // 1_000_000} at most; {_SAVE}")
    data = archive.read(name)
    if data.count(b"<") + data.count(b"=") > MARKS:
        raise ValueError(f"holds a text of more than {MARKS // 1_000_000} million marks, too many to read; {_SAVE}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(data.replace(old, new) if old else data, parser)
    except etree.XMLSyntaxError as error:
        if str(error).startswith("unknown error"):  # what lxml says where memory ends
            raise MemoryError from error
        raise
