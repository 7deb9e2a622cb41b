"""Read a mail (.eml) and a web page saved as one file (.mhtml): the page in it, or its plain text.

Files that are attached are not read; each is told by its name and its size.
"""

from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import MIMEPart
from email.parser import BytesParser

from ingest.policy import LeftOut
from ingest.read.encodings import decode_text
from ingest.read.reading import Reading, facts, left_out
from ingest.read.web.page_text import read_page


def read_mail(data: bytes) -> Reading:
    """Read a message. Raises ValueError in plain words where it holds no text."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    parts = list(_parts(message))
    part = _best(parts)
    if part is None:
        raise ValueError("is no mail or saved page with text in it; save it as .html or .txt")
    body = _content(part)
    about = facts([("title", message["subject"]), ("date", message["date"]), ("owner", message["from"])])
    if part.get_content_type() == "text/html":
        page = read_page(body)
        reading = replace(page, about=facts([*page.about, *about]))
    else:
        reading = Reading(_text(body, part.get_content_charset()), (), (), about)
    beside = _attached([other for other in parts if other is not part], max(0, len(reading.text) - 1))
    return replace(reading, left_out=(*reading.left_out, *beside))


def _parts(message: MIMEPart, *, outermost: bool = True) -> Iterator[MIMEPart]:
    """The parts of a message that hold no others; a message that is attached is one part, as it is another text."""
    if message.is_multipart() and (outermost or not message.is_attachment()):
        for part in message.iter_parts():
            yield from _parts(part, outermost=False)
    else:
        yield message


def _best(parts: list[MIMEPart]) -> MIMEPart | None:
    """The part to read: the first page, else the first plain text; what is attached is no part of the text."""
    for kind in ("text/html", "text/plain"):
        for part in parts:
            if part.get_content_type() == kind and not part.is_attachment() and part.get_payload(decode=True):
                return part
    return None


def _content(part: MIMEPart) -> bytes:
    content = part.as_bytes() if part.is_multipart() else part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _attached(parts: list[MIMEPart], end: int) -> Iterator[LeftOut]:
    """Tell each file by its name and its bytes: "annex.txt", 34. Pictures that a page shows are none."""
    for part in parts:
        name = part.get_filename() or ""
        if part.is_attachment() or (name and part.get_content_maintype() in ("application", "text")):
            entry = left_out("attachment", name or part.get_content_type(), end)
            if entry:
                yield replace(entry, size=len(_content(part)))


def _text(body: bytes, charset: str | None) -> str:
    """A plain part in its own encoding, or in the one that it turns out to be in."""
    try:
        return body.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode_text(body)
