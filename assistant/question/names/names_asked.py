"""Collect the names of an index's policies, and the runs of words of a question that may be one of them.

Does not know what a question asks.
"""

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from assistant.english.words import POSSESSIVE, STOP, raw
from assistant.question.names.kept import kept_of_policies
from assistant.question.names.name_places import is_keywords, name_places
from ingest.english.dictionary import is_english
from ingest.policy import Policy, PolicyList

LONGEST_NAME = 5  # words of a question taken together as one name
SHORTEST_NAME = 3  # letters
SHORTEST_LIKE = 6  # letters: shorter names are too like ordinary words to be misspelt
SHORTEST_PART = 3  # letters, of a part that is a whole word of a name
PART_INSIDE = 5  # letters, of a part that is found inside a word of a name
ORDINARY = 2  # times a word stands in the policies in small letters: then it is no name by itself
SHARED = 0.2  # of the policies at most hold a part that tells them apart, or FEW of them
FEW = 3
_WORD = re.compile(r"[^\s/,;:?!()\"“”]+")
_POSSESSIVE = re.compile(rf"{POSSESSIVE}?$")
_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_DOMAIN = re.compile(r"[\w-]{3,}\.[a-z]{2,10}", re.IGNORECASE)
_HOST = re.compile(r"\.\w+$")  # "Segments.ai" is called "Segments" too
_SMALL = re.compile(r"(?<![\w.@/])[a-z]{3,}(?![\w@]|\.\w)")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+")
_KINDS = frozenset(
    "agreement contract mutual disclosure nondisclosure confidentiality policy privacy statement notice terms service"
    " services conditions cookie cookies data protection legal general website company corporation inc ltd llc limited"
    " group holdings merger acquisition license form the and of for amendment first second new nda".split(),
)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words of a question."""

    folded: str  # letters and digits in lower case
    start: int  # into the question, half-open
    end: int
    capital: bool  # each of its words begins with a capital or a digit
    as_name: bool  # so, and not only because it begins the question
    quoted: bool  # it stands in quote marks, whole
    loose: bool  # it begins or ends with a stop word in small letters: "Group on" is not Groupon
    placed: bool  # it stands alone where a name stands: "does segments keep it?", "my segments account"
    words: tuple[str, ...]  # in lower case
    kind: bool  # it only says what kind of text it is: "Non-Disclosure Agreement"


@dataclass(frozen=True)
class NameBook:
    """What the policies of an index are called."""

    owners: Mapping[str, tuple[str, ...]]  # folded name → ids; names that only say what kind of text it is are left out
    parts: Mapping[str, tuple[frozenset[str], str]]  # id → the words of its id and names, and all of them in one
    ordinary: frozenset[str]  # words that the policies use in small letters
    words: frozenset[str]  # all words of the policies, in lower case
    short: frozenset[str]  # names made of an address: "segments" of "Segments.ai"

    def is_ordinary(self, folded: str) -> bool:
        """Say whether this is a word like any other: it may be a name, and need not."""
        return folded in self.ordinary or folded in STOP or folded in _KINDS

    def is_common(self, folded: str) -> bool:
        """Say whether a name is an English word too: "keep" and "segments" are, "tiktok" is not, wherever it stands."""
        if folded in STOP or folded in _KINDS:
            return True
        return (folded in self.ordinary or folded in self.short) and is_english(folded)

    def holders(self, folded: str) -> tuple[frozenset[str], bool]:
        """Return the policies whose names have this part, where it tells them apart, and whether it is its own word."""
        if len(folded) < SHORTEST_PART:
            return frozenset(), False
        ids = {*self._bearers.get(folded, ()), *(self._inside(folded) if len(folded) >= PART_INSIDE else ())}
        if len(ids) > most_sharing(len(self.parts)):
            return frozenset(), False
        return frozenset(ids), len(ids) == 1 and self._begins(folded, *ids)

    @cached_property
    def long_names(self) -> Sequence[str]:
        """The names that are long enough to be misspelt."""
        return [name for name in self.owners if len(name) >= SHORTEST_LIKE]

    @cached_property
    def _bearers(self) -> Mapping[str, Sequence[str]]:
        """Word of a name → ids."""
        bearers: dict[str, list[str]] = defaultdict(list)
        for id_, (words, _) in self.parts.items():
            for word in words:
                bearers[word].append(id_)
        return bearers

    def _inside(self, folded: str) -> Iterator[str]:
        """Ids of the policies of which a name holds this: all names are one text, so that it is found in one go."""
        at = self._whole.find(folded)
        while at >= 0:
            n = bisect_right(self._starts, at) - 1
            yield self._ids[n]
            at = self._whole.find(folded, self._starts[n + 1]) if n + 1 < len(self._starts) else -1

    @cached_property
    def _whole(self) -> str:
        return "\n".join(whole for _, whole in self.parts.values())

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [0, *accumulate(len(whole) + 1 for _, whole in self.parts.values())][:-1]

    @cached_property
    def _ids(self) -> Sequence[str]:
        return list(self.parts)

    def _begins(self, folded: str, id_: str) -> bool:
        """Say whether the part is a word of the policy's names, or begins one ("vitamin" of "vitaminshoppe")."""
        words, _ = self.parts[id_]
        return folded in words or (len(folded) >= PART_INSIDE and any(word.startswith(folded) for word in words))

    def rarity(self, holders: int) -> float:
        """Return how much it tells that so many policies have a part: 0 when all do."""
        return math.log(len(self.parts) / holders) if holders else 0.0


def name_book(policies: Sequence[Policy]) -> NameBook:
    """Collect the names of these policies; kept, for it reads all their text where their words are not known."""
    return _name_book(hashable(policies))


def hashable(policies: Sequence[Policy]) -> PolicyList | tuple[Policy, ...]:
    """Return policies as what is kept of them is found by: a large index's list as it is, others by their content."""
    return policies if isinstance(policies, PolicyList) else tuple(policies)


@kept_of_policies(8)
def _name_book(policies: PolicyList | tuple[Policy, ...]) -> NameBook:
    owners: dict[str, tuple[str, ...]] = {}
    parts: dict[str, tuple[frozenset[str], str]] = {}
    short: set[str] = set()
    id_parts = Counter(part for policy in policies for part in policy.id.split("__"))
    for policy in policies:
        rare_parts = (part for part in policy.id.split("__") if id_parts[part] <= FEW)  # groupon of "terms__groupon"
        printed = (policy.name, policy.id, *policy.aliases)
        hosts = [_HOST.sub("", name) for name in printed if _DOMAIN.fullmatch(name)]
        short |= set(map(fold, hosts))
        names = (*printed, *rare_parts, *hosts)
        for name in dict.fromkeys(fold(_ADDRESS.sub("", name)) for name in names if not _is_kind(name)):
            if len(name) >= SHORTEST_NAME or name == fold(policy.name):  # "O2", "X"
                owners[name] = (*owners.get(name, ()), policy.id)
        parts[policy.id] = (frozenset(word for name in names for word in _split(name)), " ".join(map(fold, names)))
    known = policies.known if isinstance(policies, PolicyList) else None
    words = (known.ordinary, known.words) if known else (_ordinary(policies), _words(policies))
    return NameBook(owners, parts, *words, frozenset(short))


def most_sharing(policies: int) -> float:
    """Return how many of so many policies may have a name for it to tell them from the others."""
    return max(min(FEW, policies - 1), 1, SHARED * policies)


def runs(text: str) -> Iterator[Run]:
    """Yield every run of LONGEST_NAME to one neighbouring words, at each word the longest first."""
    words = [(match.start(), match.start() + len(_POSSESSIVE.sub("", match.group()))) for match in _WORD.finditer(text)]
    placed = {start for start, _ in name_places(text)}
    if words and is_keywords(text):  # "canonical retention period": the name comes first
        placed.add(words[0][0])
    for n in range(len(words)):
        for length in range(min(LONGEST_NAME, len(words) - n), 0, -1):
            yield _run(text, words[n : n + length], words[n][0] in placed and length == 1)


def _run(text: str, words: Sequence[tuple[int, int]], placed: bool) -> Run:
    start, end = words[0][0], words[-1][1]
    body, before = text[start:end], text[:start].rstrip()
    capital = all(text[at].isupper() or text[at].isdigit() for at, _ in words)
    first = not before or before[-1] in ".?!:"
    marked = any(not character.isalnum() and not character.isspace() for character in body)
    quoted = start > 0 and text[start - 1] in "\"“'‘" and text[end : end + 1] in tuple("\"”'’")
    as_name = quoted or marked or (capital and not first)
    edges = (text[slice(*words[0])], text[slice(*words[-1])])
    loose = len(words) > 1 and any(word in STOP for word in edges)
    return Run(
        folded=fold(_ADDRESS.sub("", body)),
        start=start,
        end=end,
        capital=capital,
        as_name=as_name,
        quoted=quoted,
        loose=loose,
        placed=placed,
        words=tuple(text[slice(*word)].lower() for word in words),
        kind=_is_kind(body),
    )


def fold(text: str) -> str:
    """Return letters and digits in lower case, nothing else: "Segments.ai" → "segmentsai"."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _split(name: str) -> Iterator[str]:
    """The words of a name: cut at humps and marks, and at marks only."""
    for cut in (_HUMP.split(name), re.split(r"[\W_]+", name)):
        yield from (folded for word in cut if len(folded := fold(word)) >= SHORTEST_PART)


def _is_kind(name: str) -> bool:
    """Say whether a name only says what kind of text it is: "Mutual Non-Disclosure".

    Short words of it tell nothing, but a short name alone does: "O2".
    """
    words = [fold(word) for word in re.split(r"[\W_]+", name)]
    return all(word in _KINDS or (len(word) < SHORTEST_NAME < len(name)) or word == "non" for word in words)


def _words(policies: Sequence[Policy]) -> frozenset[str]:
    return frozenset(word for policy in policies for word in raw(policy.text))


def small_words(text: str) -> list[str]:
    """Return the words that stand in a text in small letters, in its order."""
    return _SMALL.findall(text)


def _ordinary(policies: Sequence[Policy]) -> frozenset[str]:
    """The words that stand in the policies in small letters, ORDINARY times or more."""
    counts = Counter(word for policy in policies for word in small_words(policy.text))
    return frozenset(word for word, count in counts.items() if count >= ORDINARY)
