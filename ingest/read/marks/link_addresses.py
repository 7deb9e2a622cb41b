"""Addresses that stand in a document's links only: kept beside the words, or decoded where a script obscures them."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

_VAGUE = re.compile(
    r"(?:click |see |read |find )?(?:it |them )?(?:here|this (?:page|link|form|site|website|list|document)|link|form"
    r"|the (?:link|form|list|page)|website|web site|online|more|learn more|more information|details)",
    re.IGNORECASE,
)
_SWITCH = re.compile(r'\\[a-z]\b(?:\s*"[^"]*")?', re.IGNORECASE)
_LINK = re.compile(r'\s*HYPERLINK\s+(?:"([^"]*)"|([^\s"\\]\S*))', re.IGNORECASE)
_OBSCURED = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-fA-F]{4,})")
LONGEST = 300  # characters of an address that is written


def address_beside(href: str, words: str) -> str:
    """Return " (dpo@acme.example)" for a link ("mailto:dpo@acme.example", "our officer"), "" where its words say it.

    Mail addresses and telephone numbers are always told, other addresses where the words are as vague as "here".
    """
    address = _address(href, words)
    if not address or len(address) > LONGEST or _bare(address) in _bare(words):
        return ""
    return f" ({address})"


def field_address(instruction: str) -> str:
    r"""Return where a field of Word or RTF leads: 'HYPERLINK "mailto:a@b.example" \o "Ask"' → "mailto:a@b.example"."""
    match = _LINK.match(_SWITCH.sub(" ", instruction))
    return (match[1] or match[2] or "").strip() if match else ""


def decoded_mail(node: Any) -> str:
    """Return the mail address of a node whose site obscures it: data-cfemail="7b…" → "dpo@acme.example", else ""."""
    code = node.get("data-cfemail") or ""
    if not code and (match := _OBSCURED.search(node.get("href") or "")):
        code = match[1]
    try:
        key, *rest = bytes.fromhex(code)
        text = bytes(byte ^ key for byte in rest).decode("utf-8")
    except ValueError:
        return ""
    return text if re.fullmatch(r"[^\s@<>]{1,100}@[^\s@<>]{3,100}", text.split("?")[0]) else ""


def _address(href: str, words: str) -> str:
    scheme, colon, rest = href.strip().partition(":")
    if not colon:
        return ""
    if scheme.lower() == "mailto":
        return unquote(rest.split("?")[0]).strip()
    if scheme.lower() == "tel":
        return rest if not re.search(r"\d", words) else ""
    vague = scheme.lower() in ("http", "https") and _VAGUE.fullmatch(words.strip(" .,:>»→"))
    return href.strip() if vague and urlsplit(href.strip()).hostname else ""


def _bare(text: str) -> str:
    return re.sub(r"\s|^https?://|/$", "", text.casefold())
