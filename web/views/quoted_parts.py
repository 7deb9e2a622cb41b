"""Split a sentence of an answer into what leads in and the quotes that follow, so that a list is drawn as a list. Pure.

"Acme says: “We collect:” “Name”; “E-mail”." with two citations → lead "Acme says: “We collect:”", items "Name" and
"E-mail", each with its own citation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.answer import Citation, Sentence
from web.views.clause_name import headings

_QUOTE = re.compile(r"“([^“”]*(?:“[^“”]*”[^“”]*)*)”")
_RULE = re.compile(r"[\s|:+-]*-[\s|:+-]*")  # a line that only draws one: under the head of a table in Markdown
_MARKS = re.compile(r"^(?:#+\s+|[-*•·]\s+)")  # of Markdown and of lists, in front of a line


@dataclass(frozen=True, slots=True)
class Item:
    """One quote of a sentence, by lines, and the number of its citation."""

    lines: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Parts:
    """What is shown of a sentence: a lead and its quotes; or all of it as `lead`, with its citations."""

    lead: str
    items: tuple[Item, ...]
    citations: tuple[int, ...]  # of a sentence that is shown whole


def parts(sentence: Sentence, citations: Sequence[Citation]) -> Parts:
    """Split a sentence at the quotes of its citations; one whose quotes are not those of its citations stays whole."""
    numbers = sentence.citations
    quotes = list(_QUOTE.finditer(sentence.text))[-len(numbers) :] if numbers else []
    cited = [citations[n - 1] for n in numbers]
    if len(quotes) != len(numbers) or not all(map(_quoted_from, quotes, cited)):
        return Parts(sentence.text, (), numbers)
    items = tuple(Item(_lines(quote.group(1), c), n) for quote, c, n in zip(quotes, cited, numbers, strict=True))
    if not items or (len(items) == 1 and len(items[0].lines) == 1):
        return Parts(sentence.text, (), numbers)
    return Parts(sentence.text[: quotes[0].start()].strip(), items, ())


def _quoted_from(quote: "re.Match[str]", citation: Citation) -> bool:
    return quote.group(1).rstrip(".;,") in citation.on_one_line


def _lines(quote: str, citation: Citation) -> tuple[str, ...]:
    """A quote by the lines of its clause; what is only a part of the citation's words stays on one line."""
    return lines_of(citation) if quote == citation.on_one_line else (quote,)


def lines_of(citation: Citation) -> tuple[str, ...]:
    """Return a quote's lines without the headings that it opens with, rules and the marks in front of list items."""
    written = [line for line in citation.quote.splitlines() if line.strip()]
    lines = [_MARKS.sub("", line.strip()) for line in written if not _RULE.fullmatch(line)] or written
    names = tuple(heading.casefold() for heading in headings(citation.clause))
    while len(lines) > 1 and names and lines[0].casefold().endswith(names):
        lines = lines[1:]
    return tuple(lines)
