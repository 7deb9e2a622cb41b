"""Fields and links of a Word document: which letters of a field are seen, and where a link leads."""

from dataclasses import dataclass, field
from typing import Any, Final

from ingest.read.marks.link_addresses import address_beside, field_address
from ingest.read.word.package import W

_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PARTS: Final = ("document", "footnotes", "endnotes")

Links = dict[tuple[str, str], str]  # part, relationship id → address; each part counts its own


def read_links(parts: dict[str, Any]) -> Links:
    """Return the addresses that a document's parts link to."""
    trees = ((part, parts.get(f"{part} links")) for part in _PARTS)
    return {
        (part, rel.get("Id") or ""): rel.get("Target") or "" for part, tree in trees if tree is not None for rel in tree
    }


def link_beside(part: Any, words: str, links: Links) -> str:
    """Return " (dpo@acme.example)" for a link or a simple field that leads there, "" where its words say it.

    One whose words were deleted or are hidden is none; a picture may be one.
    """
    if not words.strip() and next(part.iter(f"{W}drawing", f"{W}pict"), None) is None:
        return ""
    if part.tag == f"{W}fldSimple":
        return address_beside(field_address(part.get(f"{W}instr") or ""), words)
    if part.tag != f"{W}hyperlink" or not (link := part.get(f"{_R}id")):
        return ""
    inside = part.getroottree().getroot().tag.removeprefix(W)
    return address_beside(links.get((inside, link), ""), words)


@dataclass(slots=True)
class _Field:
    """A field between its begin and its end."""

    begun: bool = False  # its result
    instruction: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Fields:
    """The fields that are open at a run: between a field's begin and its result stand instructions that nobody sees."""

    open: list[_Field] = field(default_factory=list)

    def turn(self, kind: str) -> str:
        """Begin a field, its result or its end; return what is said at its end: the address that it leads to."""
        if kind == "begin":
            self.open.append(_Field())
        elif self.open and kind == "separate":
            self.open[-1].begun = True
        elif self.open:
            done = self.open.pop()
            return address_beside(field_address("".join(done.instruction)), "".join(done.shown))
        return ""

    def instruct(self, text: str) -> None:
        """Take a part of an instruction."""
        if self.open:
            self.open[-1].instruction.append(text)

    def seen(self, letters: str) -> str:
        """Return the letters of a run if they are seen."""
        if self.open and not self.open[-1].begun:
            return ""
        for around in self.open:
            around.shown.append(letters)
        return letters
