"""The parts of a Word document: a ZIP of XML files, opened within bounds."""

import io
import re
import zipfile
from typing import Any, Final

from ingest.read.packed_xml import DAMAGED, check_size, read_part

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # the same names in the standard's strict form


def open_parts(data: bytes) -> dict[str, Any]:
    """Return the XML trees of a document by their names in its word/ folder: {"document": <w:document>, …}.

    Raises ValueError in plain words where the file is no Word document or unpacks to too much.
    """
    from lxml import etree  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(archive)
            main = _main_part(archive)
            folder = main.rpartition("/")[0]
            wanted = {name: f"{folder}/{name}.xml".lstrip("/") for name in _PARTS}
            wanted |= {path.rpartition("/")[2]: path for path in archive.namelist() if _RUNNING.search(path)}
            wanted |= {f"{name} links": f"{folder}/_rels/{name}.xml.rels".lstrip("/") for name in _NOTES}
            wanted |= {"document links": f"{folder}/_rels/{main.rpartition('/')[2]}.rels", "core": "docProps/core.xml"}
            present = set(archive.namelist())
            parts = {name: _parsed(archive, path) for name, path in wanted.items() if path in present}
            return parts | {"document": _parsed(archive, main)}
    except (*DAMAGED, etree.XMLSyntaxError) as error:
        says = str(error).split(".")[0].split("\n")[0].strip("'\"")
        raise ValueError(f"is not a Word document ({says}); save it again as .docx") from error
    except RuntimeError as error:  # zipfile's word for a locked member
        raise ValueError("is encrypted; save it without a password") from error


_RUNNING = re.compile(r"/(?:header|footer)\d*\.xml$")
_NOTES = ("footnotes", "endnotes")
_PARTS = ("styles", "numbering", "settings", *_NOTES)


def _main_part(archive: zipfile.ZipFile) -> str:
    """The name of the part that holds the text, as the package says it."""
    rels = _parsed(archive, "_rels/.rels")
    for rel in rels:
        if (rel.get("Type") or "").endswith("/officeDocument"):
            return (rel.get("Target") or "").lstrip("/")
    return "word/document.xml"


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    return read_part(archive, name, _STRICT, W.strip("{}").encode())


_LONG = frozenset((f"{W}p", f"{W}r"))  # their properties stand before all else: many runs are not searched for each


def child(node: Any, path: str) -> Any:
    """Return the node at a path of Word's names below another ("pPr/numPr/ilvl"), None without one."""
    for name in path.split("/"):
        if node is None:
            return None
        node = _first(node, W + name) if node.tag in _LONG and name[1:] == "Pr" else node.find(W + name)
    return node


def _first(node: Any, tag: str) -> Any:
    first = next(node.iterchildren(), None)  # len() of a node counts its children one by one
    return first if first is not None and first.tag == tag else None


def value(node: Any, path: str = "") -> str:
    """Return the w:val of a node, or of the one at a path below it; "" without one."""
    node = child(node, path) if path else node
    return (node.get(f"{W}val") or "") if node is not None else ""
