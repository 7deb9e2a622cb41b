"""A Markdown file → its text as a reader of the finished page sees it: without front matter, comments and struck text.

All else stays as it was typed, line ends and odd blanks included.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ingest.read.markdown_notes import with_plain_notes
from ingest.read.marks.written import raised
from ingest.read.raw_html import PATTERN, Headings, shown_tag
from ingest.read.reading import Reading, facts, left_out
from ingest.read.web.page_text import read_page

if TYPE_CHECKING:
    from ingest.policy import LeftOut

LONGEST_FRONT = 20_000  # characters of front matter
LONGEST_LINE = 400  # characters of a heading's underline
BEFORE = 8  # parts of a text that a mark looks back on for its line
_FRONT = re.compile(
    r"(?:\ufeff)?(---|\+\+\+)[ \t]*\r?\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_OPENS = re.compile(r"[`~<&{]")
_SEEN_OTHERWISE = re.compile(
    r"(?P<code>^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<tick>`{1,3})(?!`)[^`\n]{1,500}(?P=tick))"
    r"|(?P<comment><!--(?:(?!-->|<!--).){0,20000}-->)"
    r"|(?<![\\~])~~(?=[^\s~])(?P<struck>(?:(?!~~|\n[ \t]*\n).){1,5000})(?<=\S)~~(?!~)"
    r"|<(?P<tag>del|s|strike)\b[^<>]{0,200}>(?P<deleted>(?:(?!</?(?P=tag)\b).){0,5000})</(?P=tag)>"
    r"|<(?P<lift>sup|sub)\b[^<>]{0,200}>(?P<mark>[^<>\n]{1,60}|<a\b[^<>\n]{0,300}>[^<>\n]{1,60}</a>)</(?P=lift)>"
    r"|(?P<name>\{:?[ \t]?[#.][\w-][^{}\n]{0,100}\}(?=[ \t]*$))"
    rf"|{PATTERN}",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_GONE: Final = {"comment": "comment", "struck": "struck-text", "deleted": "struck-text", "hidden": "hidden-text"}
_BLOCKS: Final = re.compile(r"<(?:table|ul|ol|dl)\b", re.IGNORECASE)
_KEYS: Final = {
    "title": "title", "name": "title", "version": "version", "revision": "version", "owner": "owner", "author": "owner",
    "authors": "owner", "date": "date", "effective": "date", "effective_date": "date", "updated": "date",
    "last_updated": "date", "lastmod": "date", "url": "url", "link": "url", "canonical": "url", "source": "url",
    "permalink": "url", "lang": "language", "language": "language", "locale": "language",
}  # fmt: skip


def read_markdown(text: str) -> Reading:
    """Read what is shown: of "We ~~sell~~ keep it." that is "We keep it."; "sell" is left out.

    The lines of front matter stay as blank ones, so that a line's number is that of the file.
    """
    text, about = _front_matter(text)
    text = with_plain_notes(text)
    headings = Headings(text)
    out: list[str] = []
    entries: list[LeftOut | None] = []
    length = end = 0
    for match in _seen_otherwise(text):
        before = text[end : match.start()]
        end = match.end()
        line = "".join([*out[-BEFORE:], before]).rpartition("\n")[2]
        shown, gone = _shown(match, line, headings)
        if gone and (before[-1:] or "\n").isspace() and text[end : end + 1] == " ":
            end += 1  # a blank on either side of a removed word would be two
        out += [before, shown]
        length += len(before)
        entries += [left_out(kind, words, length) for kind, words in gone]
        length += len(shown)
    return Reading("".join([*out, text[end:]]), (), tuple(entry for entry in entries if entry), about)


def read_markdown_bytes(data: bytes) -> Reading:
    """Read Markdown in UTF-8, as a process of its own does where lists and tables of HTML stand in it."""
    return read_markdown(data.decode())


def holds_blocks(text: str) -> bool:
    """Say whether a text holds lists or tables of HTML: "<table><tr><td>CCTV</td>…"."""
    return _BLOCKS.search(text) is not None


def _seen_otherwise(text: str) -> Iterator[re.Match[str]]:
    """What is shown in another way, found by the characters that it begins with: few places of a text have one."""
    at = 0
    while opens := _OPENS.search(text, at):
        match = _SEEN_OTHERWISE.match(text, opens.start())
        at = match.end() if match else opens.end()
        if match:
            yield match


def _shown(match: re.Match[str], before: str, headings: Headings) -> tuple[str, Sequence[tuple[str, str]]]:
    """What a reader sees of a marked text, and what is left out of it, by kind; `before`: its line up to here."""
    if match["code"] is not None:
        return match.group(), ()
    if match["name"]:
        return "" if _in_heading(match, before) else match.group(), ()
    if match["lift"]:
        mark = re.sub(r"<[^<>]*>", "", match["mark"])
        return raised(before, mark, lowered=match["lift"].lower() == "sub"), ()
    if match["block"]:
        return _block(match, before)
    if gone := next((kind for name, kind in _GONE.items() if match[name] is not None), ""):
        words = match["deleted"] or match["struck"] or match["hidden"] or (match["comment"] or "")[4:-3]
        return "\n" * match.group().count("\n"), [(gone, words)]
    return shown_tag(match, before, headings), ()


def _in_heading(match: re.Match[str], before: str) -> bool:
    """Whether a name in braces, "{#keys}", is the end of a heading."""
    below = match.string[match.end() :].partition("\n")[2][:LONGEST_LINE].partition("\n")[0].strip()
    return before.lstrip().startswith("#") or re.fullmatch("=+|-{3,}", below) is not None


def _block(match: re.Match[str], before: str) -> tuple[str, Sequence[tuple[str, str]]]:
    """A list or a table of HTML, read as on a page of its own."""
    reading = read_page(match.group())
    opens = "\n\n" if before.strip() else ""
    missing = match.group().count("\n") - reading.text.count("\n")  # a line's number stays that of the file
    return opens + reading.text + "\n" * missing, [(entry.kind, entry.words) for entry in reading.left_out]


def _front_matter(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text with the lines of its front matter blank, and what that says. A rule over a paragraph is none."""
    match = _FRONT.match(text[: LONGEST_FRONT + 10])
    data = _loaded(match[1], match[2]) if match else None
    if match is None or not data:
        return text, ()
    given = {str(name).lower().replace(" ", "_").replace("-", "_"): value for name, value in data.items()}
    known = ((_KEYS[name], _said(given[name])) for name in _KEYS if name in given)
    about = facts([*known, *((name, _said(value)) for name, value in given.items() if name not in _KEYS)])
    return re.sub(r"[^\r\n]", "", match.group()) + text[match.end() :], about


def _loaded(fence: str, body: str) -> Mapping[Any, Any] | None:
    """The names and values of front matter; None where it is not that."""
    if fence == "+++":
        try:
            return tomllib.loads(body)
        except (tomllib.TOMLDecodeError, RecursionError):
            return None
    import yaml  # type: ignore[import-untyped]

    try:
        data = yaml.safe_load(body)
    except (yaml.YAMLError, RecursionError, ValueError):  # a ValueError: a date such as 2025-13-40
        return None
    return data if isinstance(data, dict) else None


def _said(value: object) -> str:
    """A value on one line; of a list its items, of a table nothing."""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value[:20] if isinstance(item, str | int | float))
    return "" if isinstance(value, dict) else str(value)
