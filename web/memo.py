"""Write answers, or a comparison, as a dated memo for Word. Only here is python-docx."""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from web.words.dates import today
from web.words.table import say

if TYPE_CHECKING:
    from docx.document import Document

MOST = 200  # answers, and rows of a table
LONGEST = 40_000  # characters of one text
SMALL = 8  # points, of a table's words
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # a Word file cannot hold these

Row = list[str]


class Noted(BaseModel):
    """One answer, as a memo shows it."""

    question: str = Field(max_length=LONGEST)
    understood: str = Field(default="", max_length=LONGEST)
    verdict: str = Field(max_length=LONGEST)
    condition: str = Field(default="", max_length=LONGEST)
    text: str = Field(max_length=LONGEST)
    quotes: list[tuple[str, str]] = Field(default=[], max_length=MOST)  # where it stands, its words
    but_from: int = 0  # number of the first quote that undercuts the answer; 0: there is none
    looked_at: list[str] = Field(default=[], max_length=MOST)
    sources: list[str] = Field(default=[], max_length=MOST)
    odd: list[str] = Field(default=[], max_length=MOST)


class Memo(BaseModel):
    """What is written: answers, or a comparison by its rows, headings first; and what a comparison stands on."""

    title: str = Field(default="", max_length=300)
    answers: list[Noted] = Field(default=[], max_length=MOST)
    matrix: list[Row] = Field(default=[], max_length=MOST)
    quotes: list[Row] = Field(default=[], max_length=2_000)
    sources: list[str] = Field(default=[], max_length=MOST)


def memo(content: Memo) -> bytes:
    """Write the memo. A heading a question, then verdict, quotes with clause and line, and what they stand on."""
    from docx import Document

    document = Document()
    document.add_heading(_plain(content.title) or "Clausewise", 0)
    document.add_paragraph(say("memo.dated", date=today()))
    for answer in content.answers:
        _answer(document, answer)
    if content.matrix:
        _comparison(document, content)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _answer(document: "Document", answer: Noted) -> None:
    document.add_heading(_plain(answer.question), 1)
    if answer.understood:
        document.add_paragraph(f"{say('ask.understood')}: {_plain(answer.understood)}")
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{_plain(answer.verdict)}. ").bold = True
    paragraph.add_run(_plain(answer.text))
    for n, (where, quote) in enumerate(answer.quotes, 1):
        but = f"{say('ask.but_see')}: " if answer.but_from and n >= answer.but_from else ""
        _quote(document, f"[{n}] {but}{where}", quote)
    _list(document, say("memo.looked"), answer.looked_at)
    _list(document, say("memo.sources"), answer.sources)
    _list(document, say("memo.odd"), answer.odd)


def _quote(document: "Document", where: str, quote: str) -> None:
    document.add_paragraph(_plain(where)).paragraph_format.keep_with_next = True
    document.add_paragraph(f"“{_plain(quote)}”", style="Intense Quote")


def _list(document: "Document", title: str, lines: Sequence[str]) -> None:
    if lines:
        document.add_paragraph().add_run(title).bold = True
        for line in lines:
            document.add_paragraph(_plain(line), style="List Bullet")


def _comparison(document: "Document", content: Memo) -> None:
    """Write the matrix on a page on its side, then every answer with its quotes."""
    from docx.enum.section import WD_ORIENT

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    _table(document, content.matrix)
    document.add_heading(say("memo.quotes"), 1)
    for question, policy, verdict, text, clauses, quotes, *_ in content.quotes[1:]:
        document.add_paragraph().add_run(_plain(f"{question} {policy}: {verdict}")).bold = True
        for line in (text, clauses, quotes):
            if line:
                document.add_paragraph(_plain(line))
    _list(document, say("memo.sources"), content.sources)


def _table(document: "Document", rows: Sequence[Row]) -> None:
    from docx.shared import Pt

    table = document.add_table(len(rows), max(map(len, rows)), style="Table Grid")
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            run = table.cell(y, x).paragraphs[0].add_run(_plain(text))
            run.font.size, run.bold = Pt(SMALL), y == 0 or x == 0


def _plain(text: str) -> str:
    """Leave out what a Word file cannot hold: control characters and halves of characters."""
    return _NOT_XML.sub("", text)
