"""A PDF → its text with where each page begins; headings told by their font are marked as in Markdown.

Lines that run along at the head or foot of pages, and page numbers, are left out and told: a clause runs on over the
page. Refuses to guess at scans: no text in, no text out. pypdf is known here and in pdf_pages only.
"""

import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from ingest.policy import LeftOut
from ingest.read.pdf_pages.aligned import Table, tables
from ingest.read.pdf_pages.foot_notes import place_notes
from ingest.read.pdf_pages.rows import Row, read_pages
from ingest.read.pdf_pages.running import running_lines
from ingest.read.reading import Reading, facts, left_out

END = 1024  # bytes in which a whole file says that it ends here
LARGER = 1.12  # times the size of the running text: from here on a line is a heading by its size
MAX_WORDS = 18  # of a heading
MAX_HEADING = 120  # characters; a larger line is a pull quote
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")  # of fonts without a table of characters: nobody sees them
_ABOUT = {"/Title": "title", "/Author": "owner", "/ModDate": "date"}

Levels = dict[tuple[float, bool], int]


def read_pdf(data: bytes) -> Reading:
    """Read a file. Raises ValueError in plain words."""
    import pypdf

    if b"%%EOF" not in data.rstrip(b"\0\r\n\t ")[-END:] and data.startswith(b"%PDF-"):
        raise ValueError("is cut off (a PDF whose end is missing); fetch it again")  # the older half may be readable
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("is encrypted; save it without a password")
        pages = list(read_pages(reader.pages))
        about = _about(reader)
    except pypdf.errors.DependencyError as error:
        raise ValueError("is encrypted with AES; install the library cryptography, or save it without") from error
    except pypdf.errors.PyPdfError as error:
        raise ValueError(f"is a damaged PDF ({error}); print it to a new one") from error
    return _reading(pages, about)


def _about(reader: Any) -> tuple[tuple[str, str], ...]:
    """What the file says of itself: (("title", …), ("date", "2026-11-25"))."""
    pairs = []
    for key, name in _ABOUT.items():
        value = str((reader.metadata or {}).get(key, ""))
        date = re.match(r"D:(\d{4})(\d\d)(\d\d)", value)
        pairs.append((name, "-".join(date.groups()) if date else value))
    return facts(pairs)


def _reading(pages: Sequence[list[Row]], about: tuple[tuple[str, str], ...]) -> Reading:
    """All pages as one text, headings marked, running lines left out."""
    running = running_lines(pages)
    kept = [[row for n, row in enumerate(rows) if n not in out] for rows, out in zip(pages, running, strict=True)]
    levels = _levels([row for rows in kept for row in rows])
    texts = [_CONTROLS.sub("", page) for page in _page_texts(list(place_notes(kept, _body(kept)[0])), levels)]
    starts = (0, *accumulate(map(len, texts[:-1]))) if texts else ()
    return Reading("".join(texts), starts, _told(pages, running, starts), about)


def _told(pages: Sequence[list[Row]], running: Sequence[set[int]], starts: Sequence[int]) -> tuple[LeftOut, ...]:
    """The running lines that were left out, each once; page numbers are missed by nobody."""
    entries: dict[str, LeftOut] = {}
    for rows, out, start in zip(pages, running, starts, strict=True):
        for n in sorted(out):
            text = rows[n].text
            if re.search(r"[^\W\d_]{3}", text) and (entry := left_out("running-line", text, start)):
                entries.setdefault(re.sub(r"\d+", "#", text), entry)
    return tuple(entries.values())


def _page_texts(pages: Sequence[Sequence[Row]], levels: Levels) -> list[str]:
    """The text of each page; a table that goes on over a page's end stays one table."""
    texts: list[str] = []
    last: Table | None = None
    for rows in pages:
        by_line = tables(rows, last)
        if 0 in by_line and by_line[0].goes_on:
            texts[-1] = texts[-1].rstrip("\n") + "\n"
        texts.append(_page_text(rows, by_line, levels))
        last = next((table for table in by_line.values() if table.end == len(rows)), None)
    return texts


def _page_text(rows: Sequence[Row], by_line: Mapping[int, Table], levels: Levels) -> str:
    out: list[str] = []
    above = n = 0
    while n < len(rows):
        if n in by_line:
            lines = "".join(f"{line}\n" for line in by_line[n].lines)
            out.append(f"{lines}\n" if by_line[n].goes_on else f"\n{lines}\n")
            n, above = by_line[n].end, 0
            continue
        above = _write(rows[n], out, levels, above)
        n += 1
    return "".join(out)


def _write(row: Row, out: list[str], levels: Levels, above: int) -> int:
    """Write a line; return the level of the heading that it is, 0 for text."""
    level = levels.get((row.size, row.bold), 0) if 0 < len(row.text) <= MAX_HEADING else 0
    if level and level == above:  # a heading wrapped onto a second line
        out[-1] = f"{out[-1].rstrip()} {row.text}\n\n"
        return above
    level = level if _heads(row.text) else 0
    out.append(f"\n{'#' * level} {row.text}\n\n" if level else f"{row.text}\n")
    return level


def _heads(text: str) -> bool:
    """Whether a line set like a heading reads like one: it begins like one and is no sentence."""
    begins = re.match(r"[\W\d]*[^\W\d_a-zß-öø-ÿ]", text)
    return begins is not None and not text.endswith((",", ";")) and len(text.split()) <= MAX_WORDS


def _letters(rows: Sequence[Row]) -> Counter[tuple[float, bool]]:
    """How many letters are set in each size and weight."""
    letters: Counter[tuple[float, bool]] = Counter()
    for row in rows:
        letters[(row.size, row.bold)] += len(row.text)
    return letters


def _body(pages: Sequence[Sequence[Row]]) -> tuple[float, bool]:
    """The size and weight of the running text."""
    letters = _letters([row for rows in pages for row in rows])
    return max(letters, key=lambda font: letters[font], default=(0.0, False))


def _levels(rows: Sequence[Row]) -> Levels:
    """Fonts larger than the running text, or bold at its size, each with the depth of the headings set in it."""
    letters = _letters(rows)
    if not letters:
        return {}
    body = max(letters, key=lambda font: letters[font])
    fonts = [f for f in letters if f[0] > body[0] * LARGER or (f[1] and not body[1] and f[0] >= body[0] * 0.95)]
    rare = [f for f in fonts if letters[f] * 3 < sum(letters.values())]
    return {f: min(n, 6) for n, f in enumerate(sorted(rare, reverse=True), start=1)}
