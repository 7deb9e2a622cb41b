"""Where sentences end, and clauses cut there into pieces for retrieval. Pure.

Refuses to know what is said: abbreviations, addresses and "No. 5" are told by their form.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.spans import Span

PIECE = 500  # characters at most: 400 to 500 tied with the best splitter on real questions, 1,024 tokens was worst
_ABBREVIATIONS = frozenset(
    "e.g i.e etc cf vs no nos art arts sec secs fig inc ltd co corp llc mr mrs ms dr prof st jr sr approx ca dept est"
    " al para paras p pp vol u.s u.k e.u a.m p.m str b.v n.v s.a s.r.l gmbh reg incl excl tel ext jan feb mar apr jun"
    " jul aug sep sept oct nov dec".split(),
)
_END = re.compile(r"[.!?…][”’\"')\]*_]{0,4}(?=\s)|[;:](?=\s*\n)|\n")
_WORD_BEFORE = re.compile(r"([\w.]+)\.$")
_GOES_ON = re.compile(r"[A-Z],|-\d")  # an address: "Entr. A, Fl. -1"
_BLANK = re.compile(r"\s+")


def sentence_ends(text: str) -> Iterator[int]:
    """Offsets just behind each sentence of a text, and behind each line; the last is the end of the text."""
    for match in _END.finditer(text):
        end = match.end()
        if match.group()[0] != "." or _stops(text, match.start(), end):
            yield end
    yield len(text)


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text without blanks around them: "One. Two." → ["One.", "Two."]."""
    ends = [0, *sentence_ends(text)]
    return [sentence for start, end in pairwise(ends) if (sentence := text[start:end].strip())]


def _stops(text: str, dot: int, end: int) -> bool:
    """Whether a full stop ends its sentence: what follows may begin one, what stands before is no abbreviation."""
    after = text[end : end + 4].strip()
    if after[:1].islower() or after[:1] in ",;:" or _GOES_ON.match(after):
        return False
    before = _WORD_BEFORE.search(text[max(0, dot - 12) : dot + 1])
    if before is None:
        return True
    word = before.group(1).lower().rstrip(".")
    if word in ("no", "nos", "art", "sec", "p", "pp", "para", "vol", "fig"):
        return not after[:1].isdigit() and word not in ("art", "sec", "fig")
    return word not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha() and before.group(1).isupper())


def cut(text: str, limit: int = PIECE) -> Iterator[Span]:
    """Spans of a text, each as many whole sentences as fit; a longer sentence is cut at a comma, else at a blank."""
    start, last = 0, 0
    for end in _bounded(text, limit):
        if end - start > limit and last > start:
            yield start, last
            start = last
        last = end
    if last > start:
        yield start, last


def _bounded(text: str, limit: int) -> Iterator[int]:
    """Sentence ends with extra ones inside a sentence longer than the limit."""
    done = 0
    for end in sentence_ends(text):
        while end - done > limit:
            done = _inside(text, done, done + limit)
            yield done
        if end > done:
            yield end
            done = end


def _inside(text: str, start: int, stop: int) -> int:
    """The best place to cut inside text[start:stop]: behind the last ; or , of its second half, else a blank."""
    half = (start + stop) // 2
    for mark in ("; ", ", ", " ", "\xa0"):
        if (found := text.rfind(mark, half, stop)) > 0:
            return found + 1
    return stop
