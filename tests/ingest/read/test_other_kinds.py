"""Mail, saved pages and RTF are read as they show."""

from ingest.read.other.mail import read_mail
from ingest.read.other.rich_text import read_rich_text

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


def test_a_saved_page_is_read_as_a_page() -> None:
    """The page in the file, in its encoding; pictures beside it are none of the text."""
    reading = read_mail(MAIL)
    assert reading.text == "# Elm\n\ncafé\n"
    assert [entry.words for entry in reading.left_out] == ["gone"]


def test_a_plain_mail_is_read_as_text() -> None:
    """Without a page the plain part is the text."""
    assert read_mail(b"Subject: x\r\n\r\nWe keep it.\r\n").text.strip() == "We keep it."
