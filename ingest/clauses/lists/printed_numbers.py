"""Read the number printed in front of a heading or an item.

"5.3. Scope"       5.3, which counts (5, 3)
"(iv) Scope"       (iv), which counts (4,)
"Article 5 Scope"  Article 5, which counts (5,)
"第三条 总则"        第三条, which counts (3,)
"10 years after"   none
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed, and what it counts."""

    printed: str  # "5.3", "Article 5", "(a)": without the mark that ends it
    # "decimal", "word:arti", "roman", "letter()^" (capitals in brackets): numbers of one family count together
    family: str
    values: tuple[int, ...]  # (5, 3): one for each depth
    length: int  # characters of the line before its body


_WORDS = "Article|Section|Clause|Chapter|Part|Annexe?|Appendix|Schedule|Exhibit|Art\\.|Sec\\.|§§?"
_WORD = re.compile(
    rf"(?P<printed>(?P<word>{_WORDS})[ \t\xa0]{{0,3}}(?P<value>\d{{1,3}}(?:\.\d{{1,3}}){{0,5}}|[IVXLC]{{1,7}}|[A-Z]))"
    r"(?:\\?[.:)]|\s{0,3}[–—-])?(?:\s+|$)",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"\(?(?P<printed>\d{1,3}(?:\.\d{1,3}){0,5})(?P<end>\\?[.)]{1,2}|:|\s?[–—-](?=\s))?(?:\s+|$)")
_GLUED = re.compile(
    r"(?P<printed>\d{1,2}(?:\.\d{1,2}){0,5})\\?\.(?=[A-Z][A-Za-z])"
)  # "4.Retention": the blank was lost
_HAN = "〇一二三四五六七八九零"
_EAST_ASIAN = re.compile(  # "第一条 总则", "第3条（適用）"
    rf"(?P<printed>第\s?(?P<value>\d{{1,3}}|[{_HAN}十百]{{1,6}})\s?(?P<word>[编編章节節条條款項项]))(?:[\s:：、]+|$|(?=[（(【「]))"
)
_LETTERED = re.compile(r"(?P<printed>\d{1,3}[A-Z])\\?[.)]\s+")  # "16A."
_LETTER = re.compile(r"(?P<printed>\((?:[a-zA-Z]|[ivxIVX]{2,5})\)|(?:[a-zA-Z]|[ivxlIVXL]{2,6})(?=\\?[.)]))\\?[.)]?\s+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def number_of(text: str) -> Number | None:
    """Read the number that a line begins with; None without one. A mere count ("10 years") is none."""
    return _word(text) or _east_asian(text) or _decimal(text) or _letter(text)


def _word(text: str) -> Number | None:
    match = _WORD.match(text)
    if not match or (not match["word"][0].isupper() and match["word"][0] != "§"):
        return None
    word = match["word"].lower().strip(".").rstrip("§") or "§"
    return Number(match["printed"], f"word:{word[:4]}", _values(match["value"]), match.end())


def _east_asian(text: str) -> Number | None:
    match = _EAST_ASIAN.match(text)
    if not match:
        return None
    return Number(match["printed"], f"word:{match['word']}", (_han_value(match["value"]),), match.end())


def _han_value(written: str) -> int:
    """Return a number below 1,000 in Chinese or Japanese: "二十三" → 23, "１２" → 12."""
    if written.isdecimal():
        return int(written)
    total, digit = 0, 0
    for sign in written:
        if unit := {"十": 10, "百": 100}.get(sign):
            total, digit = total + (digit or 1) * unit, 0
        else:
            digit = _HAN.index(sign) % 10
    return total + digit


def _decimal(text: str) -> Number | None:
    match = _DECIMAL.match(text) or _GLUED.match(text) or _LETTERED.match(text)
    if not match:
        return None
    printed, body = match["printed"], text[match.end() : match.end() + 1]
    ended = match.re is not _DECIMAL or match["end"] or text[match.end() - 1 : match.end()] == "\t"  # as Word ends it
    if not ended and ("." not in printed or not (body.isupper() or body in "“\"'*[")):
        return None  # "10 years", "3.5 million"
    return Number(printed, "decimal", _values(printed), match.end())


def _letter(text: str) -> Number | None:
    match = _LETTER.match(text)
    if not match:
        return None
    printed = match["printed"]
    letters = printed.strip("()")
    roman = len(letters) > 1 or letters in "ivxIVX"
    family = ("roman" if roman else "letter") + ("()" if printed[0] == "(" else "") + letters[0].isupper() * "^"
    return Number(printed, family, (_roman(letters) if roman else _letter_value(letters),), match.end())


def _values(printed: str) -> tuple[int, ...]:
    if printed[-1].isalpha() and printed[:-1].isdigit():
        return int(printed[:-1]), _letter_value(printed[-1])
    parts = printed.split(".")
    if all(part.isdigit() for part in parts):
        return tuple(map(int, parts))
    return (_roman(printed) if set(printed.lower()) <= set(_ROMAN) else _letter_value(printed[0]),)


def _letter_value(letter: str) -> int:
    """Return a letter's place in the alphabet: "c" → 3."""
    return ord(letter.lower()) - ord("a") + 1


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters.lower()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)
