"""Edit a policy as its author would, one thing at a time, and say what a comparison must name. Seeded.

"We keep it 30 days." → "We keep it 37 days.", Expected({"reworded"}, {"period", "number"})
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from ingest.clauses.clause import Clause
from ingest.clauses.sentences import split_sentences
from ingest.clauses.split import split
from ingest.policy import Policy
from ingest.versions.wording import LONGEST_TITLE

_MERGED = frozenset({"merged"})
_ANY: frozenset[str] = frozenset()
FIGURES = frozenset({"number", "period", "amount", "date", "address", "reference"})


@dataclass(frozen=True, slots=True)
class Seeded:
    """One edit of a policy."""

    text: str  # of the edited policy
    kinds: frozenset[str]  # one of them must be named; none: nothing has changed
    what: frozenset[str]  # one of them must be named, where there are any
    place: str  # words of the clause that was edited, as it was or as it is
    name: str = ""  # of the kind of edit: "number"


def seeded(policy: Policy, rng: random.Random, name: str) -> Seeded | None:
    """Make one edit of a kind; None where the policy has no place for it."""
    clauses = split(policy)
    order = list(range(len(clauses)))
    rng.shuffle(order)
    for n in order:
        made = EDITS[name](policy.text, clauses, n, rng)
        if made and made.text != policy.text:
            return replace(made, name=name)
    return None


def policies_and_edits(policies: Sequence[Policy], size: int, seed: int = 0) -> Iterator[tuple[Policy, Seeded]]:
    """Give `size` edits, of each kind as many, of policies chosen by chance."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    names = list(EDITS)
    given = 0
    for turn in count():
        policy = rng.choice(policies)
        if made := seeded(policy, rng, names[turn % len(names)]):
            yield policy, made
            given += 1
        if given == size:
            return


def _swap(pattern: str, to: Callable[[re.Match[str]], str], *what: str) -> "_Edit":
    """An edit of some words in a clause's own sentences: its first lines, which may be headings, are left alone."""
    found = re.compile(pattern)

    def edit(text: str, clauses: Sequence[Clause], n: int, rng: random.Random) -> Seeded | None:
        clause = clauses[n]
        matches = [m for m in found.finditer(clause.text) if m.start() > 30]
        matches = [m for m in matches if "](" not in clause.text[m.start() : m.end() + 80]]
        if not matches:
            return None
        match = rng.choice(matches)
        start, end = clause.start + match.start(), clause.start + match.end()
        return Seeded(text[:start] + to(match) + text[end:], frozenset({"reworded"}), frozenset(what), clause.text)

    return edit


def _spacing(text: str, clauses: Sequence[Clause], n: int, rng: random.Random) -> Seeded | None:
    clause = clauses[n]
    blanks = [m.start() for m in re.finditer(r"(?<=\w) (?=[a-z])", clause.text)]
    if len(blanks) < 5:
        return None
    edited = list(text)
    for at in rng.sample(blanks, min(5, len(blanks))):
        edited[clause.start + at] = rng.choice(["  ", "\u00a0", " \u00a0"])
    return Seeded("".join(edited), _ANY, frozenset(), clause.text)


def _sentence_moved(text: str, clauses: Sequence[Clause], n: int, rng: random.Random) -> Seeded | None:
    sentences = [s for s in split_sentences(clauses[n].text)[1:] if len(s.split()) > 7 and s.endswith(".")]
    sentences = [s for s in sentences if s in clauses[n].text]  # not one that is wrapped
    others = [c for c in clauses if c.text.endswith(".") and len(c.text.split()) > 20 and not c.columns]
    others = [c for c in others if c.id != clauses[n].id]
    if len(sentences) < 2 or not others or clauses[n].columns:
        return None
    sentence, other = rng.choice(sentences), rng.choice(others)
    at = clauses[n].start + clauses[n].text.index(sentence)
    cuts = sorted([(at, at + len(sentence), ""), (other.end, other.end, " " + sentence)], reverse=True)
    for start, end, words in cuts:
        text = text[:start] + words + text[end:]
    return Seeded(text, frozenset({"moved"}), _ANY, clauses[n].text)


def _swapped(text: str, clauses: Sequence[Clause], n: int, rng: random.Random) -> Seeded | None:  # noqa: ARG001
    """Two items of one list change places."""
    if n + 1 == len(clauses):
        return None
    a, b = clauses[n], clauses[n + 1]
    alike = a.path == b.path and a.text[:2] == b.text[:2] and not a.text[:1].isalnum()
    if not a.lead or not alike or min(len(a.text), len(b.text)) < 30:
        return None
    swapped = text[: a.start] + b.text + text[a.end : b.start] + a.text + text[b.end :]
    return Seeded(swapped, frozenset({"moved"}), _ANY, a.text)


def _heading_line(clause: Clause) -> str:
    first = clause.text.split("\n", 1)[0]
    headed = clause.path and clause.path[-1].casefold() in first.casefold()
    return first if headed and len(clause.text) > len(first) + 40 else ""


def _renumbered(text: str, clauses: Sequence[Clause], n: int, rng: random.Random) -> Seeded | None:  # noqa: ARG001
    """The last section of the policy that has a number gets the next one."""
    clause = clauses[n]
    number = re.match(r"\W*(\d{1,2})(?=[.)\\])", _heading_line(clause))
    later = [c for c in clauses[n + 1 :] if re.match(r"\W*\d{1,2}[.)\\]", _heading_line(c))]
    if not number or later:
        return None
    start, end = clause.start + number.start(1), clause.start + number.end(1)
    renumbered = text[:start] + str(int(number[1]) + 1) + text[end:]
    return Seeded(renumbered, frozenset({"renumbered"}), _ANY, clause.text)


def _renamed(text: str, clauses: Sequence[Clause], n: int, rng: random.Random) -> Seeded | None:  # noqa: ARG001
    clause, line = clauses[n], _heading_line(clauses[n])
    if not line or clause.columns or clause.lead:
        return None
    title = clause.path[-1]
    at = clause.start + line.casefold().index(title.casefold())
    came = "GENERAL MATTERS" if title.isupper() else "General Matters"
    return Seeded(text[:at] + came + text[at + len(title) :], frozenset({"renamed"}), _ANY, clause.text)


def _merged(text: str, clauses: Sequence[Clause], n: int, rng: random.Random) -> Seeded | None:  # noqa: ARG001
    """A section loses its heading, so that its text goes to the one before it; of items, the mark between them goes."""
    if not n or min(len(clauses[n].text.split()), len(clauses[n - 1].text.split())) < 12:
        return None
    a, b = clauses[n - 1], clauses[n]
    if a.lead and a.path == b.path and a.text.endswith(".") and re.match(r"[*•-]\s+\w", b.text):
        mark = re.match(r"[*•-]\s+", b.text)
        return Seeded(text[: a.end] + " " + b.text[mark.end() if mark else 0 :] + text[b.end :], _MERGED, _ANY, b.text)
    line = _heading_line(b)
    if not line or a.lead or a.columns or b.lead or len(a.path) != len(b.path) or a.path[:-1] != b.path[:-1]:
        return None
    rest = re.match(r"\s*(?:[=-]{3,}\s*)?", b.text[len(line) :])
    start = b.start + len(line) + (rest.end() if rest else 0)
    merged = text[: b.start] + text[start:]
    if len(line) > LONGEST_TITLE or len(split(Policy("", "", (), "", merged))) >= len(clauses):
        return None  # the heading is run into its text, or the text stays a clause under the heading before
    return Seeded(merged, _MERGED, _ANY, b.text)


def _split(text: str, clauses: Sequence[Clause], n: int, rng: random.Random) -> Seeded | None:  # noqa: ARG001
    """A paragraph inside a section gets a heading of the form that the section has."""
    clause, line = clauses[n], _heading_line(clauses[n])
    marks = re.match(r"(#+ |\*\*)", line)
    breaks = [m.end() for m in re.finditer(r"\.\s*\n\s*\n(?=[A-Z])", clause.text)]
    good = [at for at in breaks if min(len(clause.text[:at].split()), len(clause.text[at:].split())) > 20]
    if not marks or not good:
        return None
    heading = f"{marks[1]}General Matters{'**' if marks[1] == '**' else ''}\n\n"
    at = clause.start + good[0]
    return Seeded(text[:at] + heading + text[at:], frozenset({"split"}), _ANY, clause.text)


def _dropped(text: str, clauses: Sequence[Clause], n: int, rng: random.Random) -> Seeded | None:
    """An item of a list is gone: one that is a clause, or a line of a list that is one clause."""
    clause = clauses[n]
    if not clause.lead:
        return None
    lines = list(re.finditer(r"\n[ \t]*[*•-]\s[^\n]+", clause.text))
    if len(lines) > 2:
        line = rng.choice(lines)
        start, end = clause.start + line.start(), clause.start + line.end()
    elif not lines and n and clauses[n - 1].path == clause.path:
        start, end = clause.start, clause.end
    else:
        return None
    return Seeded(text[:start] + text[end:], frozenset({"removed", "reworded"}), frozenset({"item"}), clause.text)


def _added(text: str, clauses: Sequence[Clause], n: int, rng: random.Random) -> Seeded | None:  # noqa: ARG001
    clause, line = clauses[n], _heading_line(clauses[n])
    marks = re.match(r"(#+ |\*\*)", line)
    if not marks or not n:
        return None
    heading = f"{marks[1]}Drone Deliveries{'**' if marks[1] == '**' else ''}"
    words = f"{heading}\n\nOur drones photograph every garden that they cross.\n\n"
    return Seeded(text[: clause.start] + words + text[clause.start :], frozenset({"added"}), _ANY, words)


def _removed(text: str, clauses: Sequence[Clause], n: int, rng: random.Random) -> Seeded | None:  # noqa: ARG001
    clause = clauses[n]
    if not _heading_line(clause) or clause.lead or len(clause.text.split()) < 20 or n + 1 == len(clauses):
        return None
    if len(clauses[n + 1].path) > len(clause.path) or clauses[n + 1].path[: len(clause.path)] == clause.path:
        return None  # others stand under its heading
    return Seeded(text[: clause.start] + text[clause.end :], frozenset({"removed"}), _ANY, clause.text)


_Edit = Callable[[str, Sequence[Clause], int, random.Random], Seeded | None]
EDITS: dict[str, _Edit] = {
    "number": _swap(r"(?<![\w.,/-])\d{1,3}(?![\w.,/-])", lambda m: str(int(m.group()) + 7), *FIGURES),
    "negation": _swap(r"\b(?:will|may|do|can|is|are) (?=[a-z])(?!not)", lambda m: m.group() + "not ", "negation"),
    "modal": _swap(r"\b(?:may|will|must|can)\b(?! not)", lambda m: "shall" if m.group() != "may" else "must", "modal"),
    "only": _swap(r"\bonly ", lambda _m: "", "bound"),
    "party": _swap(r"\bthird parties\b", lambda _m: "affiliates", "party"),
    "word": _swap(r"\b(?:improve|provide|use)\b", lambda _m: "evaluate", "wording", "practice"),
    "spelling": _swap(r"\b(?:information|personal)\b", lambda m: m.group()[:3] + m.group()[4:], "spelling"),
    "spacing": _spacing,
    "sentence moved": _sentence_moved,
    "clause moved": _swapped,
    "renumbered": _renumbered,
    "renamed": _renamed,
    "merged": _merged,
    "split": _split,
    "item dropped": _dropped,
    "added": _added,
    "removed": _removed,
}
