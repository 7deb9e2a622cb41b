"""Read an OpenDocument text (.odt) as its program shows it: with the numbers of its lists, without hidden text."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ingest.clauses.grid import column_names
from ingest.read.marks.counting import letters, roman
from ingest.read.marks.written import DEEPEST, Writer, bold_line, raised, table_lines
from ingest.read.packed_xml import DAMAGED, check_size, read_part
from ingest.read.reading import Reading, facts

_SPACE: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _STYLE, _FO = (_SPACE % name for name in ("text", "table", "style", "xsl-fo-compatible"))
_OFFICE, _DRAW = _SPACE % "office", _SPACE % "drawing"
_SKIPPED: Final = frozenset(
    f"{_TEXT}{name}" for name in "tracked-changes table-of-content alphabetical-index sequence-decls".split()
) | {f"{_OFFICE}annotation", f"{_OFFICE}forms"}
MAX_SPAN = 100  # columns or rows that are believed to repeat
BEFORE = 8  # parts of a paragraph that a raised mark looks back on
LONGEST_CHAIN = 20  # styles that may stand on one another


@dataclass(slots=True)
class _Line:
    """The words of one paragraph."""

    words: list[str] = field(default_factory=list)
    bold: int = 0

    def text(self) -> str:
        lines = (" ".join(part.split()) for part in "".join(self.words).split("\v"))
        return "\n".join(line for line in lines if line)


def read_open_document(data: bytes) -> Reading:
    """Read a document. Raises ValueError in plain words where it is damaged, encrypted or too large."""
    from lxml import etree  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(archive)
            present = set(archive.namelist())
            names = [name for name in ("content", "styles", "meta") if f"{name}.xml" in present]
            parts = {name: read_part(archive, f"{name}.xml") for name in names}
    except (*DAMAGED, RuntimeError, etree.XMLSyntaxError) as error:
        says = str(error).split("\n", maxsplit=1)[0].strip("'\"")
        raise ValueError(f"is not an OpenDocument text ({says}); save it again, or as .docx") from error
    body = parts["content"].find(f"{_OFFICE}body/{_OFFICE}text") if "content" in parts else None
    if body is None:
        raise ValueError("is not an OpenDocument text (or it is encrypted); save it again, or as .docx")
    document = _Document(parts)
    document.blocks(body)
    for mark, note in document.notes:
        document.note(mark, note)
    return document.writer.reading(_about(parts.get("meta")))


def _about(meta: Any) -> tuple[tuple[str, str], ...]:
    names = {"title": "title", "creator": "owner", "date": "date", "language": "language"}
    nodes = meta.iter() if meta is not None else ()
    return facts((names[local], n.text) for n in nodes if (local := str(n.tag).rpartition("}")[2]) in names)


class _Document:
    """A walk over a document's paragraphs, lists and tables."""

    def __init__(self, parts: dict[str, Any]) -> None:
        self.writer = Writer()
        nodes = [node for part in parts.values() for node in part.iter(f"{_STYLE}style")]
        self.styles = {(n.get(f"{_STYLE}family"), n.get(f"{_STYLE}name")): n for n in nodes}
        lists = [node for part in parts.values() for node in part.iter(f"{_TEXT}list-style")]
        self.lists = {node.get(f"{_STYLE}name"): node for node in lists}
        self.outline = next((n for part in parts.values() for n in part.iter(f"{_TEXT}outline-style")), None)
        self.counts: dict[str, dict[int, int]] = {}  # list style or "" for the outline → level → last number
        self.notes: list[tuple[str, Any]] = []

    def blocks(self, node: Any) -> None:
        """Write what stands below a node."""
        writers: dict[str, Callable[[Any], None]] = {
            f"{_TEXT}h": self.heading,
            f"{_TEXT}p": self.paragraph,
            f"{_TEXT}list": self.items,
            f"{_TABLE}table": self.table,
            f"{_TEXT}tracked-changes": self._deleted,
        }
        for part in node:
            if write := writers.get(part.tag):
                write(part)
            elif part.tag not in _SKIPPED and isinstance(part.tag, str):
                self.blocks(part)

    def _deleted(self, changes: Any) -> None:
        """Leave out what was deleted, and tell it."""
        for deleted in changes.iter(f"{_TEXT}deletion"):
            self.writer.leave_out("deleted-text", " ".join(deleted.itertext(f"{_TEXT}p", f"{_TEXT}span")))

    def heading(self, node: Any, number: str = "") -> None:
        """Write a heading with its number: of the list that it stands in, else of the outline."""
        level = int(node.get(f"{_TEXT}outline-level") or 1)
        number = number or self._number(self.outline, "", level)
        if text := self.words(node).text().replace("\n", " "):
            self.writer.write(f"{'#' * min(DEEPEST, level)} {number} {text}".replace("  ", " "))

    def paragraph(self, node: Any, prefix: str = "", *, tight: bool = False) -> None:
        """Write a paragraph, with a number or a bullet before it in a list."""
        line = self.words(node)
        if text := line.text():
            self.writer.write(prefix + (text if prefix else bold_line(text, line.bold)), tight=tight)

    def items(self, node: Any, outer_style: str = "", level: int = 1) -> None:
        """Write the items of a list; a list that is not continued begins again."""
        style = node.get(f"{_TEXT}style-name") or outer_style
        begun = node.get(f"{_TEXT}continue-numbering") == "true" or node.get(f"{_TEXT}continue-list")
        counts = self.counts.setdefault(style, {})
        if not begun:
            counts.pop(level, None)
        tight = level > 1
        for item in node.iterchildren(f"{_TEXT}list-item", f"{_TEXT}list-header"):
            tight = self._item(item, style, level, tight=tight)

    def _item(self, item: Any, style: str, level: int, *, tight: bool) -> bool:
        """Write an item; say whether what is next follows it without a blank line."""
        prefix = self._number(self.lists.get(style), style, level) if item.tag.endswith("item") else ""
        for part in item:
            if part.tag == f"{_TEXT}list":
                self.items(part, style, level + 1)
            elif part.tag == f"{_TEXT}h":
                self.heading(part, prefix)
            elif part.tag == f"{_TEXT}p":
                self.paragraph(part, "  " * (level - 1) + (f"{prefix} " if prefix else "  "), tight=tight)
                prefix, tight = "", True
        return tight

    def _number(self, style: Any, name: str, level: int) -> str:
        """Count an item and return what stands before it: "1.2.", "(a)", "-"; "" where nothing does."""
        looks = {int(look.get(f"{_TEXT}level") or 0): look for look in style} if style is not None else {}
        look = looks.get(level)
        if look is None or look.tag == f"{_TEXT}list-level-style-bullet":
            return "-" if name else ""
        counts = self.counts.setdefault(name, {})
        counts[level] = counts.get(level, int(look.get(f"{_TEXT}start-value") or 1) - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        shown = int(look.get(f"{_TEXT}display-levels") or 1)
        forms = [
            (n, looks[n].get(f"{_STYLE}num-format") or "") for n in range(level - shown + 1, level + 1) if n in looks
        ]
        number = ".".join(_written(counts.get(n, 1), form) for n, form in forms if form)
        if not number:
            return ""
        return f"{look.get(f'{_STYLE}num-prefix') or ''}{number}{look.get(f'{_STYLE}num-suffix') or ''}".strip()

    def table(self, table: Any) -> None:
        """Write a table by its rows."""
        heads, cells = 0, []
        for row in table.iter(f"{_TABLE}table-row"):
            if next(row.iterancestors(f"{_TABLE}table")) is table:
                cells.append([cell for part in row for cell in self._cell(part)])
                heads += row.getparent().tag == f"{_TABLE}table-header-rows"
        heads = min(heads, max(0, len(cells) - 1))
        for n, line in enumerate(table_lines(cells, heads or column_names(cells))):
            self.writer.write(line, tight=n > 0)

    def _cell(self, part: Any) -> list[str]:
        """The text of a cell, once for each column that it is repeated in; "" for one that another covers."""
        if part.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            return []
        times = part.get(f"{_TABLE}number-columns-repeated") or "1"
        return [self._inside(part)] * min(MAX_SPAN, int(times) if times.isdigit() else 1)

    def _inside(self, node: Any) -> str:
        outer, self.writer = self.writer, Writer()
        self.blocks(node)
        inner, self.writer = self.writer, outer
        self.writer.skipped += [(kind, text, len(outer.paragraphs)) for kind, text, _ in inner.skipped]
        return " ".join(re.sub(r"^\s*- ", "• ", line).strip("* ") for line in inner.paragraphs if line)

    def note(self, mark: str, body: Any) -> None:
        """Write a note behind the text."""
        if text := self._inside(body):
            self.writer.write(f"[{mark}] {text}")

    def words(self, paragraph: Any) -> _Line:
        """Read a paragraph's words."""
        line = _Line()
        self._read(paragraph, line, ("paragraph", paragraph.get(f"{_TEXT}style-name") or ""))
        return line

    def _read(self, node: Any, line: _Line, style: tuple[str, str]) -> None:
        self._say(node.text, line, style)
        for part in node:
            name = part.tag.rpartition("}")[2] if isinstance(part.tag, str) else ""
            if name == "span":
                self._read(part, line, ("text", part.get(f"{_TEXT}style-name") or ""))
            elif name == "note":
                mark = "".join(part.find(f"{_TEXT}note-citation").itertext())
                line.words.append(raised("".join(line.words[-BEFORE:]), mark))
                self.notes.append((mark, part.find(f"{_TEXT}note-body")))
            elif name in ("s", "tab", "line-break"):
                line.words.append({"s": " ", "tab": "\t", "line-break": "\v"}[name])
            elif name == "text-box":
                self.blocks(part)
            elif part.tag not in _SKIPPED and name:
                self._read(part, line, style)
            self._say(part.tail, line, style)

    def _say(self, text: str | None, line: _Line, style: tuple[str, str]) -> None:
        if not text:
            return
        words = re.sub(r"[ \t\r\n]+", " ", text)
        if self._set(style, f"{_TEXT}display") == "none":
            self.writer.leave_out("hidden-text", words)
        elif self._set(style, f"{_STYLE}text-line-through-style") not in ("", "none"):
            self.writer.leave_out("struck-text", words)
        elif (lift := self._set(style, f"{_STYLE}text-position"))[:3] in ("sup", "sub") or re.match(r"-?[1-9]", lift):
            lowered = lift.startswith(("sub", "-"))
            line.words.append(raised("".join(line.words[-BEFORE:]), words, lowered=lowered))
        else:
            line.words.append(words)
            line.bold += len(re.sub(r"\s", "", words)) if self._set(style, f"{_FO}font-weight") == "bold" else 0

    def _set(self, style: tuple[str, str], name: str) -> str:
        """What a style, or one that it stands on, says of its letters."""
        for node in self._chain(style):
            for properties in node.iter(f"{_STYLE}text-properties"):
                if value := properties.get(name):
                    return str(value)
        return ""

    def _chain(self, style: tuple[str, str]) -> Iterator[Any]:
        for _ in range(LONGEST_CHAIN):
            node = self.styles.get(style)
            if node is None:
                return
            yield node
            style = (style[0], node.get(f"{_STYLE}parent-style-name") or "")


def _written(number: int, form: str) -> str:
    text = {"a": letters, "i": roman}.get(form.lower(), str)(number) if number > 0 else str(number)
    return text.upper() if form.isupper() else text
