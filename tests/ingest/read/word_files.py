"""Word documents made from scratch with known numbers, tables and notes: what Word would show is told beside them.

The numbers are counted here by other means than in the reader: each scheme says how a path of counts (2, 1, 3) looks.
"""

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
_VERBS = "keeps deletes shares stores protects checks copies sends reviews logs".split()
_THINGS = "invoices photographs contracts recordings messages accounts reports backups addresses badges".split()
_ENDS = "for thirty days|within the Union|with care|on request|every year|after the audit|in writing".split("|")


def roman(n: int) -> str:
    """1 → "i"."""
    return _ROMAN[n - 1]


def letter(n: int) -> str:
    """1 → "a"."""
    return chr(96 + n)


@dataclass(frozen=True)
class Scheme:
    """One way to number: Word's definition of each level, and what it prints for a path of counts."""

    levels: Sequence[tuple[str, str, int, str]]  # numFmt, lvlText, start, further XML
    shown: Callable[[tuple[int, ...]], str]
    headings: int = 1  # levels that are set in heading styles


SCHEMES = {
    "decimal": Scheme(
        [("decimal", "%1.", 1, ""), ("decimal", "%1.%2", 1, ""), ("lowerLetter", "(%3)", 1, "")],
        lambda p: (f"{p[0]}.", ".".join(map(str, p[:2])), f"({letter(p[-1])})")[len(p) - 1],
    ),
    "legal": Scheme(
        [
            ("upperRoman", "Article %1", 1, ""),
            ("decimal", "Section %1.%2", 1, "<w:isLgl/>"),
            ("lowerRoman", "(%3)", 1, ""),
        ],
        lambda p: (f"Article {roman(p[0]).upper()}", f"Section {p[0]}.{p[-1]}", f"({roman(p[-1])})")[len(p) - 1],
    ),
    "letters": Scheme(
        [("upperLetter", "%1.", 1, ""), ("decimal", "%2)", 1, ""), ("lowerLetter", "%3.", 1, "")],
        lambda p: (f"{letter(p[0]).upper()}.", f"{p[-1]})", f"{letter(p[-1])}.")[len(p) - 1],
    ),
    "deep": Scheme(
        [("decimal", "%1", 1, ""), ("decimal", "%1.%2", 1, ""), ("decimal", "%1.%2.%3", 1, "")],
        lambda p: ".".join(map(str, p)),
    ),
    "late": Scheme(
        [("decimal", "%1.", 5, ""), ("decimal", "%1.%2.", 3, ""), ("upperLetter", "(%3)", 1, "")],
        lambda p: (f"{p[0] + 4}.", f"{p[0] + 4}.{p[-1] + 2}.", f"({letter(p[-1]).upper()})")[len(p) - 1],
    ),
    "section": Scheme(
        [("decimal", "Section %1.", 1, ""), ("lowerLetter", "(%2)", 1, ""), ("lowerRoman", "(%3)", 1, "")],
        lambda p: (f"Section {p[0]}.", f"({letter(p[-1])})", f"({roman(p[-1])})")[len(p) - 1],
    ),
    "running": Scheme(
        [("decimal", "§ %1", 1, ""), ("decimal", "%2.", 1, '<w:lvlRestart w:val="0"/>'), ("decimal", "%3)", 1, "")],
        lambda p: (f"§ {p[0]}", f"{p[-1]}.", f"{p[-1]})")[len(p) - 1],
    ),
    "zero": Scheme(
        [("decimalZero", "%1.", 1, ""), ("decimal", "%1.%2", 1, "<w:isLgl/>"), ("lowerLetter", "%3)", 1, "")],
        lambda p: (f"{p[0]:02d}.", f"{p[0]}.{p[-1]}", f"{letter(p[-1])})")[len(p) - 1],
    ),
}


@dataclass
class Made:
    """A document and what a reader of it sees."""

    data: bytes = b""
    lines: list[str] = field(default_factory=list)  # numbered paragraphs, number first, in order
    rows: list[tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)  # column names, cells
    never: list[str] = field(default_factory=list)  # words that are not seen
    notes: list[tuple[str, str]] = field(default_factory=list)  # mark, text


def make(seed: int) -> Made:
    """Make one document. The same seed gives the same one."""
    return _Maker(seed).made()


class _Maker:
    """Writes a document and remembers what it shows."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - documents, no secrets
        self.scheme = list(SCHEMES.values())[seed % len(SCHEMES)]
        self.by_style = seed % 3 == 1  # numbers come with the heading styles
        self.linked = seed % 5 == 2  # levels are linked to styles of their own
        self.out = Made()
        self.body: list[str] = []
        self.footnotes: list[str] = []
        self.used: set[str] = set()
        self.second = 0  # how far the levels that never restart have counted

    def made(self) -> Made:
        self.body.append(self.paragraph("Meridian Supplier Agreement", style="Title"))
        for first in range(1, self.random.randint(3, 5)):
            self.section(first)
        self.plain_list()
        self.out.data = self.packed()
        return self.out

    def words(self) -> str:
        """A sentence that no other paragraph has."""
        while True:
            parts = (self.random.choice(each) for each in (_VERBS, _THINGS, _ENDS))
            sentence = f"The Supplier {' '.join(parts)} under rule {self.random.randint(100, 999)}."
            if sentence not in self.used:
                self.used.add(sentence)
                return sentence

    def section(self, first: int) -> None:
        title = self.words().removeprefix("The Supplier ").split(" under")[0].title() + f" {letter(first).upper()}x"
        self.numbered(title, (first,))
        for second in range(1, self.random.randint(2, 4)):
            self.second += 1
            count = self.second if self.scheme is SCHEMES["running"] else second
            self.numbered(self.words(), (first, count))
            if self.random.random() < 0.4:
                self.body.append(self.paragraph(self.words()))
            for third in range(1, self.random.choice((1, 1, 3, 4))):
                self.numbered(self.words(), (first, count, third))
        self.random.choice((self.table, self.change, self.hidden, self.note, self.box, self.control, self.note))()

    def numbered(self, text: str, path: tuple[int, ...]) -> None:
        level = len(path) - 1
        heading = f"Heading{level + 1}" if level < self.scheme.headings else ""
        style = heading or (f"Level{level + 1}" if self.linked else "")
        own = "" if self.linked or (heading and self.by_style) else self.list_at(1, level)
        self.body.append(self.paragraph(text, style=style, properties=own))
        self.out.lines.append(f"{self.scheme.shown(path)} {text}")

    def plain_list(self) -> None:
        """A list of its own, a second one that begins again, and the first one continued."""
        for list_id, counts in ((2, (1, 2)), (3, (1, 2)), (2, (3,))):
            for count in counts:
                text = self.words()
                self.body.append(self.paragraph(text, properties=self.list_at(list_id, 0)))
                self.out.lines.append(f"({letter(count)}) {text}")
            self.body.append(self.paragraph(self.words()))

    def table(self) -> None:
        names = ("Category", "Retention period", "Legal basis")[: self.random.choice((2, 3))]
        rows = [[f"{self.random.choice(_THINGS)} {n}", f"{n + 2} months", "consent"][: len(names)] for n in range(3)]
        head = "<w:trPr><w:tblHeader/></w:trPr>" if self.random.random() < 0.5 else ""
        cells = [[self.cell(cell) for cell in row] for row in (names, *rows)]
        if len(names) == 3:  # one legal basis for the last two rows
            cells[2][2] = self.cell(rows[1][2], '<w:vMerge w:val="restart"/>')
            cells[3][2] = self.cell("", "<w:vMerge/>")
        lines = (f"<w:tr>{head if n == 0 else ''}{''.join(row)}</w:tr>" for n, row in enumerate(cells))
        self.body.append(f"<w:tbl><w:tblPr/>{''.join(lines)}</w:tbl>")
        self.out.rows += [(names, tuple(row)) for row in rows]

    def change(self) -> None:
        kept, gone = self.words(), self.words()
        deleted = f"<w:del><w:r><w:delText> {gone}</w:delText></w:r></w:del>"
        self.body.append(f"<w:p><w:ins><w:r><w:t>{kept}</w:t></w:r></w:ins>{deleted}</w:p>")
        whole = self.words()
        self.body.append(
            f"<w:p><w:pPr>{self.list_at(1, 1)}<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>{whole}</w:delText>"
            "</w:r></w:del></w:p>"
        )
        self.out.never += [gone, whole]

    def hidden(self) -> None:
        for switch in ("<w:vanish/>", "<w:strike/>", "<w:dstrike/>", '<w:rStyle w:val="Unseen"/>'):
            gone = self.words()
            self.body.append(self.paragraph(self.words(), further=self.run(f" {gone}", switch)))
            self.out.never.append(gone)

    def note(self) -> None:
        mark, text = str(len(self.out.notes) + 1), self.words()
        reference = f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{mark}"/></w:r>'
        self.body.append(self.paragraph("The fee is EUR 50", further=reference + self.run(" a year.")))
        own = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        self.footnotes.append(f'<w:footnote w:id="{mark}"><w:p>{own}{self.run(" " + text)}</w:p></w:footnote>')
        self.out.notes.append((mark, text))
        self.out.never.append(f"EUR 50{mark}")

    def box(self) -> None:
        text = self.words()
        inner = f"<w:txbxContent>{self.paragraph(text)}</w:txbxContent>"
        space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        alternatives = (
            f'<mc:AlternateContent xmlns:mc="{space}"><mc:Choice Requires="wps"><w:drawing>{inner}</w:drawing>'
            f"</mc:Choice><mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent>"
        )
        self.body.append(self.paragraph(self.words(), further=f"<w:r>{alternatives}</w:r>"))
        self.out.lines.append(text)

    def control(self) -> None:
        text = self.words()
        self.body.append(f"<w:sdt><w:sdtPr/><w:sdtContent>{self.paragraph(text)}</w:sdtContent></w:sdt>")
        self.out.lines.append(text)

    @staticmethod
    def list_at(list_id: int, level: int) -> str:
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'

    @staticmethod
    def run(text: str, properties: str = "") -> str:
        return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'

    def paragraph(self, text: str, style: str = "", properties: str = "", further: str = "") -> str:
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        half = self.random.randint(0, len(text))  # Word cuts runs where it likes
        return f"<w:p><w:pPr>{named}{properties}</w:pPr>{self.run(text[:half])}{self.run(text[half:])}{further}</w:p>"

    def cell(self, text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{self.paragraph(text)}</w:tc>"

    def packed(self) -> bytes:
        body = f'<w:document xmlns:w="{_W}"><w:body>{"".join(self.body)}<w:sectPr/></w:body></w:document>'
        parts = {
            "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
            "_rels/.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="a" Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>'
            ),
            "word/document.xml": body,
            "word/styles.xml": self.styles(),
            "word/numbering.xml": self.numbering(),
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{_W}">{"".join(self.footnotes)}</w:footnotes>',
        }
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
        return packed.getvalue()

    def styles(self) -> str:
        numbered = self.list_at(1, 0) if self.by_style or self.linked else ""
        styles = [
            ("Title", "Title", ""),
            ("Heading1", "heading 1", f"<w:pPr>{numbered}</w:pPr>"),
            *((f"Level{n}", f"Level {n}", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>') for n in (2, 3)),
        ]
        named = "".join(
            f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/>{more}</w:style>'
            for id_, name, more in styles
        )
        unseen = '<w:style w:type="character" w:styleId="Unseen"><w:rPr><w:vanish/></w:rPr></w:style>'
        return f'<w:styles xmlns:w="{_W}">{named}{unseen}</w:styles>'

    def numbering(self) -> str:
        links = [f'<w:pStyle w:val="Level{n + 1}"/>' if self.linked and n else "" for n in range(3)]
        levels = "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{links[n]}{more}'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
            for n, (form, text, start, more) in enumerate(self.scheme.levels)
        )
        plain = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%1)"/></w:lvl>'
        again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        return (
            f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
            f'<w:abstractNum w:abstractNumId="1">{plain}</w:abstractNum>'
            f'<w:abstractNum w:abstractNumId="2">{plain}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
            '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
            f'<w:num w:numId="3"><w:abstractNumId w:val="2"/>{again}</w:num></w:numbering>'
        )
