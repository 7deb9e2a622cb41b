"""Find English words for a text in French, Dutch, German, Spanish or Bulgarian, out of `synonyms.toml`.

"Verkoopt AI Planet mijn persoonlijke gegevens?" → "sell personal"; "Nous ne vendons rien." → "we sell".
These are words to search and judge by, never words to show as an answer.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.english.synonyms import LANGUAGES, entries, sections
from assistant.english.translation.languages import common_words
from assistant.english.words import STOP, raw
from ingest.english.dictionary import is_english

LONGEST_PHRASE = 4  # words: "pendant combien de temps"
FEW = 2  # words known: where English knows as many of a question, one may be misspelt English
# None of these is a word of the five as well: one of them, and the question is in English.
_ENGLISH = frozenset(
    "the my does did do how what which who whom whose can could may their they you your with without from for to are"
    " and if when where why that this these it i".split()
)
_END = re.compile(r"[.!?;:\n]+")
_DENIALS = frozenset({"not", "never", "no"})
_BREAK = re.compile(r"[ ,-]+")
_ELISION = re.compile(r"\b(?:qu|[cdjlmnst])['’](?=\w)", re.IGNORECASE)  # "l'accès" is "accès"


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """Foreign words and phrases with English words for them, the likeliest first."""

    whole: Mapping[str, Sequence[str]]
    begun: Mapping[str, Sequence[str]]  # how a word begins → the same

    def look_up(self, words: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield each word or phrase that is known, in order, with the English words for it."""
        n = 0
        while n < len(words):
            size = next((m for m in range(LONGEST_PHRASE, 1, -1) if " ".join(words[n : n + m]) in self.whole), 1)
            phrase = " ".join(words[n : n + size])
            if english := self.whole.get(phrase) or self._by_beginning(phrase):
                yield phrase, english
            n += size

    def _by_beginning(self, word: str) -> Sequence[str]:
        beginnings = (word[:n] for n in range(len(word), 1, -1))  # the longest says most
        return next((self.begun[beginning] for beginning in beginnings if beginning in self.begun), ())


def gloss(question: str) -> str:
    """Return English words for the words of a question that are known, each once; "" for a question in English."""
    typed = _words(question)
    if _ENGLISH & set(typed):
        return ""
    best = max((_known(typed, language) for language in LANGUAGES), key=lambda candidate: candidate.share)
    if not best.words or best.share < best.english or (best.share == best.english and len(best.words) < FEW):
        return ""
    telling = (word for word in best.words if word not in typed and word not in STOP)
    return " ".join(dict.fromkeys(telling))


@dataclass(frozen=True, slots=True)
class _Known:
    """What a language knows of a question's words."""

    share: float  # of the words that it has
    english: float  # share of the others that are English
    words: Sequence[str]  # English for those that have a meaning


def _known(asked: Sequence[str], language: str) -> _Known:
    meant = [(phrase, english) for phrase, english in _dictionary(language).look_up(asked) if phrase not in _english()]
    words = {word for phrase, _ in meant for word in phrase.split()} | (common_words(language) & set(asked))
    others = [word for word in asked if word not in words]
    total = max(1, len(asked))
    share = sum(word in words for word in asked) / total if meant else 0.0
    return _Known(share, sum(map(is_english, others)) / total, [english[0] for _, english in meant])


@lru_cache(maxsize=8192)
def translated(text: str, language: str) -> str:
    """Return English for the words of a text that are known, sentence by sentence, a denial first.

    "Nous ne vendons pas vos données." → "not we sell data."; a text that is English, or of no known language, as it is.
    """
    if language not in LANGUAGES:
        return text
    return " ".join(filter(None, (_sentence(words, language) for words in map(_words, _END.split(text)))))


def with_english(text: str, language: str) -> str:
    """Return a text with English for it on a line of its own, other words for the same behind it; English as it is."""
    if language not in LANGUAGES:
        return text
    others = dict.fromkeys(word for _, english in _dictionary(language).look_up(_words(text)) for word in english[1:])
    return f"{text}\n{translated(text, language)} {' '.join(others)}"


def _sentence(words: Sequence[str], language: str) -> str:
    english = [english[0] for _, english in _dictionary(language).look_up(words)]
    denials = [word for word in english if word in _DENIALS]
    rest = [word for word in english if word not in _DENIALS]
    return f"{' '.join((*denials[:1], *rest))}." if rest else ""


def _words(text: str) -> list[str]:
    return raw(_ELISION.sub("", text))


@lru_cache(maxsize=8)
def _dictionary(language: str) -> _Dictionary:
    whole: dict[str, Sequence[str]] = {}
    begun: dict[str, Sequence[str]] = {}
    for left, right in entries(sections()[language]):
        table = begun if left.endswith("*") else whole
        table.setdefault(left.rstrip(" *").lower(), [word.strip() for word in right.split(",")])
    return _Dictionary(whole, begun)


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    """Every word that the file has for English."""
    lists = [right for section in sections().values() for right in section.values()]
    lists += [left for name, section in sections().items() if name not in LANGUAGES for left in section]
    return frozenset(word for text in lists for word in _BREAK.split(text.lower()))
