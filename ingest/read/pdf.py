"""A PDF → its text with where each page begins; headings told by their font are marked as in Markdown.

Lines that stand at the head or foot of most pages, and page numbers, are furniture and left out: a clause runs on over
the page. Refuses to know policies and to guess at scans: no text in, no text out. pypdf is known here only.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

END = 1024  # bytes in which a whole file says that it ends here
LARGER = 1.12  # times the size of the running text: from here on a line is a heading by its size
MAX_WORDS = 18  # of a heading
MAX_HEADING = 120  # characters; a larger line is a pull quote


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line."""

    text: str
    size: float  # of its largest letters, in points
    bold: bool


def text_of(data: bytes) -> tuple[str, tuple[int, ...]]:
    """The text of a file and the offsets at which its pages begin. Raises ValueError in plain words."""
    import pypdf

    if b"%%EOF" not in data.rstrip(b"\0\r\n\t ")[-END:] and data.startswith(b"%PDF-"):
        raise ValueError("is cut off (a PDF whose end is missing); fetch it again")  # the older half may be readable
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("is encrypted; save it without a password")
        pages = [list(_rows(page)) for page in reader.pages]
    except pypdf.errors.DependencyError as error:  # AES, even with an empty password
        raise ValueError("is encrypted; save it without a password") from error
    except pypdf.errors.PyPdfError as error:
        raise ValueError(f"is a damaged PDF ({error}); print it to a new one") from error
    pages = _without_furniture(pages)
    return _joined(pages)


def _rows(page: Any) -> Iterator[Row]:
    """The lines of a page in reading order, with the font that each is mostly set in."""
    chunks: list[tuple[str, float, bool]] = []

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        name = str((font or {}).get("/BaseFont", "")).lower() if hasattr(font, "get") else ""
        chunks.append((text, round(float(size) * scale, 1), "bold" in name or "black" in name or "heavy" in name))

    page.extract_text(visitor_text=visit)
    line: list[tuple[str, float, bool]] = []
    for text, size, bold in chunks:
        first, *rest = text.split("\n")
        line.append((first, size, bold))
        for part in rest:
            yield from _row(line)
            line = [(part, size, bold)]
    yield from _row(line)


def _row(parts: Sequence[tuple[str, float, bool]]) -> Iterator[Row]:
    text = "".join(t for t, _, _ in parts).strip()
    said = [(len(t.strip()), size, bold) for t, size, bold in parts if t.strip()]
    if said:
        letters = sum(n for n, _, _ in said)
        yield Row(text, max(size for _, size, _ in said), sum(n for n, _, b in said if b) * 10 >= letters * 9)
    else:
        yield Row("", 0.0, bold=False)


def _without_furniture(pages: list[list[Row]]) -> list[list[Row]]:
    """Without what is printed on at least half of three or more pages, numbers aside, and without bare page numbers."""
    edge: Counter[str] = Counter()
    for rows in pages:
        said = [r.text for r in rows if r.text]
        edge.update({_masked(t) for t in (*said[:2], *said[-2:])})
    often = {t for t, count in edge.items() if count >= 3 and count * 2 >= len(pages)}  # noqa: PLR2004
    return [[r for n, r in enumerate(rows) if not _is_furniture(rows, n, often)] for rows in pages]


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _is_furniture(rows: Sequence[Row], n: int, often: set[str]) -> bool:
    text = rows[n].text
    if not text:
        return False
    outer = sum(1 for r in rows[:n] if r.text) < 2 or sum(1 for r in rows[n + 1 :] if r.text) < 2  # noqa: PLR2004
    number = re.fullmatch(r"(?:page )?[–—-]?\s?\d{1,4}(?:\s?(?:/|of)\s?\d{1,4})?\s?[–—-]?", text, re.IGNORECASE)
    return outer and (_masked(text) in often or number is not None)


def _joined(pages: Sequence[Sequence[Row]]) -> tuple[str, tuple[int, ...]]:
    """All pages as one text, headings marked."""
    levels = _levels([r for rows in pages for r in rows])
    texts = [_page_text(rows, levels) for rows in pages]
    return "".join(texts), (0, *accumulate(map(len, texts[:-1]))) if texts else ()


def _page_text(rows: Sequence[Row], levels: dict[tuple[float, bool], int]) -> str:
    out: list[str] = []
    above = 0
    for row in rows:
        level = levels.get((row.size, row.bold), 0) if 0 < len(row.text) <= MAX_HEADING else 0
        if level and level == above:  # a heading wrapped onto a second line
            out[-1] = f"{out[-1].rstrip()} {row.text}\n\n"
            continue
        above = level if _heads(row.text) else 0
        out.append(f"\n{'#' * above} {row.text}\n\n" if above else f"{row.text}\n")
    return "".join(out)


def _heads(text: str) -> bool:
    """Whether a line set like a heading reads like one: it begins like one and is no sentence."""
    begins = re.match(r"[\W\d]*[^\W\d_a-zß-öø-ÿ]", text)
    return begins is not None and not text.endswith((",", ";")) and len(text.split()) <= MAX_WORDS


def _levels(rows: Sequence[Row]) -> dict[tuple[float, bool], int]:
    """Fonts larger than the running text, or bold at its size, each with the depth of the headings set in it."""
    letters: Counter[tuple[float, bool]] = Counter()
    for row in rows:
        letters[(row.size, row.bold)] += len(row.text)
    if not letters:
        return {}
    body = max(letters, key=lambda font: letters[font])
    fonts = [f for f in letters if f[0] > body[0] * LARGER or (f[1] and not body[1] and f[0] >= body[0] * 0.95)]
    few = [f for f in fonts if letters[f] * 3 < sum(letters.values())]
    return {f: min(n, 6) for n, f in enumerate(sorted(few, reverse=True), start=1)}
