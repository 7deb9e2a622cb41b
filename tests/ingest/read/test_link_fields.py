"""Addresses that stand in a link only are kept beside its words, in Word documents and RTF as in pages."""

import io
import zipfile

import pytest

from ingest.read.marks.link_addresses import field_address
from ingest.read.other.rich_text import read_rich_text
from ingest.read.word.word_document import read_word
from tests.ingest import policy_files as make

MAIL = "mailto:erase@juniper.example"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize(
    "instruction,address",
    [
        (f' HYPERLINK "{MAIL}" ', MAIL),
        (f'HYPERLINK \\o "Ask us" "{MAIL}" \\h', MAIL),
        ("HYPERLINK https://juniper.example/f", "https://juniper.example/f"),
        (' HYPERLINK \\l "_Toc1" ', ""),
        (" PAGEREF _Toc1 ", ""),
        ("", ""),
    ],
)
def test_where_a_field_leads(instruction: str, address: str) -> None:
    """With and without switches; places in the document itself are no addresses."""
    assert field_address(instruction) == address


def field(instruction: str, words: str) -> str:
    """A field of Word whose parts are in runs of their own."""
    turn = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    told = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    shown = f"<w:r><w:t>{words}</w:t></w:r>" if "<" not in words else words
    return turn("begin") + told + turn("separate") + shown + turn("end")


LINK = f' HYPERLINK "{MAIL}" '
HREF = ' HYPERLINK "https://juniper.example/f" '
SHOWN = [
    (LINK, "the desk", "the desk (erase@juniper.example)"),
    (LINK, "erase@juniper.example", "erase@juniper.example"),
    (HREF, "here", "here (https://juniper.example/f)"),
    (HREF, "our house rules", "our house rules"),
]


@pytest.mark.parametrize("instruction,words,shown", SHOWN)
def test_a_field_of_word_keeps_its_address(instruction: str, words: str, shown: str) -> None:
    """Of parts in runs, or in one mark; the rule is that of pages."""
    simple = f"<w:fldSimple w:instr='{instruction}'><w:r><w:t>{words}</w:t></w:r></w:fldSimple>"
    for inner in (field(instruction, words), simple):
        body = f'<w:p><w:r><w:t xml:space="preserve">Write to </w:t></w:r>{inner}<w:r><w:t>.</w:t></w:r></w:p>'
        assert read_word(make.docx(body)).text == f"Write to {shown}.\n"


def test_words_that_were_deleted_keep_no_address() -> None:
    """A link, of which nothing is seen, leads nowhere."""
    gone = "<w:del><w:r><w:delText>the desk</w:delText></w:r></w:del>"
    simple = f"<w:fldSimple w:instr='{LINK}'>{gone}</w:fldSimple>"
    assert read_word(make.docx(make.word("Ask us.") + f"<w:p>{simple}</w:p>")).text == "Ask us.\n"


def test_a_note_s_links_are_its_own() -> None:
    """Each part of a document counts its links from one."""
    link = f'<w:hyperlink xmlns:r="{_R}" r:id="rId1"><w:r><w:t>{{}}</w:t></w:r></w:hyperlink>'
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    body = f"<w:p>{link.format('the desk')}{note}</w:p>"
    packed = io.BytesIO(make.docx(body))
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    rels = "<Relationships><Relationship Id='rId1' Target='mailto:{}@juniper.example'/></Relationships>"
    with zipfile.ZipFile(packed, "a") as archive:
        foot = f"<w:footnote w:id='1'><w:p>{link.format('the board')}</w:p></w:footnote>"
        archive.writestr("word/footnotes.xml", f"<w:footnotes xmlns:w='{space}'>{foot}</w:footnotes>")
        archive.writestr("word/_rels/footnotes.xml.rels", rels.format("board"))
        archive.writestr("word/_rels/document.xml.rels", rels.format("desk"))
    text = read_word(packed.getvalue()).text
    assert text == "the desk (desk@juniper.example) [1]\n\n[1] the board (board@juniper.example)\n"


@pytest.mark.parametrize("instruction,words,shown", SHOWN)
def test_a_field_of_rich_text_keeps_its_address(instruction: str, words: str, shown: str) -> None:
    """The rule is that of pages."""
    link = rf"{{\field{{\*\fldinst{{{instruction}\\h\par}}}}{{\fldrslt{{\ul {words}}}}}}}"
    plain = (
        rf"\pard Write to {link}.\par {{\v {link}}}{{\header {link}}}{{\field{{\*\fldinst PAGE}}{{\fldrslt 3}}}}\par"
    )
    reading = read_rich_text(rf"{{\rtf1\ansi{plain}}}".encode())
    assert reading.text == f"Write to {shown}.\n\n3\n"
    assert all("(" not in entry.words for entry in reading.left_out if entry.kind == "hidden-text")


def test_a_field_in_a_note_of_rich_text_keeps_its_address() -> None:
    """Beside the words of the note."""
    note = r'{\footnote Ask {\field{\*\fldinst HYPERLINK "mailto:a@b.example"}{\fldrslt us}}.}'
    assert read_rich_text(rf"{{\rtf1 Kept{note}.\par}}".encode()).text == "Kept [1].\n\n[1] Ask us (a@b.example).\n"
