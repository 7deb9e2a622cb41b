"""Bytes of a text file → text, in the encoding that they are in.

By its byte order mark, else UTF-16 by its zeros, else UTF-8. What is none of these is in a national code page;
which one is told by the language that it gives. Where that cannot be told the file is refused: a wrong guess would
quote words that nobody wrote.
"""

import re
from typing import Final

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CANDIDATES: Final = (
    "cp1252 cp1250 iso8859_2 cp1251 cp1253 cp1254 cp1255 cp1256 koi8_r gb18030 big5 shift_jis euc_jp euc_kr".split()
)
_CENTRAL = frozenset("Polish Czech Slovak Hungarian Romanian Croatian Slovene Slovenian".split())
_CENTRAL_LETTERS = re.compile("[ąęłśźżćńěřůďťňľĺŕőűăţşșțčšžđ]", re.IGNORECASE)
_CENTRAL_PAGES = ("cp1250", "iso8859_2")
_HEAD = 200_000  # bytes from which an encoding is told
# Letters and marks that Western text has in these places; in another code page's text they come thick.
_STRANGE = re.compile(r"(?<=[a-zß-öø-ÿ])[À-ÖØ-ÞŠŽŒ](?=[a-zß-öø-ÿ])|(?<=[^\W\d_])[¹²³¿¡¢£¥§©®±¶×÷ƒ†‡](?=[^\W\d_])")
MANY_HIGH = 0.35  # share of bytes above 127 that no Western text reaches


def wide_encoding(data: bytes) -> str:
    """Return the encoding of text whose characters are wider than a byte: by its mark, or by its zeros; else ""."""
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "") or _utf16(data[:4096])


def decode_text(data: bytes) -> str:
    """Return the text of a file's bytes. Raises ValueError in plain words."""
    mark = next((mark for mark, _ in _BOMS if data.startswith(mark)), b"")
    if encoding := wide_encoding(data):
        return _strictly(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(data, code_page(data))


def code_page(data: bytes) -> str:
    """Name the code page of bytes that are not UTF-8: "cp1252" for Western ones. Raises ValueError where unsure."""
    head = data if len(data) <= _HEAD else data[: data.rfind(b"\n", 0, _HEAD) + 1 or _HEAD]
    western = head.decode("cp1252", errors="replace")
    if _marks_alone(western):
        return "cp1252"
    encoding, language = _told(head)
    if encoding in _CENTRAL_PAGES:
        if language in _CENTRAL and _CENTRAL_LETTERS.search(head.decode(encoding, "replace")):
            return encoding
    elif _believed(encoding, language, head):
        return encoding
    high = sum(byte > 127 for byte in head)  # noqa: PLR2004 - ASCII ends there
    if _STRANGE.search(western) or "\ufffd" in western or high > MANY_HIGH * len(head):
        raise ValueError("is in an encoding that cannot be told for sure; save it as UTF-8")
    return "cp1252"


def _believed(encoding: str, language: str, head: bytes) -> bool:
    """Whether a code page of another script, or Turkish, is more than a guess."""
    if encoding in ("", "cp1252") or language == "Unknown" or (encoding == "cp1254" and language != "Turkish"):
        return False
    return not _mixed(head.decode(encoding, "replace"))


def _marks_alone(western: str) -> bool:
    """Whether quotes, dashes and signs are all that a text has beyond ASCII."""
    letters = any(character.isalpha() and not character.isascii() for character in western)
    return not letters and "\ufffd" not in western and not _STRANGE.search(western)


def _mixed(text: str) -> bool:
    """Whether letters of two scripts stand in one word: Cyrillic or Greek ones beside Latin ones."""
    words = re.findall(r"[^\W\d_]+", text)
    mixed = (1 for word in words if re.search("[A-Za-z]", word) and re.search("[\u0370-\u052f]", word))
    return sum(mixed) * 20 > len(words)


def _told(data: bytes) -> tuple[str, str]:
    """The likeliest of the usual code pages, and the language that it gives; two empty strings where none fits."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_CANDIDATES).best()
    return (best.encoding, best.language) if best else ("", "")


def _utf16(head: bytes) -> str:
    """The byte order of text without a mark: in Western text every second byte is zero."""
    half = len(head) // 2
    if half and head[1::2].count(0) * 10 > half * 4 and not head[::2].count(0):
        return "utf-16-le"
    if half and head[::2].count(0) * 10 > half * 4 and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"is not {encoding} text (byte {error.start}); save it as UTF-8") from error
