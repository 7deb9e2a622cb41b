"""Words → where they stand in a clause; a sentence → the shortest words of a clause that carry it. Pure.

Matching folds white space, quote marks, dashes and case; never words, numbers or negations.
Refuses to know models.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.english.terms import covered, terms
from ingest.clauses.clause import Clause
from ingest.clauses.sentences import sentence_ends
from ingest.spans import Span

_QUOTES = dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″«»", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−", "-")
FOLDS = _QUOTES | _DASHES  # character → the plain one that counts as the same
_BULLET = re.compile(r"^(?:[•●▪◦*o-]|\(?\w{1,3}[.)])\s+")
SHORT_LINE = 80  # characters: three such lines in a row are a list, quoted whole
LIST_LINES = 3


def locate(quote: str, text: str) -> Span | None:
    """Where `quote` stands in `text`, white space, quote marks, dashes and case folded; None where it does not."""
    folded, offsets = _folded(text)
    needle = _folded(quote)[0].strip()
    found = folded.find(needle) if needle else -1
    return None if found < 0 else (offsets[found], offsets[found + len(needle) - 1] + 1)


def units(clause: Clause) -> list[Span]:
    """The stretches of a clause that can be quoted by themselves: its sentences, less bullets; a bare list is one."""
    lines = [line for line in clause.text.splitlines() if line.strip()]
    short = [line for line in lines if len(line) < SHORT_LINE and not line.rstrip().endswith((".", "!", "?"))]
    if len(lines) >= LIST_LINES and len(short) >= len(lines) - 1:
        return [_trimmed(clause.text, 0, len(clause.text))]
    return [span for span in _sentences(clause.text) if span[0] < span[1]]


def carrier(sentence: str, clause: Clause, within: Span | None = None) -> tuple[Span, float]:
    """The shortest run of one or two units of the clause that covers most of the sentence, and the share covered.

    Only units inside `within` (into the clause's text) are looked at where that is given.
    The share is of the sentence's words that mean something, 0 to 1; (0, 0) with share 0 for a blank clause.
    """
    wanted = terms(sentence)
    spans = [one for one in units(clause) if within is None or (one[0] >= within[0] and one[1] <= within[1])]
    runs = [(a[0], b[1]) for n, a in enumerate(spans) for b in spans[n : n + 2]]
    best, best_share = (0, 0), 0.0
    for run in sorted(runs, key=lambda run: run[1] - run[0]):
        share = covered(wanted, terms(clause.text[run[0] : run[1]]))
        if share > best_share + (0.1 if best_share else 0):  # a longer run must carry clearly more
            best, best_share = run, share
    return best, best_share


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for end in sentence_ends(text):
        yield _trimmed(text, start, end)
        start = end


def _trimmed(text: str, start: int, end: int) -> Span:
    """The span without blanks around it and without the bullet before it."""
    body = text[start:end]
    start += len(body) - len(body.lstrip())
    if bullet := _BULLET.match(text[start:end]):
        start += bullet.end()
    return start, max(start, start + len(text[start:end].rstrip()))


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the offset it came from."""
    folded: list[str] = []
    offsets: list[int] = []
    for n, character in enumerate(text):
        if character.isspace():
            if folded and folded[-1] == " ":
                continue
            character = " "  # noqa: PLW2901 folding is what this loop does
        for one in FOLDS.get(character, character).casefold():
            folded.append(one)
            offsets.append(n)
    return "".join(folded), offsets


def pick(sentence: str, passages: Sequence[tuple[Clause, Span | None]]) -> tuple[Clause, Span, float] | None:
    """The clause and words that carry the sentence best, in its span where one is given; the earlier of two alike."""
    found = [(clause, *carrier(sentence, clause, within)) for clause, within in passages]
    return max(found, key=lambda one: one[2], default=None)
