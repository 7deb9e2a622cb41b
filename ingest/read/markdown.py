"""A Markdown file → its text as a reader of the finished page sees it: without front matter, comments and struck text.

All else stays as it was typed, line ends and odd blanks included.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ingest.read.marks.written import raised
from ingest.read.reading import Reading, facts, left_out

if TYPE_CHECKING:
    from ingest.policy import LeftOut

LONGEST_FRONT = 20_000  # characters of front matter
_FRONT = re.compile(
    r"(?:\ufeff)?(---|\+\+\+)[ \t]*\r?\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_OPENS = re.compile(r"[`~<]")
_SEEN_OTHERWISE = re.compile(
    r"(?P<code>^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<tick>`{1,3})(?!`)[^`\n]{1,500}(?P=tick))"
    r"|(?P<comment><!--(?:(?!-->|<!--).){0,20000}-->)"
    r"|(?<![\\~])~~(?=[^\s~])(?P<struck>(?:(?!~~|\n[ \t]*\n).){1,5000})(?<=\S)~~(?!~)"
    r"|<(?P<tag>del|s|strike)\b[^<>]{0,200}>(?P<deleted>(?:(?!</?(?P=tag)\b).){0,5000})</(?P=tag)>"
    r"|<(?P<lift>sup|sub)\b[^<>]{0,200}>(?P<mark>[^<>\n]{1,60}|<a\b[^<>\n]{0,300}>[^<>\n]{1,60}</a>)</(?P=lift)>",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
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
    out: list[str] = []
    found: list[LeftOut | None] = []
    length = end = 0
    for match in _seen_otherwise(text):
        before = text[end : match.start()]
        end = match.end()
        shown, kind, words = _shown(match, before or "".join(out[-1:]))
        if kind and (before[-1:] or "\n").isspace() and text[end : end + 1] == " ":
            end += 1  # a blank on either side of a removed word would be two
        out += [before, shown]
        length += len(before)
        found += [left_out(kind, words, length)] if kind else []
        length += len(shown)
    return Reading("".join([*out, text[end:]]), (), tuple(entry for entry in found if entry), about)


def _seen_otherwise(text: str) -> Iterator[re.Match[str]]:
    """What is shown in another way, found by the characters that it begins with: few places of a text have one."""
    at = 0
    while opens := _OPENS.search(text, at):
        match = _SEEN_OTHERWISE.match(text, opens.start())
        at = match.end() if match else opens.end()
        if match:
            yield match


def _shown(match: re.Match[str], before: str) -> tuple[str, str, str]:
    """What a reader sees of a marked text, and as what the rest is left out: (shown, kind, words)."""
    if match["code"] is not None:
        return match.group(), "", ""
    if match["lift"]:
        mark = re.sub(r"<[^<>]*>", "", match["mark"])
        return raised(before[before.rfind("\n") + 1 :], mark, lowered=match["lift"].lower() == "sub"), "", ""
    lines = "\n" * match.group().count("\n")
    if match["comment"] is not None:
        return lines, "comment", match["comment"][4:-3]
    return lines, "struck-text", match["struck"] or match["deleted"] or ""


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
