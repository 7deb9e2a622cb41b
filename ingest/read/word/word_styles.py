"""What Word's styles say of a paragraph or a run: heading levels, numbers, hidden and struck letters."""

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.read.marks.written import DEEPEST
from ingest.read.word.package import W, child, value

LONGEST_CHAIN = 20  # styles that may stand on one another
_HEADING = re.compile(r"heading ?(\d)$", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


@dataclass(slots=True)
class Styles:
    """The styles of one document by their ids."""

    by_id: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)  # kind ("paragraph") → id of the style of plain text

    def chain(self, style_id: str, kind: str = "paragraph") -> list[Any]:
        """Return a style and those that it stands on, the nearest first."""
        styles: list[Any] = []
        style_id = style_id or self.defaults.get(kind, "")
        while style_id in self.by_id and len(styles) < LONGEST_CHAIN:
            styles.append(self.by_id[style_id])
            style_id = value(styles[-1], "basedOn")
        return styles

    def name(self, paragraph: Any) -> str:
        """Return the name of a paragraph's style in small letters: "heading 2", "toc 1", "title"."""
        style = self.by_id.get(value(paragraph, "pPr/pStyle"))
        return value(style, "name").lower() if style is not None else value(paragraph, "pPr/pStyle").lower()

    def level(self, paragraph: Any) -> int:
        """Return the level of a heading: its outline level, or its style's name or outline level; 0 for text."""
        outline_level = value(paragraph, "pPr/outlineLvl")
        if outline_level.isdigit():
            return int(outline_level) + 1 if int(outline_level) < DEEPEST else 0
        if match := _HEADING.match(self.name(paragraph)):  # also where the document has no part for its styles
            return min(DEEPEST, int(match[1]))
        for style in self.chain(value(paragraph, "pPr/pStyle")):
            if match := _HEADING.match(value(style, "name").strip()):
                return min(DEEPEST, int(match[1]))
            if (outline := value(style, "pPr/outlineLvl")).isdigit():
                return int(outline) + 1 if int(outline) < DEEPEST else 0
        return 0

    def on(self, paragraph: Any, run: Any, name: str) -> bool:
        """Say whether a switch such as "vanish" or "strike" is on for a run: by itself, its style, its paragraph's."""
        if (node := child(run, f"rPr/{name}")) is not None:
            return value(node) not in _OFF
        chains = (
            self.chain(value(run, "rPr/rStyle"), "character"),
            self.chain(value(paragraph, "pPr/pStyle")),
        )
        for chain in chains:
            for style in chain:
                if (node := child(style, f"rPr/{name}")) is not None:
                    return value(node) not in _OFF
        return False

    def run_value(self, run: Any, name: str) -> str:
        """Return a property of a run, by itself or by its style: of "vertAlign" that may be "superscript"."""
        if direct := value(run, f"rPr/{name}"):
            return direct
        styles = self.chain(value(run, "rPr/rStyle"), "character")
        return next((by_style for style in styles if (by_style := value(style, f"rPr/{name}"))), "")


def read_styles(part: Any) -> Styles:
    """Read the styles of a document; without the part there are none."""
    styles = Styles()
    for style in part.iter(f"{W}style") if part is not None else ():
        style_id, kind = style.get(f"{W}styleId") or "", style.get(f"{W}type") or ""
        styles.by_id[style_id] = style
        if style.get(f"{W}default") in ("1", "true", "on"):
            styles.defaults[kind] = style_id
    return styles
