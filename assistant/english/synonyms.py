"""Find the words that policies use for a person's words, out of `synonyms.toml`: "kids" → "child", "minor", "age".

The file is general knowledge of the field in six languages. Knows no policy.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.english.words import raw, stems, words

FILE = Path(__file__).with_name("synonyms.toml")

LANGUAGES = ("français", "nederlands", "deutsch", "español", "български")  # the file's sections that are not English

Sections = Mapping[str, Mapping[str, str]]  # topic or language → people's words → policies' words


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What to search for besides a question's own words."""

    phrases: dict[tuple[str, ...], tuple[str, ...]]  # stems in a row → stems that a policy may use instead
    known: frozenset[str]  # every word on the left: none of them is a spelling mistake

    def of(self, text: str) -> tuple[str, ...]:
        """Return stems that a policy may use where the text has others, each once, without the text's own."""
        text_stems = stems(text.replace("-", " "))
        instead = [word for phrase in _runs(text_stems, self._longest) for word in self.phrases.get(phrase, ())]
        return tuple(dict.fromkeys(word for word in instead if word not in text_stems))

    @property
    def _longest(self) -> int:
        return max(map(len, self.phrases), default=0)


@lru_cache(maxsize=1)
def synonyms() -> Synonyms:
    """Return the synonyms of the file."""
    return parsed(sections())


@lru_cache(maxsize=1)
def sections() -> Sections:
    """Read the file."""
    return tomllib.loads(FILE.read_text("utf-8"))


def entries(section: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each word or phrase on the left of a section with what stands on the right of it."""
    for left, right in section.items():
        yield from ((phrase.strip(), right) for phrase in left.split(","))


def parsed(file: Sections) -> Synonyms:
    """Return the English synonyms of a file; what stands on the left twice has the words of both lines."""
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    known: set[str] = set()
    english = (section for name, section in file.items() if name not in LANGUAGES)
    for left, right in (entry for section in english for entry in entries(section)):
        known |= set(raw(left))
        phrase = tuple(stems(left.replace("-", " ")))
        phrases[phrase] = phrases.get(phrase, ()) + tuple(words(right.replace("-", " ")))
    return Synonyms(phrases, frozenset(known))


def _runs(stemmed: Sequence[str], longest: int) -> list[tuple[str, ...]]:
    """Every run of neighbouring words, the longer ones first."""
    return [tuple(stemmed[n : n + size]) for size in range(longest, 0, -1) for n in range(len(stemmed) - size + 1)]
