"""Cut a policy's text into the numbered lines that are shown, some of it marked, with a few lines around. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.policy import Policy, line_of, page_of
from ingest.spans import Span

Mark = tuple[int, int, int]  # its number, and where it stands: code points of the policy's text, half-open
AROUND = 2  # lines of the policy shown before and after a clause
AROUND_CHARACTERS = 320  # of them at most: a "line" of these policies can be a page long


@dataclass(frozen=True, slots=True)
class Row:
    """One numbered line, or the part of it that is shown."""

    number: int
    around: bool  # True: it stands beside the clause, not in it
    parts: tuple[tuple[str, bool], ...]  # pieces of its text, and whether each is marked


def place(policy: Policy, offset: int) -> str:
    """Name the line of a character, and its page where the policy has pages: "page 2, line 34"."""
    page = page_of(policy, offset)
    return f"page {page}, line {line_of(policy.text, offset)}" if page else f"line {line_of(policy.text, offset)}"


def rows(policy: Policy, span: Span, mark: Span | None = None) -> list[Row]:
    """List the lines of the policy's text in `span`, with `mark` marked, and a few lines around."""
    start, end = span
    before, after = _before(policy.text, start), _after(policy.text, end)
    return [
        *_rows(policy.text, before, start, around=True),
        *_rows(policy.text, start, end, mark=mark),
        *_rows(policy.text, end, after, around=True),
    ]


def _rows(text: str, start: int, end: int, *, around: bool = False, mark: Span | None = None) -> Iterator[Row]:
    """Blank lines are left out; their numbers are not given to others."""
    at, number = start, line_of(text, start)
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            marks = [(1, *mark)] if mark else []
            yield Row(number, around, tuple((part, bool(n)) for part, n in parts(line.rstrip("\r\n"), at, marks)))
        number += line.count("\n")
        at += len(line)


def parts(line: str, at: int, marks: Sequence[Mark]) -> Iterator[tuple[str, int]]:
    """Split a line, which begins at offset `at`, where marks begin and end: each piece with its mark's number, or 0."""
    done = 0
    for number, opens, closes in sorted(marks, key=lambda mark: mark[1]):
        start, end = max(opens - at, done), min(closes - at, len(line))
        if start < end:
            yield line[done:start], 0
            yield line[start:end], number
            done = end
    yield line[done:], 0


def _before(text: str, start: int) -> int:
    """Find where the lines before a clause begin."""
    least = max(0, start - AROUND_CHARACTERS)
    lines = text[least:start].splitlines(keepends=True)
    shown: list[str] = []
    for line in reversed(lines if least == 0 else lines[1:]):
        if sum(bool(shown_line.strip()) for shown_line in shown) == AROUND:
            break
        shown.append(line)
    return start - sum(map(len, shown))


def _after(text: str, end: int) -> int:
    """Find where the lines after a clause end."""
    most = min(len(text), end + AROUND_CHARACTERS)
    lines = text[end:most].splitlines(keepends=True)
    at, seen = end, 0
    for line in lines if most == len(text) else lines[:-1]:
        if seen == AROUND:
            break
        seen += bool(line.strip())
        at += len(line)
    return at
