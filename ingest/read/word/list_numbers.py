"""Count the numbers that Word counts itself: "3.2", "(a)", "Article IV", for paragraphs whose text has none.

A list has nine levels; each has a first number, a format and a pattern in which %1 to %9 stand for the numbers of the
levels. Lists made from one definition count on together, but for those that say where they start.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ingest.english.number_words import ONES, TENS
from ingest.read.marks.counting import letters, roman
from ingest.read.word.package import W, child, value
from ingest.read.word.word_styles import Styles

LEVELS = 9
_ORDINALS: Final = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    start: int
    format: str  # "decimal", "lowerRoman", "bullet" …
    pattern: str  # "%1.%2"
    legal: bool  # all numbers in it as figures
    restart: int | None  # the level above that begins it again; None: any above; 0: none
    style: str  # id of the paragraph style that is numbered so
    tab: bool  # whether a tab stands behind the number, as by default


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number before a paragraph as Word prints it."""

    printed: str  # "3.2", "(a)"; "" where only a bullet or nothing stands there
    level: int  # 0 for the outermost
    bullet: bool


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted."""

    lists: dict[str, dict[int, Level]] = field(default_factory=dict)  # numId → level → how it looks
    abstract: dict[str, str] = field(default_factory=dict)  # numId → the definition that it counts with
    starts: dict[str, dict[int, int]] = field(default_factory=dict)  # numId → level → where it says it starts
    styles: Styles = field(default_factory=Styles)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)  # definition → level → last number given
    begun: set[tuple[str, int]] = field(default_factory=set)  # (numId, level) whose own start was used

    def of(self, paragraph: Any) -> Numbered | None:
        """Count a paragraph and return its number; None for one without. Call once a paragraph, in order."""
        list_id, level = self._place(paragraph)
        levels = self.lists.get(list_id, {})
        if level not in levels:
            return None
        counts = self.counts.setdefault(self.abstract[list_id], {})
        counts[level] = self._next(list_id, level, counts)
        for deeper in [n for n in counts if n > level and self._begins_again(levels.get(n), level)]:
            del counts[deeper]
        look = levels[level]
        if look.format == "bullet":
            return Numbered("", level, bullet=True)
        return Numbered(self._printed(levels, level, counts), level, bullet=False)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and the level of a paragraph: its own, else its style's, or those linked to its style."""
        numbering = child(paragraph, "pPr/numPr")
        list_id, level = value(numbering, "numId"), value(numbering, "ilvl")
        style_id = value(paragraph, "pPr/pStyle")
        for style in self.styles.chain(style_id):
            properties = child(style, "pPr/numPr")
            if properties is None:
                continue
            level = level or value(properties, "ilvl")
            if not list_id and (list_id := value(properties, "numId")):
                linked = {look.style: n for n, look in self.lists.get(list_id, {}).items() if look.style}
                level = level or str(linked.get(style.get(f"{W}styleId"), 0))
                break
        return list_id, int(level) if level.isdigit() and int(level) < LEVELS else 0

    def _next(self, list_id: str, level: int, counts: dict[int, int]) -> int:
        """The number after the last of its level; a list that says where it starts does so once."""
        starts = self.starts.get(list_id, {})
        if level in starts and (list_id, level) not in self.begun:
            self.begun.add((list_id, level))
            return starts[level]
        levels = self.lists[list_id]
        for outer in range(level):
            if outer not in counts and outer in levels:
                counts[outer] = levels[outer].start  # Word shows "1.1" also where no "1." was printed
        return counts[level] + 1 if level in counts else starts.get(level, levels[level].start)

    @staticmethod
    def _begins_again(look: Level | None, level: int) -> bool:
        return look is None or look.restart is None or level < look.restart

    @staticmethod
    def _printed(levels: dict[int, Level], level: int, counts: dict[int, int]) -> str:
        look = levels[level]

        def number(match: re.Match[str]) -> str:
            n = int(match[1]) - 1
            outer = levels.get(n)
            if outer is None or n > level:
                return ""
            return written(counts.get(n, outer.start), "decimal" if look.legal and n < level else outer.format)

        return " ".join(re.sub(r"%([1-9])", number, look.pattern).split()) if look.format != "none" else look.pattern


def read_numbering(part: Any, styles: Styles) -> Numbering:
    """Read the lists of a document; without the part nothing is numbered."""
    numbering = Numbering(styles=styles)
    if part is None:
        return numbering
    definitions = {node.get(f"{W}abstractNumId"): node for node in part.iter(f"{W}abstractNum")}
    linked = {value(node, "styleLink"): node for node in definitions.values() if value(node, "styleLink")}
    for num in part.iter(f"{W}num"):
        list_id, definition_id = num.get(f"{W}numId") or "", value(num, "abstractNumId")
        definition = definitions.get(definition_id)
        if definition is None:
            continue
        definition = linked.get(value(definition, "numStyleLink"), definition)
        levels = dict(_levels(definition))
        for override in num.iter(f"{W}lvlOverride"):
            levels |= dict(_levels(override))
            level, start = override.get(f"{W}ilvl") or "", value(override, "startOverride")
            if level.isdigit() and re.fullmatch(r"-?\d+", start):
                numbering.starts.setdefault(list_id, {})[int(level)] = int(start)
        numbering.lists[list_id], numbering.abstract[list_id] = levels, definition.get(f"{W}abstractNumId")
    return numbering


def _levels(node: Any) -> Iterator[tuple[int, Level]]:
    for level in node.iter(f"{W}lvl"):
        n, start, restart = level.get(f"{W}ilvl") or "", value(level, "start"), value(level, "lvlRestart")
        legal = child(level, "isLgl")
        if n.isdigit():
            yield (
                int(n),
                Level(
                    int(start) if re.fullmatch(r"-?\d+", start) else 0 if not start else 1,
                    value(level, "numFmt") or "decimal",
                    value(level, "lvlText"),
                    legal is not None and value(legal) not in ("0", "false", "off"),
                    int(restart) if restart.isdigit() else None,
                    value(level, "pStyle"),
                    value(level, "suff") in ("", "tab"),
                ),
            )


def written(number: int, form: str) -> str:
    """Write a number in one of Word's formats: (3, "upperRoman") → "III"; (28, "lowerLetter") → "bb"."""
    if form in ("lowerLetter", "upperLetter") and number > 0:
        text = _doubled(number)
    elif form in ("lowerRoman", "upperRoman") and number > 0:
        text = roman(number)
    elif form in ("russianLower", "russianUpper") and 0 < number <= len(_CYRILLIC):
        text = _CYRILLIC[number - 1]
    elif form in ("cardinalText", "ordinalText") and 0 <= number < 100:  # noqa: PLR2004 - written in words
        return (_words(number) if form == "cardinalText" else _ordinal_words(number)).capitalize()
    elif form == "ordinal":
        return f"{number}{_ending(number)}"
    else:
        return "" if form == "none" else f"{number:02d}" if form == "decimalZero" else str(number)
    return text.upper() if form.startswith("upper") or form.endswith("Upper") else text


def _doubled(number: int) -> str:
    """Word doubles its letters behind z: 27 → "aa", 28 → "bb"; spreadsheets have "ab"."""
    times, letter = divmod(number - 1, 26)
    return letters(letter + 1) * min(times + 1, 30)


def _words(number: int) -> str:
    if number < len(ONES):
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")


def _ordinal_words(number: int) -> str:
    head, dash, last = _words(number).rpartition("-")
    ordinal = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return head + dash + ordinal


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
