"""Tell the panels of a page that a click unfolds: by the heading or the button before them, or by what names their id.

<h2><button aria-expanded="false">Keys</button></h2><div hidden>…</div>    a panel: text
<button aria-haspopup="menu">More</button><ul hidden>…</ul>              what a menu hides: none
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

LONGEST_TOGGLE: Final = 200  # characters on what opens a panel
_HEAD: Final = "self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::dt or @role='heading'"
_CONTROL: Final = "descendant-or-self::*[@aria-expanded or @onclick or @role='button' or self::button]"
_POPS_UP = re.compile(r"modal|dropdown|popover|tooltip|offcanvas|lightbox|dialog|menu", re.IGNORECASE)
_NO_TEXT = re.compile(
    r"(?:^|[\s_-])(?:modal|dialog|dropdown|menu|nav|navbar|popup|pop-up|popover|tooltip|offcanvas|lightbox|overlay)"
    r"(?:$|[\s_-])|(?:cookie|consent|gdpr)[\w-]*(?:banner|bar\b|notice|layer|box|wall|settings|preferences|popup)",
    re.IGNORECASE,
)
_ROLES_OUT: Final = frozenset("dialog alertdialog menu menubar navigation search listbox tooltip banner".split())


def opened_ids(tree: Any) -> frozenset[str]:
    """Return the ids of what a button, a tab or a link of the page opens; menus and dialogs are no text."""
    ids: set[str] = set()
    for node in tree.xpath("//*[@aria-controls or @data-target or @data-toggle or @data-bs-toggle]"):
        ids.update(_named(node, ("aria-controls", "data-target", "data-bs-target", "href")))
    for node in tree.xpath("//button | //a[starts-with(@href, '#')] | //*[@role='tab' or @role='button']"):
        ids.update(_named(node, [name for name in node.attrib if name.startswith("data-") or name == "href"]))
    return frozenset(ids)


def _named(node: Any, attributes: Iterable[str]) -> Iterator[str]:
    toggles = f"{node.get('data-toggle') or ''} {node.get('data-bs-toggle') or ''}"
    if node.get("aria-haspopup") in (None, "false") and not _POPS_UP.search(toggles):
        for name in attributes:
            yield from (part.lstrip("#") for part in (node.get(name) or "").split())


def is_panel(node: Any) -> bool:
    """Say whether a hidden node is unfolded by what stands before it.

    That is a button, or a heading that holds one; a heading without one where all that stands under it is hidden, or
    where a like node stands under another heading.
    """
    head = _before(node)
    if head is None or not 0 < len(head.text_content().strip()) <= LONGEST_TOGGLE or pops_up(node):
        return False
    is_head = _is_head(head)
    controls = head.xpath(_CONTROL)
    if any(control.get("aria-expanded") or control.get("onclick") for control in controls) or (is_head and controls):
        return not any(control.get("aria-haspopup") not in (None, "false") for control in controls)
    after = node.getnext()
    return is_head and (after is None or after.tag == head.tag or _is_head(after) or _is_one_of_many(node))


def _is_one_of_many(node: Any) -> bool:
    """Whether a node before has the same tag and class and stands under a heading, too."""
    name = node.get("class")
    alike = (
        sibling for sibling in node.itersiblings(node.tag, preceding=True) if name and sibling.get("class") == name
    )
    first = next(alike, None)
    return first is not None and (head := _before(first)) is not None and _is_head(head)


def pops_up(node: Any) -> bool:
    """Say whether a node is, or stands in, a menu, a dialog or a cookie banner, or holds little but links."""
    links = "".join(node.xpath(".//a//text()")).strip()
    if len(links) * 2 >= len(node.text_content().strip()):
        return True
    for around in (node, *node.iterancestors()):
        names = f"{around.get('class') or ''} {around.get('id') or ''}"
        fixed = re.search(r"position\s*:\s*fixed", around.get("style") or "")
        if around.tag in ("body", "main", "article"):
            return False
        if around.get("role") in _ROLES_OUT or around.tag in ("nav", "dialog") or fixed or _NO_TEXT.search(names):
            return True
    return False


def _before(node: Any) -> Any:
    """The element before a node, of which no text stands in between."""
    before = node.getprevious()
    if before is None or not isinstance(before.tag, str) or (before.tail or "").strip():
        return None
    return before


def _is_head(node: Any) -> bool:
    """Whether a node is a heading or a term, or holds one and nothing else."""
    if not isinstance(node.tag, str):
        return False
    if node.xpath(_HEAD):
        return True
    heads = node.xpath(f".//*[{_HEAD}]")
    return len(heads) == 1 and heads[0].text_content().strip() == node.text_content().strip()
