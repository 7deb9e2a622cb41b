"""A Word document → its text as Word shows it: with the numbers that Word counts, without what is deleted or hidden.

Headings, lists and tables get Markdown's marks. Footnotes and endnotes stand behind the text, each after its mark:
"[1] Business days only." Comments, page headers and footers are no text; the last two are told as left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any, Final

from ingest.clauses.grid import Grid, head_rows
from ingest.read.marks.written import DEEPEST, Writer, bold_line, table_lines
from ingest.read.reading import Reading, facts
from ingest.read.word.fields import read_links
from ingest.read.word.list_numbers import Numbered, read_numbering
from ingest.read.word.nested_tables import Place, unfolded
from ingest.read.word.package import W, child, open_parts, value
from ingest.read.word.runs import Line, Runs, letters
from ingest.read.word.word_notes import read_notes
from ingest.read.word.word_styles import read_styles

_THROUGH: Final = frozenset(f"{W}{name}" for name in "sdt sdtContent customXml ins moveTo smartTag".split())
LONGEST_HEADING = 160  # characters; contracts set whole clauses in heading styles for their numbers
MAX_CELLS = 100_000  # of a table
_CORE = {"title": "title", "creator": "owner", "modified": "date", "version": "version", "language": "language"}


def read_word(data: bytes) -> Reading:
    """Read a document. Raises ValueError in plain words where it is damaged, encrypted or too large."""
    parts = open_parts(data)
    body = child(parts["document"], "body")
    if body is None:
        raise ValueError("is not a Word document (it has no body); save it again as .docx")
    document = _Document(parts)
    document.blocks(body)
    for mark, note in document.runs.notes.cited():
        document.note(mark, note)
    for name in sorted(parts):
        if name.startswith(("header", "footer")):
            document.running_lines(parts[name])
    return document.writer.reading(_about(parts.get("core")))


def _about(core: Any) -> tuple[tuple[str, str], ...]:
    """What the document says of itself in its properties."""
    if core is None:
        return ()
    return facts((_CORE[name], node.text) for node in core if (name := node.tag.rpartition("}")[2]) in _CORE)


class _Document:
    """A walk over a document's paragraphs and tables."""

    def __init__(self, parts: dict[str, Any]) -> None:
        self.writer = Writer()
        self.styles = read_styles(parts.get("styles"))
        self.numbering = read_numbering(parts.get("numbering"), self.styles)
        self.runs = Runs(self.styles, read_notes(parts), read_links(parts))
        names = {self.styles.name(p) for p in parts["document"].iter(f"{W}p")}
        self.below_title = int("title" in names)  # levels that headings stand under the document's title
        self.carried: Line | None = None  # the words of a paragraph whose end was deleted
        self.base = -1  # level of the outermost item of the list that is being written, -1 outside lists
        self.told: set[str] = set()  # running lines that are told already
        self.inner: list[Grid] | None = None  # tables of the cell that is being read, None outside cells

    def blocks(self, node: Any) -> None:
        """Write the paragraphs and tables below a node."""
        for block in _blocks(node):
            if block.tag == f"{W}tbl":
                self.table(block)
            else:
                self.paragraph(block)

    def paragraph(self, paragraph: Any) -> None:
        """Write one paragraph with its number, then the text boxes that hang on it."""
        line = self.runs.read(paragraph, self.carried)
        self.carried = None
        if child(paragraph, "pPr/rPr/del") is not None or child(paragraph, "pPr/rPr/moveFrom") is not None:
            self.carried = line  # it runs on into the next one
            return
        for kind, text in line.left_out:
            self.writer.leave_out(kind, text)
        text = line.text()
        unseen = child(paragraph, "pPr/rPr/vanish") is not None and not text
        numbered = None if unseen else self.numbering.of(paragraph)
        if text and self._is_contents(paragraph):
            self.writer.leave_out("contents-list", text)
        elif text:
            self._write(paragraph, text, line.bold, numbered)
        for box in line.boxes:
            self.blocks(box)

    def _write(self, paragraph: Any, text: str, bold: int, numbered: Numbered | None) -> None:
        shown = f"{numbered.printed} {text}" if numbered and numbered.printed else text
        if numbered and numbered.printed and text[:1].islower() and numbered.printed[-1].isdigit():
            shown = f"{numbered.printed}\t{text}"  # the tab tells "1.1" before a small letter from a figure
        level = self._level(paragraph, text)
        if level:
            self.base = -1
            self.writer.write("#" * level + " " + " ".join(shown.split()))
        elif numbered and (numbered.bullet or not re.search(r"\d\.\d", numbered.printed)):
            self._item(f"- {text}" if numbered.bullet else shown, numbered, bold)
        else:
            self.base = -1
            self.writer.write(bold_line(shown, bold + len(shown) - len(text)) if bold else shown)

    def _item(self, shown: str, numbered: Numbered, bold: int) -> None:
        """An item of a list, indented as deep as it stands in it."""
        tight = self.base >= 0
        self.base = numbered.level if self.base < 0 else min(self.base, numbered.level)
        whole = bold_line(shown, bold + len(numbered.printed)) if bold and not numbered.bullet else shown
        self.writer.write("  " * (numbered.level - self.base) + whole, tight=tight)

    def _level(self, paragraph: Any, text: str) -> int:
        """The level of a heading, 0 for text, and for whole sentences that are set in a heading's style."""
        if self.styles.name(paragraph) == "title":
            return 1
        level = self.styles.level(paragraph)
        sentence = len(text) > LONGEST_HEADING or (text[-1] in ".;:," and len(text.split()) > 8)  # noqa: PLR2004
        return 0 if not level or sentence or "\n" in text else min(DEEPEST, level + self.below_title)

    def _is_contents(self, paragraph: Any) -> bool:
        """Whether a paragraph is a line of the table of contents, which says all headings once more."""
        return self.styles.name(paragraph).startswith("toc ")

    def table(self, table: Any) -> None:
        """Write a table by its rows; one of a single column only frames its text."""
        rows = list(self._rows(table))
        if max((len(list(_below(row, "tc"))) for row in rows), default=0) < 2:  # noqa: PLR2004 - columns
            for row in rows:
                for cell in _below(row, "tc"):
                    self.blocks(cell)
            return
        self.base = -1
        if len(rows) > 2 and len(list(_below(rows[0], "tc"))) == 1:  # noqa: PLR2004 - a title over names and rows
            self.blocks(next(_below(rows.pop(0), "tc")))
        grids = list(self._grids(table, rows))
        if self.inner is not None:
            self.inner += grids
        else:
            self._write_tables(grids)

    def _rows(self, table: Any) -> Iterator[Any]:
        """The rows of a table; what was deleted as a tracked change is told."""
        for row in _below(table, "tr"):
            if child(row, "trPr/del") is None:
                yield row
            else:
                self.writer.leave_out("deleted-text", " ".join(letters(paragraph) for paragraph in row.iter(f"{W}p")))

    def _write_tables(self, grids: Iterable[Grid]) -> None:
        for grid in grids:
            for n, line in enumerate(table_lines(grid.cells, grid.heads)):
                self.writer.write(line, tight=n > 0)

    def _grids(self, table: Any, rows: list[Any]) -> Iterator[Grid]:
        """All cells; one merged over several rows stands in each of them. Tables in cells are tables of their own."""
        marked = 0
        while marked < len(rows) - 1 and child(rows[marked], "trPr/tblHeader") is not None:
            marked += 1
        cells: list[list[str]] = []
        bold: list[bool] = []
        inner: dict[Place, list[Grid]] = {}
        count = 0
        for n, row in enumerate(rows):
            before = cells[-1] if cells else []
            cells.append([])
            for cell in _below(row, "tc"):
                text, whole, tables = self._inside(cell)
                inner |= {(n, len(cells[-1])): tables} if tables else {}
                self._place(cell, text, cells[-1], before, repeat=n < max(marked, 1))
                bold += [whole] if n == 0 and text else []
            count += len(cells[-1])
            if count > MAX_CELLS:
                raise ValueError("has a table of more than 100,000 cells; save it as .txt")
        look = child(table, "tblPr/tblLook")
        styled = look is not None and child(table, "tblPr/tblStyle") is not None and look.get(f"{W}firstRow") == "1"
        guess = head_rows(cells, _reach(rows), bold=styled or (bool(bold) and all(bold)))
        yield from unfolded(Grid(cells, max(marked, guess)), inner)

    @staticmethod
    def _place(cell: Any, text: str, row: list[str], before: list[str], *, repeat: bool) -> None:
        merged = child(cell, "tcPr/vMerge")
        if merged is not None and value(merged) != "restart" and len(row) < len(before):
            text = before[len(row)]
        span = value(cell, "tcPr/gridSpan")
        across = min(100, int(span)) if span.isdigit() else 1
        row += [text, *[text if repeat else ""] * (across - 1)]

    def _inside(self, cell: Any) -> tuple[str, bool, list[Grid]]:
        """The text of a cell on one line, whether all of it is bold, and the tables in it."""
        around, tables = self.inner, list[Grid]()
        outer, self.writer, base, self.base, self.inner = self.writer, Writer(), self.base, -1, tables
        self.blocks(cell)
        inner, self.writer, self.base, self.inner = self.writer, outer, base, around
        self.writer.skipped += [(kind, text, len(outer.paragraphs)) for kind, text, _ in inner.skipped]
        lines = [line for paragraph in inner.paragraphs for line in paragraph.split("\n") if line.strip()]
        whole = bool(lines) and all(re.fullmatch(r"\*\*.*\*\*", line) for line in lines)
        shown = (re.sub(r"^\s*- ", "• ", re.sub(r"^\*\*(.*)\*\*$", r"\1", line)).strip() for line in lines)
        return " ".join(shown), whole, tables

    def note(self, mark: str, body: Any) -> None:
        """Write a footnote behind the text."""
        text, _, tables = self._inside(body)
        if text:
            self.base = -1
            self.writer.write(f"[{mark}] {text}" if mark else text)
        self._write_tables(tables)

    def running_lines(self, part: Any) -> None:
        """Tell the lines of a page's header or footer, each once: they are no text of the policy."""
        for paragraph in part.iter(f"{W}p"):
            text = self.runs.read(paragraph).text()
            if re.search(r"[^\W\d_]{3}", text) and text not in self.told:
                self.told.add(text)
                self.writer.leave_out("running-line", text)


def _blocks(node: Any) -> Iterator[Any]:
    """The paragraphs and tables directly below a node, content controls opened; a table of contents is left aside."""
    for part in node:
        if part.tag in (f"{W}p", f"{W}tbl"):
            yield part
        elif part.tag in _THROUGH and not value(part, "sdtPr/docPartObj/docPartGallery").startswith("Table of Con"):
            yield from _blocks(part)
        elif isinstance(part.tag, str) and part.tag.endswith("}AlternateContent") and len(part):
            yield from _blocks(part[0])


def _reach(rows: Sequence[Any]) -> int:
    """How many rows the merged cells of the first row reach into: 2 where one stands over several columns."""
    spans = [int(span) for cell in _below(rows[0], "tc") if (span := value(cell, "tcPr/gridSpan")).isdigit()]
    if not any(span > 1 for span in spans):
        return 1
    merged = takewhile(_goes_on_from_above, rows[1:])
    return max(2, 1 + sum(1 for _ in merged))


def _goes_on_from_above(row: Any) -> bool:
    """Whether a cell of a row is merged with the one above it."""
    merges = (child(cell, "tcPr/vMerge") for cell in _below(row, "tc"))
    return any(merge is not None and value(merge) != "restart" for merge in merges)


def _below(node: Any, tag: str) -> Iterator[Any]:
    """The rows of a table ("tr") or the cells of a row ("tc"), content controls opened."""
    for part in node:
        if part.tag == f"{W}{tag}":
            yield part
        elif part.tag in _THROUGH:
            yield from _below(part, tag)
