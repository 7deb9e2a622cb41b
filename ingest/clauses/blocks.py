"""Read what one line is by its own marks: a heading, a label, a list item or text.

    "## 5. Retention"               heading "Retention" with the number 5
    "(a) Data: what you send us."   label "Data" with the number (a), and the text behind it
    "• Full name"                   item "Full name"
    "We keep it for a year."        text

Does not look at other lines: numbered_lists.py, bare_lists.py and plain_headings.py do, outline.py puts them in order.
"""

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from ingest.clauses import headings
from ingest.clauses.lines import BULLETS, Line
from ingest.clauses.lists.printed_numbers import Number, number_of

Kind = Literal["heading", "label", "item", "text", "code", "table head", "row", "note", "subtitle"]

MAX_LINKED: Final = 400  # characters of a heading with its link
MAX_MARKED: Final = 300  # characters of a heading with the marks for bold and links
NUMBER_REACH: Final = 200  # characters in which a line's number is looked for
LABEL_REACH: Final = 400  # characters in which a paragraph's own heading is looked for
MIN_LABELLED: Final = 40  # characters behind a label; "Registration number: 206937786" is no heading with its text
_BULLET: Final = re.compile(rf"(?:[{BULLETS}]|[*+–—-](?=\s)|o(?=\s+[A-Z“\"]))\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Block:
    """One line and what it is."""

    line: Line
    kind: Kind
    title: str = ""  # of a heading or label, as a reader sees it, without its number
    number: Number | None = None
    body: int = 0  # characters of the line before its text: a label's title, an item's bullet
    bare: bool = False  # an item without a bullet or number of its own
    columns: tuple[str, ...] = ()  # of a table's row: the names of its columns, "" for one without a name

    @property
    def text(self) -> str:
        """The line's text behind its bullet or label."""
        return self.line.text[self.body :]


def block_of(line: Line, *, marks_headings: bool) -> Block:
    """Read one line by its own marks. `marks_headings`: the text's author marks headings, so bold lines are labels."""
    if line.code:
        return Block(line, "code")
    if line.mark:
        return _marked_heading(line)
    if match := _BULLET.match(line.text):
        return Block(line, "item", body=match.end())
    return _linked_heading(line) or _plain_line(line, marks_headings=marks_headings)


def _plain_line(line: Line, *, marks_headings: bool) -> Block:
    """Read a line without a mark: by its number, or as a bold label."""
    plain = re.sub(r"^(?:\*\*|__)(?=\S)", "", line.text)
    if (number := number_of(plain[:NUMBER_REACH])) is not None:
        return _numbered(line, number, len(line.text) - len(plain))
    if marks_headings and headings.bold_line(line.text):
        return Block(line, "label", headings.shown(line.text).rstrip(":"), body=len(line.text))
    return Block(line, "text")


def _marked_heading(line: Line) -> Block:
    title = headings.NOTE_MARK.sub("", headings.shown(line.text))
    number = number_of(title)
    return Block(line, "heading", title[number.length :] if number else title, number, len(line.text))


def with_label(block: Block) -> Block:
    """Read a paragraph's own heading: "Aggregated Data. We may publish it…" becomes a label, other lines stay."""
    label = headings.label(block.line.text[:LABEL_REACH])
    if label is None or len(block.line.text) - label[1] < MIN_LABELLED:
        return block
    return replace(block, kind="label", title=headings.shown(label[0]), body=label[1])


def _linked_heading(line: Line) -> Block | None:
    """Read a numbered heading that is a link to itself or has one before it: "[8. Rights](#8)", "[](#8)8. Rights"."""
    if line.text[0] != "[" or len(line.text) > MAX_LINKED or headings.only_links(line.text):
        return None
    title = headings.shown(line.text)
    number = number_of(title)
    if number is None or not headings.title_like(title[number.length :]):
        return None
    return Block(line, "heading", title[number.length :], number, len(line.text))


def _numbered(line: Line, number: Number, marks: int) -> Block:
    """Read a numbered line: a heading by its words, a label with text, or an item. `marks`: characters cut off it."""
    body = number.length + marks
    rest = line.text[body:]
    title = headings.shown(rest) if len(rest) < MAX_MARKED else ""
    if title and (heading := _numbered_title(title, number)):
        return Block(line, "heading", heading, number, len(line.text))
    if label := headings.label(rest):
        return Block(line, "label", headings.shown(label[0]), number, body + label[1])
    if len(number.values) > 1:
        return Block(line, "label", "", number, body)
    return Block(line, "item", number=number, body=body)


def _numbered_title(title: str, number: Number) -> str:
    """Return the words behind a number as a heading, "" when they are none: "Rights:" gives "Rights"."""
    if headings.title_like(title) or (headings.all_caps(title) and len(title) <= headings.MAX_TITLE):
        return title
    if title.endswith(":") and headings.title_like(title[:-1]) and headings.title_case(title[:-1]):
        return title[:-1]
    words = len(number.values) > 1 and not headings.has_verb(title)  # "2.2 The cap does not apply." is a sentence
    stopped = headings.stopped_title(title) and (words or headings.title_case(title))
    return title if stopped else ""
