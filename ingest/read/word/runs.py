"""The runs of a Word paragraph → its words as Word shows them, and what it hides, strikes out or had deleted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ingest.read.marks.written import raised
from ingest.read.word.fields import Fields, Links, link_beside
from ingest.read.word.package import W, child, value
from ingest.read.word.word_notes import Notes
from ingest.read.word.word_styles import Styles

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PASSED_THROUGH = frozenset(
    [f"{W}{name}" for name in "ins moveTo smartTag sdt sdtContent customXml fldSimple dir bdo hyperlink".split()]
    + [f"{_M}{name}" for name in "oMath oMathPara r f num den e sup sub sSup sSub rad d".split()]
)
BEFORE = 8  # parts of a paragraph that a raised mark looks back on
_TINY = 3  # half-points; letters of 1 point are not seen
_SYMBOLS = {"f0b7": "•", "f0a7": "▪", "f0d8": "➢", "f0fc": "✓", "f0e0": "→", "2022": "•"}


@dataclass(slots=True)
class Line:
    """The words of one paragraph."""

    words: list[str] = field(default_factory=list)
    bold: int = 0  # characters set in bold, blanks not counted
    left_out: list[tuple[str, str]] = field(default_factory=list)  # kind, text
    boxes: list[Any] = field(default_factory=list)  # text boxes that hang on the paragraph
    lifted: list[str] = field(default_factory=list)  # raised or lowered letters that are not yet written
    lowered: bool = False

    def say(self, text: str, *, bold: bool = False) -> None:
        """Add words at the height of the line."""
        self.settle()
        self.words.append(text)
        self.bold += len(re.sub(r"\s", "", text)) if bold else 0

    def lift(self, text: str, *, lowered: bool) -> None:
        """Add letters above or below the line; neighbours are one mark."""
        if self.lifted and lowered != self.lowered:
            self.settle()
        self.lifted.append(text)
        self.lowered = lowered

    def settle(self) -> None:
        """Write the raised letters that wait."""
        if self.lifted:
            mark, self.lifted = "".join(self.lifted), []
            self.words.append(raised("".join(self.words[-BEFORE:]), mark, lowered=self.lowered))
            self.bold += len(re.sub(r"\s", "", self.words[-1])) if self.bold else 0

    def text(self) -> str:
        """Return all words, blanks folded, lines as they were broken."""
        self.settle()
        lines = (" ".join(part.split()) for part in "".join(self.words).split("\v"))
        return "\n".join(line for line in lines if line)


@dataclass(slots=True)
class Runs:
    """Reads the runs of a document's paragraphs."""

    styles: Styles
    notes: Notes
    links: Links
    fields: Fields = field(default_factory=Fields)

    def read(self, paragraph: Any, line: Line | None = None) -> Line:
        """Read a paragraph, on behind what `line` holds already."""
        line = line or Line()
        self._read(paragraph, paragraph, line)
        return line

    def _read(self, node: Any, paragraph: Any, line: Line) -> None:
        for part in node:
            if part.tag == f"{W}r":
                self._run(part, paragraph, line)
            elif part.tag in (f"{W}del", f"{W}moveFrom"):
                line.left_out.append(("deleted-text", letters(part)))
            elif part.tag == f"{_M}t":
                line.say(part.text or "")
            elif part.tag == f"{_MC}AlternateContent":
                self._read(_chosen(part), paragraph, line)
            elif part.tag in _PASSED_THROUGH:
                begun = len(line.words)
                self._read(part, paragraph, line)
                if beside := link_beside(part, "".join(line.words[begun:]), self.links):
                    line.say(beside)

    def _run(self, run: Any, paragraph: Any, line: Line) -> None:
        text = "".join(self._said(run, line))
        if not text:
            return
        if why := self._unseen(run, paragraph):
            line.left_out.append((why, text))
            return
        height = self.styles.run_value(run, "vertAlign")
        offset = value(run, "rPr/position")
        if height in ("superscript", "subscript"):
            line.lift(text, lowered=height == "subscript")
        elif re.fullmatch(r"-?[4-9]\d?|-?[1-3]\d", offset) and len(text.strip()) <= 4:  # noqa: PLR2004 - a mark
            line.lift(text, lowered=offset.startswith("-"))
        else:
            line.say(text, bold=self.styles.on(paragraph, run, "b"))

    def _said(self, run: Any, line: Line) -> Iterator[str]:
        """The letters of a run; text boxes in it are put aside, notes are counted."""
        for part in run:
            name = part.tag.removeprefix(W) if isinstance(part.tag, str) else ""
            if name == "fldChar":
                yield self.fields.turn(part.get(f"{W}fldCharType") or "")
            elif name == "instrText":
                self.fields.instruct(part.text or "")
            elif name in ("footnoteReference", "endnoteReference"):
                line.lift(self.notes.mark(name.removesuffix("Reference"), part), lowered=False)
            elif name in ("drawing", "pict", "object") or part.tag == f"{_MC}AlternateContent":
                chosen = _chosen(part) if part.tag == f"{_MC}AlternateContent" else part
                line.boxes += [box for box in chosen.iter(f"{W}txbxContent") if not _inside_box(box, chosen)]
            else:
                yield self.fields.seen(_letter(part, name))

    def _unseen(self, run: Any, paragraph: Any) -> str:
        """Why a run is not seen, "" where it is."""
        if any(self.styles.on(paragraph, run, name) for name in ("vanish", "specVanish")):
            return "hidden-text"
        if any(self.styles.on(paragraph, run, name) for name in ("strike", "dstrike")):
            return "struck-text"
        size = self.styles.run_value(run, "sz")
        tiny = size.isdigit() and int(size) < _TINY
        return "hidden-text" if tiny or _white(run) else ""


def _letter(part: Any, name: str) -> str:
    if name == "t":
        return part.text or ""
    if name == "sym":
        code = (part.get(f"{W}char") or "").lower()
        return _SYMBOLS.get(code, "" if code.startswith("f0") else chr(int(code, 16)) if _is_code(code) else "")
    if name in ("br", "cr"):
        return " " if part.get(f"{W}type") in ("page", "column") else "\v"
    return {"tab": "\t", "ptab": "\t", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}.get(name, "")


def _is_code(code: str) -> bool:
    return re.fullmatch("[0-9a-f]{2,5}", code) is not None and not 0xD800 <= int(code, 16) <= 0xDFFF  # noqa: PLR2004


def _white(run: Any) -> bool:
    """White letters on a page of which nothing says that it is dark there."""
    if value(run, "rPr/color").upper() not in ("FFFFFF", "FEFEFE") or child(run, "rPr/highlight") is not None:
        return False
    around = [run, *run.iterancestors()]
    shaded = any(child(node, f"{name}/shd") is not None for node in around for name in ("rPr", "pPr", "tcPr", "tblPr"))
    boxed = any(node.tag in (f"{W}tbl", f"{W}txbxContent") for node in around)
    return not shaded and not boxed


def _chosen(alternatives: Any) -> Any:
    """Of a content that is there twice, for new and old programs, the first."""
    return next((part for part in alternatives if part.tag == f"{_MC}Choice"), alternatives)


def _inside_box(box: Any, root: Any) -> bool:
    """Whether a text box stands in another one below root: it is read with that."""
    node = box.getparent()
    while node is not None and node is not root:
        if node.tag == f"{W}txbxContent":
            return True
        node = node.getparent()
    return False


def letters(node: Any) -> str:
    """Return the letters below a node, those of tracked deletions too."""
    return "".join(part.text or "" for part in node.iter(f"{W}t", f"{W}delText"))
