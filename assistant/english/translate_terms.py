"""Find English words for a question in French, Dutch, German, Spanish or Bulgarian, out of `synonyms.toml`.

"Verkoopt AI Planet mijn persoonlijke gegevens?" → "sell personal". These are words to search and judge by, never
words to show as an answer. A question in English has none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.english.synonyms import Sections, entries, sections
from assistant.english.words import raw

LANGUAGES = ("français", "nederlands", "deutsch", "español", "български")  # the file's sections that are not English
# None of these is a word of the five as well: one of them, and the question is in English.
_ENGLISH = frozenset(
    "the my does did do how what which who whom whose can could may their they you your with without from for to are"
    " and if when where why that this these it i".split()
)
_BREAK = re.compile(r"[ ,-]+")


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """The file as a dictionary into English."""

    whole: dict[str, str]  # a word → the English one that comes first for it
    begun: dict[str, str]  # how a word begins → the same
    english: frozenset[str]  # every word that the file has for English

    def look_up(self, word: str) -> str:
        """Return the English word for a foreign one; "" where there is none."""
        if word in self.whole:
            return self.whole[word]
        beginnings = (word[:n] for n in range(len(word), 1, -1))  # the longest says most
        return next((self.begun[beginning] for beginning in beginnings if beginning in self.begun), "")


def gloss(question: str) -> str:
    """Return English words for the words of a question that are known, each once; "" for a question in English."""
    asked, dictionary = raw(question), _dictionary()
    if _ENGLISH & set(asked):
        return ""
    english = (dictionary.look_up(word) for word in asked if word not in dictionary.english)
    return " ".join(dict.fromkeys(word for word in english if word and word not in asked))


@lru_cache(maxsize=1)
def _dictionary() -> _Dictionary:
    whole: dict[str, str] = {}
    begun: dict[str, str] = {}
    for left, right in _foreign(sections()):
        (begun if left.endswith("*") else whole).setdefault(left.rstrip(" *"), right)
    lists = [right for section in sections().values() for right in section.values()]
    lists += [left for name, section in sections().items() if name not in LANGUAGES for left in section]
    return _Dictionary(whole, begun, frozenset(word for text in lists for word in _BREAK.split(text.lower())))


def _foreign(file: Sections) -> Iterator[tuple[str, str]]:
    for name in LANGUAGES:
        yield from ((left.lower(), right.split(",")[0].strip()) for left, right in entries(file[name]))
