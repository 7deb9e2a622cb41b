"""Numbers as letters: Roman ones, and a, b, … z, aa. Pure."""

from typing import Final

_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
LETTERS = 26


def roman(number: int) -> str:
    """Write a number in small Roman letters: 14 → "xiv"."""
    out = ""
    for value, letter in _ROMAN:
        out += letter * (number // value)
        number %= value
    return out


def letters(number: int) -> str:
    """Write a number in letters as spreadsheets and browsers do: 1 → "a", 26 → "z", 27 → "aa"."""
    out = ""
    while number > 0:
        number, rest = divmod(number - 1, LETTERS)
        out = chr(ord("a") + rest) + out
    return out
