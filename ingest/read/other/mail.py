"""Read a mail (.eml) and a web page saved as one file (.mhtml): the page in it, or its plain text."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from ingest.read.encodings import decode_text
from ingest.read.reading import Reading, facts
from ingest.read.web.page_text import read_page


def read_mail(data: bytes) -> Reading:
    """Read a message. Raises ValueError in plain words where it holds no text."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    part = _best(message)
    if part is None:
        raise ValueError("is no mail or saved page with text in it; save it as .html or .txt")
    content = part.get_payload(decode=True)
    body = content if isinstance(content, bytes) else b""
    about = facts([("title", message["subject"]), ("date", message["date"]), ("owner", message["from"])])
    if part.get_content_type() == "text/html":
        page = read_page(body)
        return Reading(page.text, (), page.left_out, facts([*page.about, *about]))
    return Reading(_text(body, part.get_content_charset()), (), (), about)


def _best(message: EmailMessage) -> EmailMessage | None:
    """The part to read: the first page, else the first plain text; what is attached is no part of the text."""
    parts = [part for part in message.walk() if not part.is_multipart() and not part.is_attachment()]
    for kind in ("text/html", "text/plain"):
        for part in parts:
            if part.get_content_type() == kind and part.get_payload(decode=True):
                return part
    return None


def _text(body: bytes, charset: str | None) -> str:
    """A plain part in its own encoding, or in the one that it turns out to be in."""
    try:
        return body.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode_text(body)
