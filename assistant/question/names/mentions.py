"""Find where a text names policies: "Does segments ai keep it?" → segments-ai, characters 5 to 16.

Names are compared as runs of words with everything but letters and digits dropped, so that "segments ai",
"Segments.ai's" and "www.segments.ai" are one. Where a text has no policy's whole name, a part of one that is written as
a name counts ("the Segments pop-up", "Motorola's agreement" of nda_form_motorola); then likeness (rapidfuzz), so that
"Segmants.ai" does too.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.english.word_lists import word_list
from assistant.english.words import POSSESSIVE, STOP, raw
from assistant.question.names.kept import kept_of_policies
from assistant.question.names.names_asked import (
    FEW,
    SHORTEST_NAME,
    NameBook,
    Run,
    hashable,
    most_sharing,
    name_book,
    runs,
)
from assistant.question.names.own_names import owning
from ingest.english.dictionary import is_english
from ingest.policy import Policy, PolicyList

LIKENESS = 85.0  # of 100: "segmantsai" is 90 like "segmentsai", "aiplatform" 67 like "aiplanet"
LONG_LIKE = 9  # letters: of so long a word two letters may be more or fewer, of a shorter one a single one
_POSSESSIVE = re.compile(rf"^[\"”’']?{POSSESSIVE}\b")
_PREAMBLE = re.compile(
    r"\s*(?:consider|according to|under|per|as per|regarding|with regard to|looking at|in)\b(?:[^;]*;|[^,;?]*,)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a question names a policy."""

    policy: str  # id
    start: int  # into the question, half-open
    end: int
    nearly: bool = False  # misspelt: what is meant should be said


def mentions(text: str, policies: Sequence[Policy]) -> tuple[Mention, ...]:
    """Find where `text` names policies: wholly and in part, or nearly."""
    return _mentions(text, hashable(policies))


@kept_of_policies(1024)  # a conversation's questions are read again at each of its turns
def _mentions(text: str, policies: PolicyList | tuple[Policy, ...]) -> tuple[Mention, ...]:
    words, names = list(runs(text)), name_book(policies)
    named = tuple(_longest(list(_wholly(words, names))))
    named += tuple(_partly(_beside(words, named), names, {mention.policy for mention in named}))
    named += tuple(_in_text(_beside(words, named), names, policies))
    return named + tuple(_nearly(_beside(words, named), names))


def _beside(words: Sequence[Run], named: Sequence[Mention]) -> list[Run]:
    """The runs that share no word with a name that was found."""
    return [run for run in words if not any(run.start < name.end and name.start < run.end for name in named)]


def without_names(text: str, policies: Sequence[Policy]) -> str:
    """Return the text without the names of policies and "According to …'s policy,".

    Inside one policy they tell nothing apart: "Does Segments.ai's pop-up stay?" → "Does   pop-up stay?".
    """
    named = mentions(text, policies)
    start = _PREAMBLE.match(text)
    if start and any(mention.end <= start.end() for mention in named) and len(text[start.end() :].split()) > 1:
        return text[start.end() :].strip()
    return cut_out(named, text).strip()


def cut_out(named: Sequence[Mention], text: str) -> str:
    """Return the text without the names that were found in it; one name may stand for several policies."""
    for start, end in sorted({(mention.start, mention.end) for mention in named}, reverse=True):
        text = f"{text[:start]} {_POSSESSIVE.sub('', text[end:])}"
    return text


def _wholly(words: Sequence[Run], names: NameBook) -> Iterator[Mention]:
    """One mention a policy and place, the longest; a common word only where it is written or put as a name."""
    taken: dict[str, int] = {}
    for run in words:
        for policy in names.owners.get(run.folded, ()):
            short = len(run.folded) < SHORTEST_NAME
            written = run.as_name or run.placed or not (short or run.loose or names.is_common(run.folded))
            if run.start >= taken.get(policy, 0) and written:
                taken[policy] = run.end
                yield Mention(policy, run.start, run.end)


def _longest(named: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions that no longer one covers: "TikTok Law Enforcement Guidelines" is not every TikTok."""
    for mention in named:
        if not any(
            other.start <= mention.start
            and mention.end <= other.end
            and other.end - other.start > mention.end - mention.start
            for other in named
        ):
            yield mention


def _partly(words: Sequence[Run], names: NameBook, chosen: set[str]) -> list[Mention]:
    """The policy whose names hold most of what is written as a name, then whose hold what that one's do not.

    The rarer a part and the longer, the more it counts. Only the first policy of a question may hold it inside a word.
    """
    parts = [part for run in words if (part := _part(run, names)) and not _of_another(part, words, names)]
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
    """The run as a part of names; None where it is none, or an ordinary word that is not put where a name stands."""
    if run.kind or (names.is_ordinary(run.folded) and not run.quoted and not run.placed):
        return None
    if not (run.capital or run.as_name or run.placed):
        return None
    owners, firm = names.holders(run.folded)
    written = run.capital or run.as_name or (run.placed and firm)
    return _Part(run, owners, firm) if owners and written else None


def _in_text(words: Sequence[Run], names: NameBook, policies: Sequence[Policy]) -> Iterator[Mention]:
    """The policies that a name is their own of, by their text; not where it is of so many that it tells none apart."""
    end = 0
    for run in (run for run in words if (run.as_name or run.placed) and _may_be_own(run, names)):
        owners = owning(" ".join(run.words), policies) if run.start >= end else ()
        if owners and len(run.words) == 1 and _of_anothers_name(run, words, owners, policies):
            continue
        if 0 < len(owners) <= max(FEW, most_sharing(len(policies))):
            end = run.end
            yield from (Mention(id_, run.start, run.end) for id_ in owners)


def _of_anothers_name(run: Run, words: Sequence[Run], owners: Sequence[str], policies: Sequence[Policy]) -> bool:
    """Say whether the name beside a word is none of its owners': "Google Analytics", of Zephyr Analytics."""
    beside = (" ".join(other.words) for other in _names_beside(run, words))
    return any(not set(owning(name, policies)) & set(owners) for name in beside if name not in STOP)


def _may_be_own(run: Run, names: NameBook) -> bool:
    """Say whether the policies have these words, and one is not English; where a name stands it may be."""
    if run.loose or run.kind or not names.words.issuperset(raw(" ".join(run.words))):
        return False
    words = [word for word in run.words if word not in word_list("not_companies")]
    return any(not is_english(word) or (run.placed and run.as_name and not names.is_ordinary(word)) for word in words)


def _of_another(part: "_Part", words: Sequence[Run], names: NameBook) -> bool:
    """Say whether an English word is part of another's name: "Delta Dental", where only a Pelham Dental is known."""
    if part.run.quoted or not is_english(part.run.folded):
        return False
    return any(
        run.folded not in STOP and not run.kind and not names.holders(run.folded)[0] & part.owners
        for run in _names_beside(part.run, words)
    )


def _names_beside(run: Run, words: Sequence[Run]) -> Iterator[Run]:
    """The single words right before or behind a run that are written as names."""
    return (other for other in words if other.as_name and len(other.words) == 1 and _touch(other, run))


def _touch(run: Run, other: Run) -> bool:
    return 1 in {run.start - other.end, other.start - run.end}


def _nearly(words: Sequence[Run], names: NameBook) -> Iterator[Mention]:
    """The names that a run is most like; only of a run that has a word which nobody knows."""
    taken: dict[str, int] = {}
    for run in (run for run in words if not run.loose and not _is_known(run, names)):
        for policy in (id_ for name in _like(run.folded, names.long_names) for id_ in names.owners[name]):
            if run.start >= taken.get(policy, 0):
                taken[policy] = run.end
                yield Mention(policy, run.start, run.end, nearly=True)


def _is_known(run: Run, names: NameBook) -> bool:
    """Say whether each word of a run is English, or one that the policies use."""
    return all(names.is_ordinary(word) or ("." not in word and is_english(word)) for word in run.words)


def _like(run: str, names: Sequence[str]) -> Iterator[str]:
    """The names that may have been misspelt so: a letter more or fewer, two of a long one, or an s behind it."""
    from rapidfuzz import fuzz, process

    more = 2 if len(run) >= LONG_LIKE else 1
    near = {
        match[2]
        for written in {run, run.removesuffix("s")}
        for match in process.extract(written, names, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=None)
    }
    return (names[n] for n in sorted(near) if abs(len(names[n]) - len(run)) <= more)
