"""Read numbers written in words: "twelve" → 12, "thirty-six" → 36. The only table of number words."""

import re
from collections.abc import Mapping
from typing import Final

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

VALUES: Final[Mapping[str, int]] = {
    **{word: number for number, word in enumerate(_ONES)},
    **{word: 10 * tens for tens, word in enumerate(_TENS, 2)},
    "hundred": 100,
}
# Of these words, "one" may also be a pronoun ("one of them"): a rule that counts things leaves it out.
COUNTS: Final[Mapping[str, int]] = {word: number for word, number in VALUES.items() if number > 1}

# Regular expressions, without a group that captures.
NUMBER_WORD: Final = rf"(?:{'|'.join(sorted(VALUES, key=len, reverse=True))})"
NUMBER: Final = rf"(?:\d+|{NUMBER_WORD})"
COUNT: Final = rf"(?:\d+|{'|'.join(sorted(COUNTS, key=len, reverse=True))})"

_COMPOUND = re.compile(rf"({'|'.join(_TENS)})[ -]({'|'.join(_ONES[1:10])})")


def value(text: str) -> int | None:
    """Return the number that digits or words give: "30" → 30, "thirty-six" → 36, "many" → None."""
    plain = text.strip().casefold()
    if plain.isdecimal():
        return int(plain)
    if compound := _COMPOUND.fullmatch(plain):
        return VALUES[compound[1]] + VALUES[compound[2]]
    return VALUES.get(plain)
