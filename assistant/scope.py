"""Question → which policies it is about. Pure.

Names are compared as runs of words with everything but letters and digits dropped, so that "segments ai",
"Segments.ai's" and "www.segments.ai" are one; then by likeness (rapidfuzz), so that "Segmants.ai" is too.
Refuses to know clauses and models.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from ingest.errors import UsageError
from ingest.policy import Policy

LIKENESS = 85.0  # of 100: "segmants ai" is 90 like "segments ai", "ai platform" 67 like "ai planet"
SHORTEST_LIKE = 6  # letters: shorter names are too like ordinary words to be misspelt
LONGEST_NAME = 5  # words of a question taken together as one name


@dataclass(frozen=True, slots=True)
class Scope:
    """The policies that a question is about."""

    policies: tuple[str, ...]  # ids, in the index's order
    named: bool  # False: the question names none, and these are all there are


def scope(
    question: str, policies: Sequence[Policy], given: Sequence[str] = (), history: Sequence[str] = ()
) -> Scope:
    """Those given, else those the question names, else those its history named last, else all.

    `history` are the earlier questions, oldest first. Raises UsageError for a given id that is not there.
    """
    known = [policy.id for policy in policies]
    if unknown := [id_ for id_ in given if id_ not in known]:
        raise UsageError(f"no policy {unknown[0]!r} in the index: it holds {', '.join(known)}")
    if given:
        return Scope(tuple(id_ for id_ in known if id_ in given), named=True)
    for text in (question, *reversed(history)):
        if found := named(text, policies):
            return Scope(found, named=True)
    return Scope(tuple(known), named=False)


def named(text: str, policies: Sequence[Policy]) -> tuple[str, ...]:
    """Ids of the policies that `text` names: exactly, or, when it names none exactly, nearly."""
    runs = _runs(text)
    exact = tuple(policy.id for policy in policies if runs & set(_names(policy)))
    if exact:
        return exact
    return tuple(policy.id for policy in policies if any(_like(name, runs) for name in _names(policy)))


def _names(policy: Policy) -> list[str]:
    names = (policy.name, policy.id, *policy.aliases)
    return [folded for name in names if len(folded := _fold(re.sub(r"^(https?://)?www\.", "", name))) > 2]  # noqa: PLR2004


def _like(name: str, runs: set[str]) -> bool:
    if len(name) < SHORTEST_LIKE:
        return False
    return any(fuzz.ratio(name, run) >= LIKENESS for run in runs if abs(len(run) - len(name)) <= 2)  # noqa: PLR2004


def _runs(text: str) -> set[str]:
    """Every run of one to LONGEST_NAME neighbouring words, folded; possessives also without their s."""
    plain = re.sub(r"['’]s\b", "", text)
    words = [_fold(word) for word in re.split(r"[\s/,;:?!()\"“”]+", plain)]
    words = [word for word in words if word]
    runs = {
        "".join(words[start : start + length])
        for start in range(len(words))
        for length in range(1, LONGEST_NAME + 1)
        if start + length <= len(words)
    }
    return {run.removeprefix("www") for run in runs} | runs


def _fold(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
