"""Question → which policies it is about. Pure.

Names are compared as runs of words with everything but letters and digits dropped, so that "segments ai",
"Segments.ai's" and "www.segments.ai" are one; then by likeness (rapidfuzz), so that "Segmants.ai" is too.
Refuses to know clauses and models.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.errors import UsageError
from ingest.policy import Policy

LIKENESS = 85.0  # of 100: "segmantsai" is 90 like "segmentsai", "aiplatform" 67 like "aiplanet"
SHORTEST_LIKE = 6  # letters: shorter names are too like ordinary words to be misspelt
LONGEST_NAME = 5  # words of a question taken together as one name
SHORTEST_NAME = 3  # letters
_WORD = re.compile(r"[^\s/,;:?!()\"“”]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scope:
    """The policies that a question is about."""

    policies: tuple[str, ...]  # ids, in the index's order
    named: bool  # False: the question names none, and these are all there are


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a question names a policy."""

    policy: str  # id
    start: int  # into the question, half-open
    end: int


def scope(question: str, policies: Sequence[Policy], given: Sequence[str] = (), history: Sequence[str] = ()) -> Scope:
    """Those given, else those the question names, else those its history named last, else all.

    `history` are the earlier questions, oldest first. Raises UsageError for a given id that is not there.
    """
    known = [policy.id for policy in policies]
    if unknown := [id_ for id_ in given if id_ not in known]:
        raise UsageError(f"no policy {unknown[0]!r} in the index: it holds {', '.join(known)}")
    if given:
        return Scope(tuple(id_ for id_ in known if id_ in given), named=True)
    for text in (question, *reversed(history)):
        if found := {mention.policy for mention in mentions(text, policies)}:
            return Scope(tuple(id_ for id_ in known if id_ in found), named=True)
    return Scope(tuple(known), named=False)


def mentions(text: str, policies: Sequence[Policy]) -> tuple[Mention, ...]:
    """Where `text` names policies: exactly, or, when it names none exactly, nearly."""
    runs = list(_runs(text))
    for same in (str.__eq__, _like):
        if found := tuple(_found(runs, policies, same)):
            return found
    return ()


def without_names(text: str, policies: Sequence[Policy]) -> str:
    """The text less the names of policies: inside one policy its own name tells nothing apart."""
    for mention in sorted(mentions(text, policies), key=lambda mention: mention.start, reverse=True):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text.strip()


def _found(
    runs: Sequence[tuple[str, int, int]], policies: Sequence[Policy], same: Callable[[str, str], bool]
) -> Iterator[Mention]:
    """One mention a policy and place, the longest."""
    for policy in policies:
        names = _names(policy)
        taken = -1
        for folded, start, end in runs:
            if start >= taken and any(same(name, folded) for name in names):
                taken = end
                yield Mention(policy.id, start, end)


def _names(policy: Policy) -> list[str]:
    names = (policy.name, policy.id, *policy.aliases)
    return [folded for name in names if len(folded := _fold(_ADDRESS.sub("", name))) >= SHORTEST_NAME]


def _like(name: str, run: str) -> bool:
    from rapidfuzz import fuzz

    if len(name) < SHORTEST_LIKE or abs(len(name) - len(run)) > 2:  # noqa: PLR2004 two letters more or fewer
        return False
    return fuzz.ratio(name, run) >= LIKENESS


def _runs(text: str) -> Iterator[tuple[str, int, int]]:
    """(folded, start, end) of every run of LONGEST_NAME to one neighbouring words, at each word the longest first."""
    words = [(match.start(), match.start() + len(_POSSESSIVE.sub("", match.group()))) for match in _WORD.finditer(text)]
    for n, (start, _) in enumerate(words):
        for length in range(LONGEST_NAME, 0, -1):
            if n + length <= len(words):
                end = words[n + length - 1][1]
                yield _fold(_ADDRESS.sub("", text[start:end])), start, end


def _fold(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
