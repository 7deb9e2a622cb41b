"""Say how a node of a page looks to its reader: seen, folded away, hidden, struck out, raised.

What a click unfolds or a script fades in is text. What nobody sees is not, and is told. Of pages that carry their style
sheets elsewhere only what the nodes say themselves is known.
"""

import re
from typing import Any, Final

from ingest.read.web.page_notes import is_reference
from ingest.read.web.panels import is_panel, opened_ids, pops_up
from ingest.read.web.style_sheets import Sheets

_FOLDED = re.compile(
    r"accordion|collaps|(?:^|[\s_-])tabs?(?:[\s_-]|pane|panel|content|$)|panel|faq|expand|toggle|drawer|spoiler"
    r"|read-?more|show-?more|fold",
    re.IGNORECASE,
)
_FADING = re.compile(
    r"\b(?:aos|wow|fade|reveal|animat\w*|elementor-invisible|scroll|lazy|motion|appear|in-?view)", re.IGNORECASE
)
_HIDDEN_NAME = re.compile(r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-reader-text)(?:$|\s)", re.IGNORECASE)
_GONE_NAME = re.compile(r"(?:^|[\s_-])(?:d-none|is-hidden)(?:$|\s)", re.IGNORECASE)
_FAR_OFF = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|%)?")
_NOTHING = re.compile(r"0(?:\.0+)?(?:px|em|rem|pt|%)?")
_INLINE: Final = frozenset("span a b i em strong small font u label code".split())
AROUND = 3  # nodes around a hidden one that may say that it is folded


class Look:
    """How the nodes of one page look."""

    def __init__(self, tree: Any) -> None:
        self._sheets = Sheets(tree)
        self._opened = opened_ids(tree)

    def of(self, node: Any, name: str) -> str:
        """Return a property of a node as its own style or the page's sheets give it, "" where neither does."""
        return self._sheets.of(node).get(name, "")

    def hidden(self, node: Any) -> bool:
        """Say whether nobody sees a node, whatever they click."""
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if _HIDDEN_NAME.search(names) or self._out_of_sight(node):
            return True
        if self._faded(node, names):
            return node.tag in _INLINE and not _FADING.search(f"{names} {' '.join(node.keys())}")
        if _GONE_NAME.search(names):
            return not is_panel(node)
        gone = node.get("hidden") not in (None, "until-found") or node.get("aria-hidden") == "true"
        gone = gone or self.of(node, "display") == "none" or self.of(node, "visibility") in ("hidden", "collapse")
        return gone and not self._folded(node, names)

    def struck(self, node: Any) -> bool:
        """Say whether a node's text is struck out."""
        if node.tag in ("s", "strike", "del"):
            return True
        return "line-through" in f"{self.of(node, 'text-decoration')} {self.of(node, 'text-decoration-line')}"

    def lifted(self, node: Any) -> str:
        """Return "raised" or "lowered" where a node's text stands above or below its line, else ""."""
        align = self.of(node, "vertical-align")
        if node.tag == "sup" or align == "super" or is_reference(node):
            return "raised"
        return "lowered" if node.tag == "sub" or align == "sub" else ""

    def preformatted(self, node: Any) -> bool:
        """Say whether line ends in the source are line ends on the page."""
        return node.tag in ("pre", "listing", "xmp") or self.of(node, "white-space").startswith(("pre", "break-spaces"))

    def _out_of_sight(self, node: Any) -> bool:
        """Of no size, of no colour, or beside the screen."""
        declared = self._sheets.of(node)
        if not declared:
            return False
        far = any(_FAR_OFF.match(declared.get(side, "")) for side in ("left", "top", "text-indent"))
        clipped = re.match(r"rect\(\s*[01](?:px)?[\s,]+[01]", declared.get("clip", "")) is not None
        sizeless = _NOTHING.fullmatch(declared.get("font-size", "")) is not None
        return far or clipped or sizeless or declared.get("color") == "transparent"

    def _faded(self, node: Any, names: str) -> bool:
        """Whether only its opacity hides a node; so begin sections that fade in when one comes to them."""
        if _NOTHING.fullmatch(self.of(node, "opacity")):
            return self.of(node, "display") != "none" and node.get("hidden") is None
        attributes = f"{names} {' '.join(node.keys())} {node.get('style') or ''}"
        return self.of(node, "visibility") == "hidden" and _FADING.search(attributes) is not None

    def _folded(self, node: Any, names: str) -> bool:
        """Whether a click or a script opens a hidden node: by its names, by what opens it, or by what it stands in."""
        if node.get("role") == "tabpanel" or is_panel(node):
            return True
        if node.get("id") in self._opened and not pops_up(node):
            return True
        if self.of(node, "revealed"):
            return True
        around = [names, *(f"{n.get('class') or ''} {n.get('id') or ''}" for n in _around(node))]
        return any(_FOLDED.search(classes) for classes in around)


def _around(node: Any) -> list[Any]:
    """The nodes around a node, the nearest first."""
    ancestors: list[Any] = []
    while (
        (node := node.getparent()) is not None
        and len(ancestors) < AROUND
        and node.tag not in ("body", "main", "article")
    ):
        ancestors.append(node)
    return ancestors
