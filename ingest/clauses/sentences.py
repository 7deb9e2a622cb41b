"""Find where sentences end, and cut a text there into pieces for retrieval.

    "See form No. 5. We keep it."    ends behind "5." and behind "it."

By form alone: abbreviations, addresses and "No. 5" are known by a list and by what follows. Written here and not taken
from a library, as each offset must point into the text as received.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ingest.clauses.lines import STARTS_ANEW
from ingest.spans import Span

# Characters at most. 400 to 500 tied with the best splitter on four public sets of questions; 1,024 tokens was worst.
PIECE: Final = 500
_ABBREVIATIONS = frozenset(
    "e.g i.e etc cf vs no nos art arts sec secs fig inc ltd co corp llc mr mrs ms dr prof st jr sr approx ca dept est"
    " al para paras p pp vol u.s u.k e.u a.m p.m str b.v n.v s.a s.r.l gmbh reg incl excl tel ext jan feb mar apr jun"
    " jul aug sep sept oct nov dec".split(),
)
_BEFORE_NUMBERS: Final = frozenset("no nos art sec p pp para vol fig".split())  # "No. 5"; "I said no." is an end
_NEVER_LAST: Final = frozenset("art sec fig".split())
# A note's mark belongs to the sentence before it: "We keep it. [2] We sell none."
_END = re.compile(r"[.!?…][”’\"')\]*_]{0,4}(?:[ \xa0]?\[\d{1,2}\])?(?=\s)|[;:](?=\s*\n)|\n(?:[ \t]*\n)*")
_WORD_BEFORE = re.compile(r"([\w.]+)\.$")
_WORD = re.compile(r"\w")  # a rule of dashes has none
_GOES_ON = re.compile(r"[A-Z],|-\d")  # an address: "Entr. A, Fl. -1"
MIN_WRAPPED: Final = 25  # characters of a line that was broken inside its sentence; items of lists are shorter
MOST_ENDS: Final = 2  # line ends inside a sentence: one, and that of a blank line
NEXT_WORDS: Final = 40  # characters of the next line that tell whether it goes on
_ADDRESS: Final = re.compile(r"c/o\b|https?:|www\.|\S+@\S|o\s")  # begins in small letters and is a line of its own
# Behind these words no sentence ends, whatever the next line begins with: "a period of\n30 days".
_UNFINISHED: Final = re.compile(
    r"\b(?:a|an|the|of|to|and|or|by|for|in|with|at|from|on|our|your|their|its|this|that|is|are|be|may|will|must|shall"
    r"|not|no|any|such|as|than|within|under|per|which)$",
    re.IGNORECASE,
)


def sentence_ends(text: str) -> Iterator[int]:
    r"""Give the offsets behind each sentence and each line of a text: "A b. C d." → 4, 9. The last is the text's end.

    A line that was broken inside a sentence is no end: "We keep it for as long as you\nlike. We sell none." Nor is one
    with a blank line behind it, as in a text whose every line has one.
    """
    for match in _END.finditer(text):
        end, mark = match.end(), match.group()[0]
        if mark == "\n" and _broken(text, match.start(), end):
            continue
        if mark != "." or _stops(text, match.start(), end):
            yield end
    yield len(text)


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, each on one line with single blanks: "One. Two." → ["One.", "Two."]."""
    ends = [0, *sentence_ends(text)]
    return [sentence for start, end in pairwise(ends) if (sentence := on_one_line(text[start:end]))]


def on_one_line(text: str) -> str:
    """Return a text with single blanks in place of line ends and other white space: "We  keep it " → "We keep it"."""
    return " ".join(text.split())


def _broken(text: str, at: int, end: int) -> bool:
    """Whether the line ends from `at` to `end` stand inside a sentence: nothing ends it, and the next line goes on.

    Where a blank line follows it must go on in small letters: "Third parties that we work with" may be a heading.
    """
    ends = text.count("\n", at, end)
    if ends > MOST_ENDS or text[at - 2 : at] == "  ":  # two blanks at a line's end are Markdown's line break
        return False
    line = text[text.rfind("\n", 0, at) + 1 : at].strip()
    if len(line) < MIN_WRAPPED or line[-1] in ".!?…;:|" or line[0] in "#|" or line.isupper() or not _WORD.search(line):
        return False
    following = text[end : end + NEXT_WORDS].lstrip(" \t")
    if STARTS_ANEW.match(following) or _ADDRESS.match(following):
        return False
    unfinished = ends == 1 and following[:1].isalnum() and _UNFINISHED.search(line)
    return following[:1].islower() or bool(unfinished)


def _stops(text: str, dot: int, end: int) -> bool:
    """Whether a full stop ends its sentence: what follows can begin one, what stands before is no abbreviation."""
    after = text[end : end + 4].strip()
    if after[:1].islower() or after[:1] in ",;:" or _GOES_ON.match(after):
        return False
    before = _WORD_BEFORE.search(text[max(0, dot - 12) : dot + 1])
    if before is None:
        return True
    word = before.group(1).lower().rstrip(".")
    if word in _BEFORE_NUMBERS:
        return not after[:1].isdigit() and word not in _NEVER_LAST
    return word not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha() and before.group(1).isupper())


def cut(text: str, limit: int = PIECE) -> Iterator[Span]:
    """Cut a text into spans of as many whole sentences as fit; a longer sentence is cut at a comma, else a blank."""
    start, last = 0, 0
    for end in _bounded(text, limit):
        if end - start > limit and last > start:
            yield start, last
            start = last
        last = end
    if last > start:
        yield start, last


def _bounded(text: str, limit: int) -> Iterator[int]:
    """Give the sentence ends, with extra ones inside a sentence that is longer than the limit."""
    last = 0
    for end in sentence_ends(text):
        while end - last > limit:
            last = _inside(text, last, last + limit)
            yield last
        if end > last:
            yield end
            last = end


def _inside(text: str, start: int, stop: int) -> int:
    """Find the best place to cut inside text[start:stop]: behind the last ; or , of its second half, else a blank."""
    half = (start + stop) // 2
    for mark in ("; ", ", ", " ", "\xa0"):
        if (cut_at := text.rfind(mark, half, stop)) > 0:
            return cut_at + 1
    return stop
