"""Links that lie over the words of a PDF's page: an address that the words do not say is written beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from ingest.read.marks.link_addresses import address_beside
from ingest.read.pdf_pages.chunks import LETTER, Chunk

MOST = 500  # links of a page that are looked at
STEP = 20.0  # points; letters are looked up by their height
NEAR = 1.0  # points that a word may stand out of the box of its link
_MAIL = "mailto:"


@dataclass(frozen=True, slots=True)
class _Link:
    """A box on a page, in points from its lower left corner, and where a click on it leads."""

    left: float
    foot: float
    right: float
    top: float
    href: str


def with_addresses(chunks: Sequence[Chunk], page: Any) -> list[Chunk]:
    """Return a page's letters with addresses: "the HR desk" under mailto:hr@acme.example → "the HR desk (hr@…)"."""
    out, links, n = list(chunks), list(_links(page)), 0
    by_height: dict[int, list[int]] = {}
    for k, chunk in enumerate(chunks if links else ()):
        if chunk.text.strip() and isfinite(chunk.y):
            by_height.setdefault(int(chunk.y // STEP), []).append(k)
    while n < len(links):
        end = n + 1
        while end < len(links) and _goes_on(links[end - 1], links[end]):
            end += 1
        _write(out, links[n:end], [k for link in links[n:end] for k in _near(by_height, link)])
        n = end
    return out


def _links(page: Any) -> Iterator[_Link]:
    """The links of a page to addresses outside; what is damaged is none."""
    boxes = _plain(page.get("/Annots"))
    for entry in boxes[:MOST] if isinstance(boxes, list) else ():
        box = _plain(entry)
        action = _plain(box.get("/A")) if isinstance(box, dict) and box.get("/Subtype") == "/Link" else None
        href, place = (action.get("/URI"), _plain(box.get("/Rect"))) if isinstance(action, dict) else ("", None)
        try:
            x, y, right, top = (float(number) for number in place or ())
        except (TypeError, ValueError):
            continue
        yield _Link(min(x, right), min(y, top), max(x, right), max(y, top), _text(href))


def _plain(thing: Any) -> Any:
    return thing.get_object() if hasattr(thing, "get_object") else thing


def _text(href: Any) -> str:
    href = _plain(href)
    return href.decode("latin-1") if isinstance(href, bytes) else str(href or "")


def _goes_on(link: _Link, after: _Link) -> bool:
    """Whether a link is the rest of the one before, on the next line."""
    height = max(link.top - link.foot, 1.0)
    return link.href == after.href and after.left < link.right and 0 < link.foot - after.foot < 2.5 * height


def _near(by_height: dict[int, list[int]], link: _Link) -> Iterator[int]:
    """The letters of the lines that a link lies over, most of which are beside it."""
    for step in sorted(by_height):
        if link.foot - NEAR - STEP < step * STEP <= link.top:
            yield from by_height[step]


def _write(chunks: list[Chunk], links: Sequence[_Link], near: Sequence[int]) -> None:
    """Write the address of a link, which may go over lines, behind the last of its words."""
    under = sorted({n for n in near if any(_lies_under(chunks[n], link) for link in links)})
    if under:
        words = " ".join("".join(chunks[n].text for n in under).split())
        text = chunks[under[-1]].text
        at, n = len(text.rstrip(" \n.,;")), under[-1]  # boxes reach over a stop
    elif links[0].href.lower().startswith(_MAIL) and (found := _part_under(chunks, near, links[-1])):
        n, at = found
        words = text = chunks[n].text
    else:
        return
    chunks[n] = replace(chunks[n], text=f"{text[:at]}{address_beside(links[0].href, words)}{text[at:]}")


def _lies_under(chunk: Chunk, link: _Link) -> bool:
    level = link.foot - NEAR <= chunk.y <= link.top - chunk.size * 0.3
    return level and link.left - NEAR <= chunk.x < link.right and bool(chunk.text.strip())


def _part_under(chunks: Sequence[Chunk], near: Sequence[int], link: _Link) -> tuple[int, int] | None:
    """The letters that are drawn together with the words before the link, and where about the link's words end there.

    How wide letters are is not told, so that it is the end of the word that is likeliest.
    """
    for n in near:
        chunk = chunks[n]
        text = chunk.text.rstrip()
        wide = len(text) * chunk.size * LETTER
        if chunk.x < link.left < chunk.x + wide * 1.2 and link.foot - NEAR <= chunk.y <= link.top - chunk.size * 0.3:
            about = round((link.right - chunk.x) / (chunk.size * LETTER))
            ends = [
                k
                for k in range(1, len(text) + 1)
                if k == len(text) or (not text[k].isalnum() and text[k - 1].isalnum())
            ]
            return n, min(ends, key=lambda end: abs(end - about))
    return None
