"""Decide which nodes of a page are the policy: not the site's menus and banners, not what is hidden or struck out."""

import re
from typing import Any, Final

from ingest.read.web.look import Look

_DROPPED: Final = frozenset(
    "script style noscript template nav head select option input textarea svg math iframe object embed canvas audio"
    " video map".split(),
)
_ROLES_OUT = frozenset(("navigation", "dialog", "alertdialog", "search", "menu", "menubar", "banner", "contentinfo"))
_BANNER = re.compile(
    r"(?:cookie|consent|gdpr|ccpa)[\w-]{0,20}(?:banner|bar\b|popup|pop-up|modal|dialog|overlay|toast|wall|prompt|confirmation)"
    r"|onetrust|cookiebot|cybot|didomi|usercentrics|quantcast|truste|osano|cookie-?law-info",
    re.IGNORECASE,
)
_HEADINGS = ".//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6 | .//*[@role='heading']"
_TOGGLE = re.compile(r"accordion|collaps|toggle|faq|expand|question", re.IGNORECASE)
BANNER = 3000  # characters; a longer text is a section of a policy that is called "cookie-consent-dialog"
LONGEST_TOGGLE = 200  # characters on a button that opens a panel
SHORTEST_PANEL = 20  # characters of a text that a button opens; less is a menu


class Seen:
    """What of one page is read."""

    def __init__(self, tree: Any, look: Look) -> None:
        self._look = look
        self._whole = len(text_of(tree))
        self._by_id = {node.get("id"): node for node in tree.xpath("//*[@id]")}
        self._tabs = {node.get("aria-controls"): node for node in tree.xpath("//*[@role='tab'][@aria-controls]")}
        self._panels: dict[Any, bool] = {}  # nodes that open a panel, or do not

    def skipped(self, node: Any) -> str | None:
        """Say why a node is not read: "hidden-text", "struck-text", "" for furniture of the site; None: it is read."""
        if not isinstance(node.tag, str) or node.tag in _DROPPED:
            return ""
        if node.tag in ("html", "body", "main"):
            return None
        if node.tag == "button" or node.get("role") in ("tab", "tablist"):
            return None if self._button_is_text(node) else ""
        if self._look.struck(node):
            return "struck-text"
        if self._look.hidden(node) and len(text_of(node)) * 2 < self._whole:
            return "hidden-text"  # a page that hides most of itself is shown by its script
        return "" if self._is_furniture(node) else None

    def heading(self, node: Any) -> int:
        """Return the level of a heading by its tag or its role, 0 where a node is none."""
        if re.fullmatch("h[1-6]", node.tag):
            return int(node.tag[1])
        if node.get("role") == "heading" and (level := node.get("aria-level") or "2").isdigit():
            return min(6, max(1, int(level)))
        return 0

    def opens_panel(self, node: Any) -> bool:
        """Say whether a node is the button of a folded panel: it is read as the panel's heading."""
        if node not in self._panels:
            self._panels[node] = self._opens_panel(node)
        return self._panels[node]

    def _opens_panel(self, node: Any) -> bool:
        names = f"{node.get('class') or ''} {node.get('data-toggle') or ''} {node.get('data-bs-toggle') or ''}"
        able = node.get("aria-expanded") is not None or (node.tag == "button" and _TOGGLE.search(names))
        if not able or node.tag in ("a", "span", "li", "ul", "summary", "html", "body") or self.heading(node):
            return False
        if node.xpath(_HEADINGS) or node.xpath("ancestor::h1|ancestor::h2|ancestor::h3|ancestor::h4|ancestor::h5"):
            return False
        words = " ".join(node.text_content().split())
        return 1 < len(words) <= LONGEST_TOGGLE and self._has_panel(node)

    def tab_name(self, panel: Any) -> str:
        """Return the name on the tab that opens a panel, "" where the panel has a heading of its own."""
        if panel.get("role") != "tabpanel" or panel.xpath(_HEADINGS):
            return ""
        tab = self._by_id.get((panel.get("aria-labelledby") or "").strip(), self._tabs.get(panel.get("id")))
        return " ".join(tab.text_content().split()) if tab is not None and not self.heading(tab) else ""

    def _button_is_text(self, node: Any) -> bool:
        """A button that is, holds or stands in a heading, or that opens a panel of text."""
        if node.get("role") == "tablist":
            return bool(node.xpath(_HEADINGS))  # accordions call themselves so
        if self.heading(node) or node.xpath(_HEADINGS):
            return True
        around = "ancestor::h1|ancestor::h2|ancestor::h3|ancestor::h4|ancestor::h5|ancestor::h6|ancestor::summary"
        return bool(node.xpath(around)) or self.opens_panel(node)

    def _has_panel(self, node: Any) -> bool:
        """Whether what a button opens is a text: the node it names, or the one behind it or its parent."""
        name = node.get("aria-controls") or node.get("data-bs-target") or node.get("data-target") or ""
        named = [self._by_id[name.strip("# ")]] if name.strip("# ") in self._by_id else []
        parent = node.getparent()
        after = [n for n in (node.getnext(), parent.getnext() if parent is not None else None) if n is not None]
        for panel in named or after[:2]:
            if isinstance(panel.tag, str) and panel.tag != "nav" and not panel.xpath("ancestor::nav"):
                text, links = panel.text_content(), "".join(panel.xpath(".//a//text()"))
                if len(text.strip()) >= SHORTEST_PANEL and len(links) * 2 < len(text):
                    return True
        return False

    def _is_furniture(self, node: Any) -> bool:
        """Whether a node belongs to the site: its header and footer, a cookie banner, what stands aside."""
        if node.get("role") in _ROLES_OUT or (node.tag == "dialog" and node.get("open") is None):
            return True
        if node.tag == "aside":
            return not node.xpath("ancestor::main | ancestor::article") or _mostly_links(node)
        if node.tag in ("footer", "header") and not node.xpath("ancestor::main | ancestor::article"):
            return not node.xpath(".//h1")
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        return bool(_BANNER.search(names)) and len(node.text_content()) < BANNER


def _mostly_links(node: Any) -> bool:
    return len("".join(node.xpath(".//a//text()"))) * 2 >= len(node.text_content().strip())


def text_of(node: Any) -> str:
    """Return a node's text, scripts and styles left aside."""
    return "".join(node.xpath(".//text()[not(parent::script or parent::style or parent::noscript)]"))
