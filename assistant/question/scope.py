"""Find the policies that a question is about: "Does Segments.ai sell it?" → segments-ai.

Names are compared as runs of words with everything but letters and digits dropped, so that "segments ai",
"Segments.ai's" and "www.segments.ai" are one. Where a question has no policy's whole name, a part of one that is
written as a name counts ("the Segments pop-up", "Motorola's agreement" of nda_form_motorola); then likeness
(rapidfuzz), so that "Segmants.ai" does too. Does not know clauses and models.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.english.words import POSSESSIVE
from assistant.question.names_asked import NameBook, Run, name_book, runs
from assistant.question.several_policies import asks_all, asks_both
from ingest.errors import UsageError
from ingest.policy import Policy

LONGEST_ORDINARY = 11  # letters, of a name less "ai" that could be a word like any other: "segments", not "lightenup"
LIKENESS = 85.0  # of 100: "segmantsai" is 90 like "segmentsai", "aiplatform" 67 like "aiplanet"
SHORTEST_LIKE = 6  # letters: shorter names are too like ordinary words to be misspelt
LONGEST_END = 300  # characters looked at, of an earlier question's beginning and of its end
LONG_LIKE = 9  # letters: "lightenup" is lightenup.ai, "segments" and "planet" may be anything
_POSSESSIVE = re.compile(rf"^[\"”’']?{POSSESSIVE}\b")
_PREAMBLE = re.compile(
    r"\s*(?:consider|according to|under|per|as per|regarding|with regard to|looking at|in)\b(?:[^;]*;|[^,;?]*,)",
    re.IGNORECASE,
)


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
    """Find the policies: those given, else those the question names, else those its history named last, else all.

    "All five" and "which of them" are all, "both" are the two named last. `history` are the earlier questions, oldest
    first. Raises UsageError for a given id that is not there.
    """
    known = [policy.id for policy in policies]
    if unknown := [id_ for id_ in given if id_ not in known]:
        raise UsageError(f"no policy {unknown[0]!r} in the index: it holds {', '.join(known)}")
    chosen = set(given) or _asked(question, policies, history)
    return Scope(tuple(id_ for id_ in known if not chosen or id_ in chosen), named=bool(chosen))


def mentions(text: str, policies: Sequence[Policy]) -> tuple[Mention, ...]:
    """Find where `text` names policies: wholly and in part, or, when it does so nowhere, nearly."""
    return _mentions(text, tuple(policies))


@lru_cache(maxsize=1024)  # a conversation's questions are read again at each of its turns
def _mentions(text: str, policies: tuple[Policy, ...]) -> tuple[Mention, ...]:
    words, names = list(runs(text)), name_book(policies)
    whole = tuple(_wholly(words, names))
    rest = [run for run in words if not any(run.start < name.end and name.start < run.end for name in whole)]
    parts = _partly(rest, names, {name.policy for name in whole})
    return (*whole, *parts) or tuple(_nearly(words, names))


def without_names(text: str, policies: Sequence[Policy]) -> str:
    """Return the text without the names of policies and "According to …'s policy,".

    Inside one policy they tell nothing apart: "Does Segments.ai's pop-up stay?" → "Does   pop-up stay?".
    """
    named = mentions(text, policies)
    start = _PREAMBLE.match(text)
    if start and any(mention.end <= start.end() for mention in named) and len(text[start.end() :].split()) > 1:
        return text[start.end() :].strip()
    for mention in sorted(named, key=lambda mention: mention.start, reverse=True):
        text = f"{text[: mention.start]} {_POSSESSIVE.sub('', text[mention.end :])}"
    return text.strip()


def _asked(question: str, policies: Sequence[Policy], history: Sequence[str]) -> set[str]:
    """Ids the question names, by itself or by its history; empty where neither does."""
    if named := _named(question, policies):
        return named
    earlier: set[str] = set()
    for text in reversed(history):
        earlier |= _named(_ends(text), policies)
        if len(earlier) > (1 if asks_both(question) else 0):
            return earlier
    return earlier


def _ends(text: str) -> str:
    """The beginning and the end of an earlier question: sixty long ones would take seconds to look through."""
    return text if len(text) <= 2 * LONGEST_END else f"{text[:LONGEST_END]} … {text[-LONGEST_END:]}"


def _named(text: str, policies: Sequence[Policy]) -> set[str]:
    if named := {mention.policy for mention in mentions(text, policies)}:
        return named
    return {policy.id for policy in policies} if asks_all(text) else set()


def _wholly(words: Sequence[Run], names: NameBook) -> Iterator[Mention]:
    """One mention a policy and place, the longest; an ordinary word is a name only where it is written as one."""
    taken: dict[str, int] = {}
    for run in words:
        for policy in names.owners.get(run.folded, ()):
            written = run.as_name or not (run.loose or names.is_ordinary(run.folded))
            if run.start >= taken.get(policy, 0) and written:
                taken[policy] = run.end
                yield Mention(policy, run.start, run.end)


def _partly(words: Sequence[Run], names: NameBook, chosen: set[str]) -> list[Mention]:
    """The policy whose names hold most of what is written as a name, then whose hold what that one's do not.

    The rarer a part and the longer, the more it counts. Only the first policy of a question may hold it inside a word.
    """
    parts = [part for run in words if (part := _part(run, names))]
    parts = [part for n, part in enumerate(parts) if not any(longer.holds(part) for longer in parts[:n])]
    named: list[Mention] = []
    while parts:
        firm = parts if not chosen else [part for part in parts if part.firm]
        best = _heaviest(firm, names)
        chosen = chosen | best
        named += [Mention(id_, part.run.start, part.run.end) for part in firm for id_ in best & part.owners]
        left = [part for part in parts if not part.owners & chosen]
        parts = left if best else []
    return named


def _heaviest(parts: Sequence["_Part"], names: NameBook) -> set[str]:
    weights: dict[str, float] = defaultdict(float)
    for part in parts:
        for policy in part.owners:
            weights[policy] += names.rarity(len(part.owners)) * len(part.run.folded)
    return {policy for policy, weight in weights.items() if weight >= max(weights.values())}


@dataclass(frozen=True, slots=True)
class _Part:
    """A run that is part of some policies' names."""

    run: Run
    owners: frozenset[str]
    firm: bool  # a word of the name, and of one policy's only

    def holds(self, other: "_Part") -> bool:
        return self.run.start <= other.run.start and other.run.end <= self.run.end


def _part(run: Run, names: NameBook) -> _Part | None:
    """The run as a part of names; None where it is none, or an ordinary word, or not written as a name."""
    if run.kind or (names.is_ordinary(run.folded) and not run.quoted):
        return None
    owners, firm = names.holders(run.folded)
    return _Part(run, owners, firm) if owners and (run.capital or run.as_name) else None


def _nearly(words: Sequence[Run], names: NameBook) -> Iterator[Mention]:
    """The names that a run is most like."""
    stems = {name.removesuffix("ai"): ids for name, ids in names.owners.items() if len(name) >= LONGEST_ORDINARY}
    long = [(name, ids) for name, ids in {**stems, **names.owners}.items() if len(name) >= SHORTEST_LIKE]
    taken: dict[str, int] = {}
    for run in (run for run in words if not run.loose):
        for policy in (id_ for name, owners in long if _like(name, run.folded) for id_ in owners):
            if run.start >= taken.get(policy, 0):
                taken[policy] = run.end
                yield Mention(policy, run.start, run.end)


def _like(name: str, run: str) -> bool:
    """Say whether the name may have been misspelt so: a letter more or fewer, two of a long one, or an s behind it."""
    from rapidfuzz import fuzz

    more = 2 if len(run) >= LONG_LIKE else 1
    near = fuzz.ratio(name, run) >= LIKENESS or fuzz.ratio(name, run.removesuffix("s")) >= LIKENESS
    return abs(len(name) - len(run)) <= more and near
