"""A question in French, Dutch, German, Spanish or Bulgarian → English words for what it asks, out of `synonyms.toml`.

The embedding model and the policies know English only. A question that is in English has no gloss. Refuses to
translate: what it gives are words to search and judge by, never words to show as an answer.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.english.synonyms import FILE
from assistant.english.words import raw

LANGUAGES = ("français", "nederlands", "deutsch", "español", "български")  # the file's sections that are not English
# None of these is a word of the five as well: one of them, and the question is in English.
_ENGLISH = frozenset(
    "the my does did do how what which who whom whose can could may their they you your with without from for to are"
    " and if when where why that this these it i".split()
)
_BREAK = re.compile(r"[ ,-]+")


@dataclass(frozen=True, slots=True)
class _Entries:
    """The file as a dictionary."""

    whole: dict[str, str]  # a word → the English one that comes first for it
    begun: dict[str, str]  # how a word begins → the same
    english: frozenset[str]  # every word that the file has for English


def gloss(question: str) -> str:
    """English words for the words of a question that are known, each once; "" for a question in English."""
    said, known = raw(question), _entries()
    if _ENGLISH & set(said):
        return ""
    found = (_of(word, known) for word in said if word not in known.english)
    return " ".join(dict.fromkeys(word for word in found if word and word not in said))


def _of(word: str, known: _Entries) -> str:
    if word in known.whole:
        return known.whole[word]
    beginnings = (word[:n] for n in range(len(word), 1, -1))  # the longest says most
    return next((known.begun[one] for one in beginnings if one in known.begun), "")


@lru_cache(maxsize=1)
def _entries() -> _Entries:
    sections = tomllib.loads(FILE.read_text("utf-8"))
    whole: dict[str, str] = {}
    begun: dict[str, str] = {}
    for left, right in _foreign(sections):
        (begun if left.endswith("*") else whole).setdefault(left.rstrip(" *"), right)
    lists = [right for topic in sections.values() for right in topic.values()]
    lists += [left for name, topic in sections.items() if name not in LANGUAGES for left in topic]
    return _Entries(whole, begun, frozenset(word for text in lists for word in _BREAK.split(text.lower())))


def _foreign(sections: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    for name in LANGUAGES:
        for left, right in sections[name].items():
            yield from ((one.strip().lower(), right.split(",")[0].strip()) for one in left.split(","))
