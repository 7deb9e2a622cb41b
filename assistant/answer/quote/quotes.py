"""Find where words stand in a clause, and the shortest words of a clause that carry a sentence. Pure.

"they keep data ten years" in “We like cats. We keep data for ten years.” → “We keep data for ten years.”
Matching folds white space, quote marks, dashes and case; never words, numbers or negations. Knows no model.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.english.terms import covered, terms
from ingest.clauses.clause import Clause
from ingest.clauses.headings import NOTE_MARK
from ingest.clauses.lines import BULLETS
from ingest.clauses.sentences import sentence_ends
from ingest.spans import Span

BULLET: Final = rf"(?:[{BULLETS}*o-]|\(?\w{{1,3}}[.)])"  # what may stand before an item: "•", "-", "(a)", "12."
SHORT_LINE: Final = 80  # characters: three such lines in a row are a list, quoted whole
LIST_LINES: Final = 3
HEAD_LINES: Final = 8  # lines, blank ones too, among which the title and the headings of a clause stand
LONGEST_TITLE: Final = 100  # characters
LONGEST_NUMBER: Final = 8  # characters that a heading's line may have more than the heading: "17.1. Keeping"
LONGER_RUN: Final = 0.1  # share of a sentence's words that a longer run must carry more than a shorter one

_QUOTES = dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″«»", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−", "-")
FOLDS = _QUOTES | _DASHES  # character → the plain one that counts as the same
_NUMBERING = re.compile(r"^\W*(?:\d[\d.]*|[A-Za-z][.)]|[ivxIVX]+[.)])?\W*$")  # and what has no words
_UNDERLINE = re.compile(r"[-=]{3,}")  # of a heading
_SENTENCE = re.compile(r"(?:\w+\W+){7,}\w+[.!][*_]*\s*$")  # eight words and a stop
_HEADING_MARK = re.compile(r"#{1,6}\s")
_SET_APART = re.compile(r"(\*\*|__).*\1$")
_CODE = re.compile(
    r"^[ \t]*(`{3}|~{3})[^`\n]*\n(?:.*\n)*?[ \t]*\1[`~]*[ \t]*(?:\n|\Z)", re.MULTILINE
)  # with its fences
_BULLET_BEFORE = re.compile(rf"^{BULLET}\s+")


def locate(quote: str, text: str) -> Span | None:
    """Return where `quote` stands in `text`, white space, quote marks, dashes and case folded; None where it does not.

    'the "Policy"' in "See the “Policy”." → (4, 16).
    """
    folded, offsets = folded_text(text)
    needle = folded_text(quote)[0].strip()
    start = folded.find(needle) if needle else -1
    return None if start < 0 else (offsets[start], offsets[start + len(needle) - 1] + 1)


def units(clause: Clause) -> list[Span]:
    """Return the stretches of a clause that can be quoted by themselves: its sentences, less bullets.

    "• We keep data. We sell none." → the spans of "We keep data." and "We sell none." A bare list is one.
    The title and the headings that a clause begins with are none, unless it has nothing else, nor is program code.
    A table's row is one.
    """
    if clause.columns:
        return [_within_marks(clause.text)]
    start = body_start(clause)
    code = [match.span() for match in _CODE.finditer(clause.text, start)]
    edges = [start, *(edge for span in code for edge in span), len(clause.text)]
    outside = [unit for n in range(0, len(edges), 2) for unit in _units_within(clause, edges[n], edges[n + 1])]
    return outside or _units_within(clause, start, len(clause.text))


def _units_within(clause: Clause, start: int, end: int) -> list[Span]:
    """The units of a stretch of a clause in which no program code stands."""
    lines = [line for line in clause.text[start:end].splitlines() if line.strip()]
    short = [line for line in lines if len(line) < SHORT_LINE and not line.rstrip().endswith((".", "!", "?"))]
    marked = any(_BULLET_BEFORE.match(line.strip()) for line in lines)
    if len(lines) >= LIST_LINES and len(short) >= len(lines) - 1 and not marked:
        return [_trimmed(clause.text, start, end)]
    spans = [(start + span[0], start + span[1]) for span in _sentences(clause.text[start:end])]
    worded = [span for span in spans if not _NUMBERING.match(clause.text[slice(*span)])]
    return [span for span in worded if not _is_title(clause, span)] or worded[-1:]


def _is_title(clause: Clause, span: Span) -> bool:
    """Whether a stretch is a heading, by its words or its mark, or part of one that a stop has cut: "## 6. Selling"."""
    text = clause.text
    if is_heading(text[slice(*span)], clause.path):
        return True
    line = text[text.rfind("\n", 0, span[0]) + 1 :].partition("\n")[0]
    return _HEADING_MARK.match(line) is not None and "\n" not in text[slice(*span)]


def body_start(clause: Clause) -> int:
    r"""Return where a clause's own words begin: behind the title and the headings that stand at its beginning.

    "Oakline Policy\n\n1. Selling\n\nWe sell none." under the heading "Selling" → 28; 0 where nothing would be left.
    """
    end = start = 0
    for number, line in enumerate(clause.text.splitlines(keepends=True)):
        end += len(line)
        if number > HEAD_LINES or (not is_heading(line, clause.path) and len(line) > LONGEST_TITLE):
            break
        if is_heading(line, clause.path) or _UNDERLINE.fullmatch(line.strip()):
            start = end
    return start if clause.text[start:].strip() else 0


def is_only_heading(clause: Clause) -> bool:
    """Say whether a clause has no words but its headings: what they announce is in the clauses behind it.

    A heading that is a whole sentence says something: "**You may black out the rest.**".
    """
    lines = [line for line in clause.text.splitlines() if re.search(r"\w", line)]
    head = not clause.columns  # of a table, whose rows are clauses by themselves
    return all(
        (head and line.startswith("|")) or (is_heading(line, clause.path) and not _SENTENCE.search(line))
        for line in lines
    )


def is_heading(line: str, path: Sequence[str]) -> bool:
    """Say whether a line is one of the headings, with or without a number. A lead-in announces: it is none.

    "17.1. Keeping" under the heading "Keeping" → True; so is "**Selling:**", which is set as a heading.
    """
    plain = NOTE_MARK.sub("", line.strip().casefold().strip(".*_# "))
    announces = plain.endswith(":") and not _SET_APART.match(line.strip())
    return not announces and any(
        plain.rstrip(":").endswith(bare := heading.casefold().strip(".:*_ "))
        and len(plain) <= len(bare) + LONGEST_NUMBER
        for heading in path
    )


def carrier(sentence: str, clause: Clause, within: Span | None = None) -> tuple[Span, float]:
    """Return the shortest run of one or two units that covers most of a sentence, and the share of it that is covered.

    Only units inside `within` (into the clause's text) are looked at where that is given. The share is of the
    sentence's words that mean something, 0 to 1; a blank clause has the run (0, 0) and the share 0.
    """
    words = terms(sentence)
    spans = [(start, end) for start, end in units(clause) if not within or (start >= within[0] and end <= within[1])]
    runs = [(first[0], last[1]) for n, first in enumerate(spans) for last in spans[n : n + 2]]
    best, best_share = (0, 0), 0.0
    for run in sorted(runs, key=lambda run: run[1] - run[0]):
        share = covered(words, terms(clause.text[run[0] : run[1]]))
        if share > best_share + (LONGER_RUN if best_share else 0):
            best, best_share = run, share
    return best, best_share


def pick(sentence: str, passages: Sequence[tuple[Clause, Span | None]]) -> tuple[Clause, Span, float] | None:
    """Return the clause and words that carry a sentence best, in its span where one is given, and the share carried.

    Of two that carry as much, the earlier one is returned; None where there are no passages.
    """
    carriers = [(clause, *carrier(sentence, clause, within)) for clause, within in passages]
    return max(carriers, key=lambda carried: carried[2], default=None)


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for end in sentence_ends(text):
        yield _trimmed(text, start, end)
        start = end


def _within_marks(row: str) -> Span:
    """Return a row without the marks at its ends: "| CCTV | 30 days |" → the span of "CCTV | 30 days"."""
    start = len(row) - len(row.lstrip(" |"))
    return start, max(start, len(row.rstrip(" |\n")))


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without blanks around it and without the bullet before it."""
    body = text[start:end]
    start += len(body) - len(body.lstrip())
    if bullet := _BULLET_BEFORE.match(text[start:end]):
        start += bullet.end()
    return start, max(start, start + len(text[start:end].rstrip()))


def folded_text(text: str) -> tuple[str, list[int]]:
    """Return the folded text and, for each of its characters, the offset it came from.

    "A  “b”" → ('a "b"', [0, 1, 3, 4, 5]).
    """
    folded: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        plain = " " if character.isspace() else FOLDS.get(character, character).casefold()
        if plain == " " and folded and folded[-1] == " ":
            continue
        folded += plain
        offsets += [offset] * len(plain)
    return "".join(folded), offsets
