"""Read numbers written in words: "twelve" → 12, "one hundred and eighty" → 180. The only table of such words."""

import re
from collections.abc import Mapping
from typing import Final

_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
ONES: Final = tuple(_BELOW_TWENTY.split())  # each at its value
TENS: Final = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())  # from 20 on
VALUES: Final[Mapping[str, int]] = {
    **{word: number for number, word in enumerate(ONES)},
    **{word: 10 * tens for tens, word in enumerate(TENS, 2)},
    "hundred": 100,
}
# Of these words, "one" may also be a pronoun ("one of them"): a rule that counts things leaves it out.
COUNTS: Final[Mapping[str, int]] = {word: number for word, number in VALUES.items() if number > 1}

_DIGIT = rf"(?:{'|'.join(ONES[1:10])})"
_TWO_DIGITS = rf"(?:{'|'.join(TENS)})(?:[ -]{_DIGIT}\b)?"
_TEENS = "|".join(reversed(ONES[10:]))
_HUNDREDS = rf"(?:(?:an?|{_DIGIT})[ -])?hundred(?:(?: and)?[ -](?:{_TWO_DIGITS}|{_TEENS}|{_DIGIT})\b)?"

# Regular expressions, without a group that captures; longer numbers are tried first.
NUMBER_WORD: Final = rf"(?:{_HUNDREDS}|{_TWO_DIGITS}|{_TEENS}|{_DIGIT}|zero)"
NUMBER: Final = rf"(?:\d+|{NUMBER_WORD})"
COUNT: Final = rf"(?:\d+|{_HUNDREDS}|{_TWO_DIGITS}|{_TEENS}|(?!one){_DIGIT})"

_WORDS = re.compile(NUMBER_WORD)
_SPELT = re.compile(rf"(?<![\w@.])(?!\d){COUNT}(?![\w@]|\.\w)", re.IGNORECASE)  # not of an address
_BETWEEN = re.compile(r"[ -](?:and )?")


def value(text: str) -> int | None:
    """Return the number that digits or words give: "30" → 30, "thirty-six" → 36, "many" → None."""
    plain = text.strip().casefold()
    if plain.isdecimal():
        return int(plain)
    if not _WORDS.fullmatch(plain):
        return None
    before, hundred, rest = plain.rpartition("hundred")
    hundreds = (sum(map(_of_word, _BETWEEN.split(before))) or 1) * 100 if hundred else 0
    return hundreds + sum(map(_of_word, _BETWEEN.split(rest)))


def in_digits(text: str) -> str:
    """Write the numbers of a text in digits, "one" as it is: "within thirty-six hours" → "within 36 hours"."""
    return _SPELT.sub(lambda match: str(value(match[0])), text)


def _of_word(word: str) -> int:
    return VALUES.get(word, 0)  # nothing for "a" and ""
