"""Mail, saved pages and RTF are read as they show."""

import io
import zipfile
from pathlib import Path

from ingest.clauses.split import split
from ingest.findings.collect import findings
from ingest.read.other.mail import read_mail
from ingest.read.other.open_document import read_open_document
from ingest.read.other.rich_text import read_rich_text
from ingest.read.policy_file import read_policy

RTF = rb"""{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Elm Policy}}
\pard\outlinelevel0\b {\listtext 1.\tab}Retention\b0\par
\pard We keep it for EUR 500{\super 3} a year, caf\'e9 \u8364?5.\par
{\v hidden trap}{\strike struck words} kept{\footnote Note here.} on\par
\trowd Service\cell Fee\cell\row Hosting\cell EUR 400\cell\row Support\cell EUR 150\cell\row
\pard After.\par}"""

MAIL = b"""Subject: Elm Policy\r
MIME-Version: 1.0\r
Content-Type: multipart/related; boundary=x\r
\r
--x\r
Content-Type: text/html; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
<h1>Elm</h1><p>caf=C3=A9 <s>gone</s></p>\r
--x\r
Content-Type: image/png\r
\r
xx\r
--x--\r
"""


def test_rich_text_is_read_as_it_shows() -> None:
    """Numbers, a raised mark, code pages, a table, a note; hidden and struck text is told."""
    reading = read_rich_text(RTF)
    assert reading.text == (
        "# 1. Retention\n\nWe keep it for EUR 500 [3] a year, café €5.\n\nkept [1] on\n\n"
        "| Service | Fee |\n|---|---|\n| Hosting | EUR 400 |\n| Support | EUR 150 |\n\nAfter.\n\n[1] Note here.\n"
    )
    assert [(e.kind, e.words) for e in reading.left_out] == [
        ("hidden-text", "hidden trap"),
        ("struck-text", "struck words"),
    ]
    assert reading.about == (("title", "Elm Policy"),)


HEADED = rb"""{\rtf1\ansi{\header\pard Elm internal\'85\tab draft 4\par
\trowd Page\cell {\field{\*\fldinst PAGE}{\fldrslt 1}}\cell\row}
{\footerf\pard\qc \chpgn\par {\*\generator x}Elm Ltd, Oslo\par}{\footer Elm Ltd, Oslo\par}
\pard\outlinelevel0 Retention{\headerl Elm internal draft 5}\par \pard We keep it.\par}"""


def test_heads_and_feet_of_rich_text_are_told() -> None:
    """As Word's are: each line once, and none of it is text."""
    reading = read_rich_text(HEADED)
    assert reading.text == "# Retention\n\nWe keep it.\n"
    assert [(e.kind, e.words) for e in reading.left_out] == [
        ("running-line", "Elm internal… draft 4"),
        ("running-line", "Page 1"),
        ("running-line", "Elm Ltd, Oslo"),
        ("running-line", "Elm internal draft 5"),
    ]


def test_a_saved_page_is_read_as_a_page() -> None:
    """The page in the file, in its encoding; pictures beside it are none of the text."""
    reading = read_mail(MAIL)
    assert reading.text == "# Elm\n\ncafé\n"
    assert [entry.words for entry in reading.left_out] == ["gone"]


def test_a_plain_mail_is_read_as_text() -> None:
    """Without a page the plain part is the text."""
    assert read_mail(b"Subject: x\r\n\r\nWe keep it.\r\n").text.strip() == "We keep it."


ATTACHED = b"""Subject: Elm Policy\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=x\r
\r
--x\r
Content-Type: text/plain\r
\r
We keep it for 17 months.\r
--x\r
Content-Type: text/plain\r
Content-Disposition: attachment; filename="annex.txt"\r
\r
Video: 66 hours.\r
--x\r
Content-Type: application/pdf; name="=?utf-8?Q?Geb=C3=BChren.pdf?="\r
Content-Transfer-Encoding: base64\r
\r
JVBERi0xLjQ=\r
--x\r
Content-Type: image/png\r
Content-Disposition: inline; filename="logo.png"\r
\r
xx\r
--x\r
Content-Type: message/rfc822\r
Content-Disposition: attachment; filename="old.eml"\r
\r
Content-Type: text/html\r
\r
<p>We keep it for ever.</p>\r
--x--\r
"""


def test_what_is_attached_to_a_mail_is_told(tmp_path: Path) -> None:
    """By its name and its bytes; a mail that is attached is not read for the one it hangs on."""
    (tmp_path / "elm.eml").write_bytes(ATTACHED)
    policy = read_policy(tmp_path / "elm.eml")
    assert policy.text.strip() == "We keep it for 17 months."
    assert [(entry.kind, entry.words, entry.size) for entry in policy.left_out] == [
        ("attachment", "annex.txt", 16),
        ("attachment", "Gebühren.pdf", 8),
        ("attachment", "old.eml", policy.left_out[2].size),
    ]
    (told,) = [finding for finding in findings(policy, split(policy)) if finding.kind == "attachment"]
    assert f"attached to the mail, {24 + policy.left_out[2].size} bytes in 3 places: “annex.txt”; “Geb" in told.says


def open_document(body: str) -> bytes:
    """An OpenDocument text with some styles and lists."""
    space = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    names = {"office": "office", "text": "text", "table": "table", "style": "style", "fo": "xsl-fo-compatible"}
    spaces = " ".join(f'xmlns:{short}="{space.format(long)}"' for short, long in names.items())
    number = '<text:list-level-style-number text:level="{}" style:num-format="{}" style:num-suffix="{}" {}/>'
    levels = number.format(1, "1", ".", "") + number.format(2, "1", "", 'text:display-levels="2"')
    levels += number.format(3, "a", ")", 'style:num-prefix="("')
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {said}/></style:style>'
        for name, said in (
            ("Gone", 'text:display="none"'),
            ("Struck", 'style:text-line-through-style="solid"'),
            ("Up", 'style:text-position="super 58%"'),
        )
    )
    content = (
        f'<office:document-content {spaces}><office:automatic-styles>{styles}<text:list-style style:name="L">{levels}'
        f"</text:list-style></office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("content.xml", content)
    return packed.getvalue()


def test_an_open_document_is_read_as_it_shows() -> None:
    """Numbers of nested lists that go on, raised marks, notes, tables; hidden and struck text is told."""
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = "<text:list>" + item.format("We keep it.", "") + item.format("We delete it.", "") + "</text:list>"
    body = (
        '<text:h text:outline-level="1">Elm Policy</text:h>'
        f'<text:list text:style-name="L">{item.format("Keeping", inner)}</text:list>'
        '<text:p>EUR 500<text:span text:style-name="Up">3</text:span> a year'
        '<text:span text:style-name="Gone">trap</text:span> now<text:span text:style-name="Struck">old</text:span>.'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Per customer.</text:p>"
        "</text:note-body></text:note></text:p>"
        f'<text:list text:style-name="L" text:continue-numbering="true">{item.format("Ending", "")}</text:list>'
        "<table:table><table:table-row><table:table-cell><text:p>Service</text:p></table:table-cell><table:table-cell>"
        "<text:p>Fee</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Hosting"
        "</text:p></table:table-cell><table:table-cell><text:p>9 euro</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    reading = read_open_document(open_document(body))
    assert reading.text == (
        "# Elm Policy\n\n1. Keeping\n  1.1 We keep it.\n  1.2 We delete it.\n\n"
        "EUR 500 [3] a year now. [1]\n\n2. Ending\n\n"
        "| Service | Fee |\n|---|---|\n| Hosting | 9 euro |\n\n[1] Per customer.\n"
    )
    assert [(e.kind, e.words) for e in reading.left_out] == [("hidden-text", "trap"), ("struck-text", "old")]
