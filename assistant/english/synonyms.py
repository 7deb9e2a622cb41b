"""A person's words → the words that policies use for the same thing, out of `synonyms.toml`.

The file is general knowledge of the field in six languages. Refuses to know any policy.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.english.words import raw, stems, words

FILE = Path(__file__).with_name("synonyms.toml")


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What to search for besides a question's own words."""

    phrases: dict[tuple[str, ...], tuple[str, ...]]  # stems in a row → stems that a policy may use instead
    beginnings: dict[str, tuple[str, ...]]  # how a word begins (other languages have no stemmer here) → stems
    known: frozenset[str]  # every word on the left: none of them is a spelling mistake

    def of(self, text: str) -> tuple[str, ...]:
        """Stems that a policy may use where the text has others, each once, less the text's own."""
        own = stems(text.replace("-", " "))
        found = [word for phrase in _runs(own, self._longest) for word in self.phrases.get(phrase, ())]
        found += [word for one in raw(text) for key in self.begun(one) for word in self.beginnings[key]]
        return tuple(dict.fromkeys(word for word in found if word not in own))

    def begun(self, word: str) -> list[str]:
        """The beginnings that a word has."""
        return [word[:n] for n in range(1, len(word) + 1) if word[:n] in self.beginnings]

    @property
    def _longest(self) -> int:
        return max(map(len, self.phrases), default=0)


@lru_cache(maxsize=1)
def synonyms() -> Synonyms:
    """The ones of the file."""
    return parsed(FILE.read_text("utf-8"))


def parsed(text: str) -> Synonyms:
    """The synonyms that a TOML text gives; what stands on the left twice has the words of both lines."""
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    beginnings: dict[str, tuple[str, ...]] = {}
    known: set[str] = set()
    for topic in tomllib.loads(text).values():
        for left, right in topic.items():
            instead = tuple(words(right.replace("-", " ")))
            for one in left.split(","):
                known |= set(raw(one))
                if one.endswith("*"):
                    key = one.strip(" *")
                    beginnings[key] = beginnings.get(key, ()) + instead
                else:
                    phrase = tuple(stems(one.replace("-", " ")))
                    phrases[phrase] = phrases.get(phrase, ()) + instead
    return Synonyms(phrases, beginnings, frozenset(known))


def _runs(stemmed: Sequence[str], longest: int) -> list[tuple[str, ...]]:
    """Every run of neighbouring words, the longer ones first."""
    return [tuple(stemmed[n : n + size]) for size in range(longest, 0, -1) for n in range(len(stemmed) - size + 1)]
