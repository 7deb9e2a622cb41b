"""Read RTF as a word processor shows it: raised marks apart, hidden and struck text left out and told."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from ingest.clauses.grid import column_names
from ingest.read.marks.link_addresses import address_beside, field_address
from ingest.read.marks.written import DEEPEST, Writer, bold_line, raised, table_lines
from ingest.read.reading import Reading, facts

_TOKEN: Final = re.compile(
    rb"\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+",
    re.DOTALL,
)
_UNREAD: Final = frozenset(
    "fonttbl colortbl stylesheet info pict object"
    " themedata colorschememapping latentstyles datastore listtable listoverridetable rsidtbl xmlnstbl generator"
    " filetbl revtbl annotation atnid atnauthor bkmkstart bkmkend nonshppict shpinst pntext_ panose falt".split()
)
_RUNNING: Final = frozenset("header headerl headerr headerf footer footerl footerr footerf".split())
_BREAKS: Final = {"par": "\n", "sect": "\n", "page": "\n", "line": "\v", "tab": "\t"}
_SIGNS: Final = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
}  # fmt: skip
_ESCAPED: Final = {b"~": "\xa0", b"_": "\u2011", b"-": ""}
_LIFTS: Final = {"super": "raised", "up": "raised", "sub": "lowered", "dn": "lowered", "nosupersub": ""}
_PAGES = frozenset((437, 850, 932, 936, 949, 950, *range(1250, 1259)))  # code pages that Python knows by these numbers
BEFORE = 8  # parts of a paragraph that a raised mark looks back on
MAX_DEPTH = 500  # groups in each other


@dataclass(frozen=True, slots=True)
class _State:
    """How the letters that follow are set."""

    unread: bool = False
    hidden: bool = False
    struck: bool = False
    bold: bool = False
    lifted: str = ""  # "raised", "lowered" or ""
    skip: int = 1  # letters that stand behind a Unicode one for old programs
    note: bool = False
    running: bool = False  # at the head or foot of each page
    instruction: bool = False  # what a field does: 'HYPERLINK "mailto:a@b.example"'

    @property
    def unseen(self) -> bool:
        """Whether what follows is no text of the document."""
        return self.unread or self.instruction


@dataclass(slots=True)
class _Field:
    """A field whose group is open: what it does, and its words."""

    depth: int  # groups around it
    instruction: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """The paragraph that is being read, and the rows and notes so far."""

    writer: Writer = field(default_factory=Writer)
    words: list[str] = field(default_factory=list)
    lift: list[str] = field(default_factory=list)
    lowered: bool = False
    bold: int = 0
    level: int = 0  # of a heading, 0 for text
    cells: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)
    running: list[str] = field(default_factory=list)  # what stands at the head or foot of pages
    fields: list[_Field] = field(default_factory=list)
    page: str = "cp1252"  # code page of letters that are given by their byte

    def say(self, text: str, state: _State) -> None:
        """Add letters, or put them where they belong: to what is left out, to a raised mark, to a note."""
        if state.unread:
            return
        if state.instruction:
            self.fields[-1].instruction.append(text)
            return
        for around in () if state.hidden or state.struck else self.fields:
            around.shown.append(text)
        if state.running:
            self.running.append(text)
        elif state.hidden or state.struck:
            self.writer.leave_out("hidden-text" if state.hidden else "struck-text", text)
        elif state.note:
            self.notes[-1].append(text)
        elif state.lifted:
            self.lift.append(text)
            self.lowered = state.lifted == "lowered"
        else:
            self.settle()
            self.words.append(text)
            self.bold += len(re.sub(r"\s", "", text)) if state.bold else 0

    def settle(self) -> None:
        """Write a raised mark that waits."""
        if self.lift:
            self.words.append(raised("".join(self.words[-BEFORE:]), "".join(self.lift), lowered=self.lowered))
            self.lift.clear()

    def taken(self) -> str:
        """Take the open paragraph."""
        self.settle()
        text = "\n".join(" ".join(part.split()) for part in "".join(self.words).split("\v")).strip()
        self.words.clear()
        return text

    def end_paragraph(self) -> None:
        """Write the open paragraph, and the table before it."""
        text, bold, self.bold = self.taken(), self.bold, 0
        if text:
            self.end_table()
            self.writer.write(f"{'#' * self.level} {text}" if self.level else bold_line(text, bold))

    def end_table(self) -> None:
        """Write the rows that are read."""
        for n, line in enumerate(table_lines(self.rows, column_names(self.rows))):
            self.writer.write(line, tight=n > 0)
        self.rows = []

    def tell_running(self) -> None:
        """Tell the lines of the pages' heads and feet, each once: they are no text of the policy."""
        lines = (" ".join(line.split()) for line in "".join(self.running).splitlines())
        for line in dict.fromkeys(line for line in lines if re.search(r"[^\W\d_]{3}", line)):
            self.writer.leave_out("running-line", line)


def read_rich_text(data: bytes) -> Reading:
    """Read a file. Raises ValueError in plain words where it is no RTF."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ValueError("is not RTF; save it as .docx or .txt")
    reader, title = _Reader(), re.search(rb"\{\\title ([^{}\\]{1,300})\}", data)
    walk = _Walk(reader)
    for token in _TOKEN.finditer(data):
        walk.take(token)
    reader.end_paragraph()
    reader.end_table()
    for n, note in enumerate(reader.notes, start=1):
        if text := " ".join("".join(note).split()):
            reader.writer.write(f"[{n}] {text}")
    reader.tell_running()
    return reader.writer.reading(facts([("title", title[1].decode("ascii", "ignore") if title else "")]))


class _Walk:
    """A walk over a file's tokens: its open groups, and how letters are set in each."""

    def __init__(self, reader: _Reader) -> None:
        self.reader = reader
        self.states = [_State()]
        self.skip = 0  # letters for old programs, behind one that they do not know
        self.starred = False  # "{\\*": a group that old programs pass over

    def take(self, token: re.Match[bytes]) -> None:
        """Take the next token: a brace, a control word or sign, a letter by its number, or text."""
        starred, self.starred = self.starred, token["sign"] == b"*"
        if token["brace"]:
            self._group(opens=token["brace"] == b"{")
        elif token["word"]:
            self._word(token["word"].decode(), int(token["number"]) if token["number"] else None, starred=starred)
        elif token["sign"] is not None and not self.starred:
            self._say(_ESCAPED.get(token["sign"], token["sign"].decode("latin-1")))
        elif token["hex"]:
            self._letters(bytes.fromhex(token["hex"].decode()))
        elif token["text"]:
            self._letters(token["text"])

    def _group(self, *, opens: bool) -> None:
        if opens:
            if len(self.states) > MAX_DEPTH:
                raise ValueError("nests its groups deeper than 500; save it as .docx or .txt")
            self.states.append(self.states[-1])
        else:
            self.states = self.states[:-1] or [_State()]
            self.skip = 0
            self._end_fields()

    def _end_fields(self) -> None:
        """Say the address that a link leads to behind its words, where they do not say it."""
        fields = self.reader.fields
        while fields and len(self.states) <= fields[-1].depth:
            done = fields.pop()
            if words := "".join(done.shown).strip():
                self._say(address_beside(field_address("".join(done.instruction)), words))

    def _word(self, word: str, number: int | None, *, starred: bool) -> None:
        if word == "u" and number is not None:
            self._say(chr(number % 65536))
            self.skip = self.states[-1].skip
        elif word == "field" and not self.states[-1].unread:
            self.reader.fields.append(_Field(len(self.states) - 1))
        else:
            self.states[-1] = _controlled(word, number, self.states[-1], self.reader, starred=starred)

    def _letters(self, letters: bytes) -> None:
        """Say letters of the file's code page, less those that are skipped."""
        shown, self.skip = letters[self.skip :], max(0, self.skip - len(letters))
        if shown:
            self._say(shown.decode(self.reader.page, "replace"))

    def _say(self, text: str) -> None:
        self.reader.say(text, self.states[-1])


def _controlled(word: str, number: int | None, state: _State, reader: _Reader, *, starred: bool) -> _State:
    """What a control word changes."""
    if word in _UNREAD or (starred and word not in ("shptxt", "listtext", "fldinst")):
        return replace(state, unread=True)
    if word == "fldinst" or word in _RUNNING:
        return _aside(word, state, reader)
    if word == "footnote" and not state.running:
        if not state.unseen:
            reader.settle()
            reader.notes.append([])
            reader.words.append(raised("".join(reader.words[-BEFORE:]), str(len(reader.notes))))
        return replace(state, note=True, lifted="")
    if word in _SIGNS or word in _BREAKS or word in ("cell", "row"):
        if not state.unseen:
            _place(word, state, reader)
        return state
    if word in ("pard", "outlinelevel", "ansicpg"):
        if not state.unseen and not state.running:
            _set_reader(word, number or 0, reader)
        return state
    return _set(word, number, state)


def _aside(word: str, state: _State, reader: _Reader) -> _State:
    """What is no text of the document, and not passed over: what a field does, heads and feet of pages."""
    if word == "fldinst":
        return replace(state, instruction=bool(reader.fields), unread=state.unread or not reader.fields)
    reader.running.append("\n")
    return replace(state, running=True)


def _set(word: str, number: int | None, state: _State) -> _State:
    """How letters are set behind a control word; 0 behind it switches off."""
    on = number != 0
    if word in ("v", "b"):
        return replace(state, hidden=on) if word == "v" else replace(state, bold=on)
    if word in ("strike", "striked", "deleted"):
        return replace(state, struck=on)
    if word in _LIFTS:
        return replace(state, lifted=_LIFTS[word] if on else "")
    if word == "plain":
        return replace(state, hidden=False, struck=False, bold=False, lifted="")
    return replace(state, skip=number or 0) if word == "uc" else state


def _place(word: str, state: _State, reader: _Reader) -> None:
    """Signs, ends of lines, cells and rows."""
    if state.running:
        reader.say(_SIGNS.get(word) or ("\t" if word in ("cell", "tab") else "\n"), state)
    elif word == "cell":
        reader.cells.append(reader.taken())
    elif word == "row":
        reader.rows.append(reader.cells)
        reader.cells = []
    elif _BREAKS.get(word) == "\n" and not state.note:
        reader.end_paragraph()
    else:
        reader.say(_SIGNS.get(word) or _BREAKS[word], state)


def _set_reader(word: str, number: int, reader: _Reader) -> None:
    """The level of a heading, 0 for text, and the code page."""
    if word == "ansicpg":
        reader.page = f"cp{number}" if number in _PAGES else "cp1252"
    else:
        reader.level = number + 1 if word == "outlinelevel" and number < DEEPEST else 0
