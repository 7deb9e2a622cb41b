"""Find phrases in a text: "withdraw* … consent" in "You may withdraw it, or your consent, at any time". Pure.

A phrase is words in their order, whatever their case. "stem*" has any ending, "a|b" is either, "…" is up to 60
characters of one sentence. <email>, <phone>, <link>, <country> stand for what they say, <policy> for who speaks.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Countries that vendors name, and what they call several of them. Not whole: enough to tell that a place is named.
_COUNTRIES: Final = (
    "european (?:union|economic area)|europe|united (?:states(?: of america)?|kingdom|arab emirates)|great britain"
    "|england|scotland|ireland|germany|france|netherlands|belgium|luxembourg|austria|switzerland|liechtenstein|italy"
    "|spain|portugal|sweden|norway|denmark|finland|iceland|estonia|latvia|lithuania|poland|czech(?:ia| republic)"
    "|slovakia|slovenia|hungary|romania|bulgaria|greece|croatia|serbia|cyprus|malta|ukraine|turkey|russia(?:n"
    " federation)?|israel|egypt|saudi arabia|qatar|south africa|kenya|nigeria|india|china|people's republic of china"
    "|hong kong|taiwan|japan|(?:south )?korea|singapore|malaysia|indonesia|thailand|vietnam|philippines|australia"
    "|new zealand|canada|mexico|brazil|argentina|chile|colombia|quebec|california|virginia|oregon|texas|washington"
)
_NO_PLACE: Final = (
    r"(?!\w| (?:laws?|gdpr|sccs?|data|residents?|users?|individuals?|general|standard|commission|addendum))"
)
GAP: Final = 60  # characters that "…" stands for at most
_KNOWN: Final = {
    "<email>": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "<phone>": r"(?<![/.-])(?!\d{1,4}[./-]\d\d?[./-]\d{1,4}(?!\d))\+?\(?\d[\d ()./-]{7,}\d",  # no date
    "<link>": r"(?:https?://|www\.)\S+",
    "<country>": rf"(?:the )?(?:member states? of the )?(?:(?-i:U\.?S\.?A?|UK|U\.K\.|EU|EEA)|{_COUNTRIES}){_NO_PLACE}",
}
_POLICY: Final = "<policy>"
PLACEHOLDERS: Final = (*_KNOWN, _POLICY)
_BETWEEN: Final = rf"(?!\w)(?:[^.;\n]|\.(?=\w)){{0,{GAP}}}?(?<!\w)"
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase, and the words that it can begin with: only there is it looked for."""

    pattern: re.Pattern[str]
    begins: tuple[str, ...]  # folded words; empty: anywhere
    stems: tuple[str, ...]  # beginnings of such words


class Words:
    """A text with the places of its words: one phrase of hundreds is found without reading the text again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: dict[str, list[int]] = defaultdict(list)
        for word in _WORD.finditer(text):
            self._starts[word[0].casefold()].append(word.start())
        self._vocabulary = sorted(self._starts)

    def find(self, phrases: Sequence[Phrase]) -> list[int]:
        """Return where the phrases begin, in text order."""
        return sorted({start for phrase in phrases for start in self._found(phrase)})

    def _found(self, phrase: Phrase) -> Iterator[int]:
        if not phrase.begins and not phrase.stems:
            yield from (match.start() for match in phrase.pattern.finditer(self.text))
        for word in {*phrase.begins, *(word for stem in phrase.stems for word in self._beginning(stem))}:
            yield from (start for start in self._starts.get(word, ()) if phrase.pattern.match(self.text, start))

    def _beginning(self, stem: str) -> Iterator[str]:
        for n in range(bisect_left(self._vocabulary, stem), len(self._vocabulary)):
            if not self._vocabulary[n].startswith(stem):
                return
            yield self._vocabulary[n]


def phrases(written: Sequence[str], names: Sequence[str] = ()) -> list[Phrase]:
    """Compile phrases; `names` are those of who speaks, without which <policy> is found nowhere."""
    return [_phrase(phrase, tuple(names)) for phrase in written if names or _POLICY not in phrase]


@lru_cache(maxsize=4096)
def _phrase(written: str, names: tuple[str, ...]) -> Phrase:
    """Compile one phrase: "to|of access" begins with "to" or "of"."""
    runs = [r"\s+".join(_pattern(word, names) for word in run.split()) for run in written.split("…")]
    pattern = re.compile(rf"(?<!\w){_BETWEEN.join(runs)}(?!\w)", re.IGNORECASE)
    first = written.split(maxsplit=1)[0]
    choices = names if first == _POLICY else () if first in _KNOWN else first.split("|")
    leading = [(match[0].casefold(), choice[match.end() :]) for choice in choices if (match := _WORD.match(choice))]
    if len(leading) < len(choices):  # one begins with no word
        return Phrase(pattern, (), ())
    begins = tuple(word for word, rest in leading if rest != "*")
    return Phrase(pattern, begins, tuple(word for word, rest in leading if rest == "*"))


def _pattern(word: str, names: Sequence[str]) -> str:
    if word in _KNOWN:
        return f"(?:{_KNOWN[word]})"
    choices = sorted(names, key=len, reverse=True) if word == _POLICY else word.split("|")
    either = [re.escape(choice).replace(r"\*", r"\w*") for choice in choices]
    return f"(?:{'|'.join(either)})"
