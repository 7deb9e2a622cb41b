"""Find what a page says are notes: the marks that link to them, and the items or paragraphs that they are.

<a href="#fn-a" role="doc-noteref">1</a>  …  <li id="fn-a">Per customer.</li>     the item is the note "[1]"
"""

import re
from collections.abc import Mapping
from typing import Any

_MARK = re.compile(r"\[?(\d{1,3}|[a-z]|[ivx]{1,4})\]?", re.IGNORECASE)


def is_reference(node: Any) -> bool:
    """Say whether a link is a note's mark in the text, by its role; raised ones are seen by their look."""
    return node.tag == "a" and node.get("role") == "doc-noteref" and bool(_MARK.fullmatch(node.text_content().strip()))


def note_marks(tree: Any) -> Mapping[Any, str]:
    """Return each node that is a note's text with its mark: those to which a raised link, or one with the role, leads.

    The node is an item of a list: a paragraph that is a note prints its mark itself.
    """
    targets = {f"#{node.get('id')}": node for node in tree.xpath("//li[@id] | //li//*[@id]")}
    links = tree.xpath(
        "//sup//a[starts-with(@href, '#')] | //a[sup][starts-with(@href, '#')] | //a[@role='doc-noteref']"
    )
    marks: dict[Any, str] = {}
    for link in links:
        target, mark = targets.get(link.get("href") or ""), _MARK.fullmatch(link.text_content().strip())
        item = next(target.iterancestors("li"), None) if target is not None and target.tag != "li" else target
        if mark and item is not None and link not in item.iter():
            marks.setdefault(item, mark[1])
    return marks
