"""Read a page's own style sheets: which of its nodes they hide, strike out, raise or number.

Style sheets that a page only links to are not fetched. Conditions (@media, @supports) are left aside: they hold on some
screens and not on others.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

_TELLING: Final = {
    "display": re.compile("none"),
    "visibility": re.compile("hidden|collapse"),
    "opacity": re.compile(r"^0(?:\.0+)?%?$"),
    "font-size": re.compile(r"^0(?:\.0+)?\D*$"),
    "text-decoration": re.compile("line-through"),
    "text-decoration-line": re.compile("line-through"),
    "vertical-align": re.compile("super|sub"),
    "list-style": re.compile("."),
    "list-style-type": re.compile("."),
    "white-space": re.compile("^(?:pre|break-spaces)"),
    "left": re.compile(r"^-\d{3}"),
    "top": re.compile(r"^-\d{3}"),
    "text-indent": re.compile(r"^-\d{3}"),
    "clip": re.compile("rect"),
    "color": re.compile("transparent"),
}
SHOWN: Final = frozenset(_TELLING)
MAX_SHEETS = 3_000_000  # characters of style sheets that are read
MAX_RULES = 500  # rules that are matched against the page; of 50 real pages none has more that matter
MAX_MATCHES = 100_000  # nodes that rules are about, all together
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_NAME = re.compile(r"[.#]((?:[\w-]|\\.)+)")
_CHANGING = re.compile(r":(?!not\(|first-child|last-child|root)")  # :hover, ::before: not how the page lies
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)

Declared = dict[str, str]


def declarations(style: str) -> Declared:
    """Return the properties of one style that decide what is seen: "color:red; DISPLAY: None" → {"display": "none"}."""
    properties: Declared = {}
    for declared in style.split(";"):
        name, colon, value = declared.partition(":")
        if colon and name.strip().lower() in SHOWN:
            properties[name.strip().lower()] = _IMPORTANT.sub("", value.strip().lower())
    return properties


class Sheets:
    """The style sheets in a page, matched against its nodes."""

    def __init__(self, tree: Any) -> None:
        rules = list(_rules(tree))
        shown = [frozenset(names) for selector, declared in rules if _shows(declared) and (names := _names(selector))]
        telling = [(n, selector, declared) for n, (selector, declared) in enumerate(rules) if _tells(declared)]
        self._by_node: dict[Any, Declared] = {}
        for _weight, node, declared in sorted(_matches(tree, telling, shown), key=lambda match: match[0]):
            self._by_node.setdefault(node, {}).update(declared)

    def of(self, node: Any) -> Declared:
        """Return what the sheets and the node's own style attribute say of a node; the attribute wins.

        The property "revealed" is ours: another rule of the sheets shows what this one hides, as ".tab.open" a ".tab".
        """
        declared = self._by_node.get(node, {})
        style = node.get("style")
        return declared | declarations(style) if style else declared


def _rules(tree: Any) -> Iterator[tuple[str, Declared]]:
    """Each selector with what it declares, in the order of the page."""
    sheets = _COMMENT.sub(" ", "\n".join(s.text or "" for s in tree.xpath("//style")))[:MAX_SHEETS]
    for selectors, body in _blocks(sheets):
        if declared := declarations(body):
            yield from ((selector.strip(), declared) for selector in selectors.split(",") if selector.strip())


def _blocks(sheets: str) -> Iterator[tuple[str, str]]:
    """The rules that stand under no condition: (selectors, declarations)."""
    depth, start, prelude = 0, 0, ""
    for brace in _BRACE.finditer(sheets):
        inside = sheets[start : brace.start()]
        if brace.group() == "{":
            prelude = inside.rsplit(";", 1)[-1].strip() if depth == 0 else prelude
            depth += 1
        else:
            if depth == 1 and not prelude.startswith("@"):
                yield prelude, inside
            depth = max(0, depth - 1)
        start = brace.end()


def _shows(declared: Declared) -> bool:
    """Whether a rule shows what another may have hidden."""
    display, opacity = declared.get("display", "none"), declared.get("opacity", "0")
    return display != "none" or opacity not in ("0", "0.0", "0%") or declared.get("visibility") == "visible"


def _tells(declared: Declared) -> bool:
    """Whether a rule may make a node look other than plain text."""
    return any(_TELLING[name].search(value) for name, value in declared.items())


def _names(selector: str) -> list[str]:
    """Classes and ids of the node that a selector is about: ".tabs .tab.active" → ["tab", "active"]."""
    last = re.split(r"[\s>+~]+", selector.strip())[-1]
    return _NAME.findall(last)


def _matches(
    tree: Any, rules: list[tuple[int, str, Declared]], shown: list[frozenset[str]]
) -> Iterator[tuple[tuple[int, ...], Any, Declared]]:
    """Each node that a rule is about, with the rule's weight: the specificity of its selector, then its place."""
    from cssselect import GenericTranslator, SelectorError, parse

    translator = GenericTranslator()
    names_used = {name for node in tree.iter() for name in f"{node.get('class') or ''} {node.get('id') or ''}".split()}
    able = [rule for rule in rules if not _CHANGING.search(rule[1]) and names_used.issuperset(_NAME.findall(rule[1]))]
    matches = 0
    for n, selector, declared in able[:MAX_RULES]:
        try:
            parsed = parse(selector)[0]
            nodes = tree.xpath(translator.selector_to_xpath(parsed))
        except (SelectorError, ValueError):
            continue  # a selector that only browsers know
        matches += len(nodes)
        if matches > MAX_MATCHES:
            return
        names = _names(selector)
        revealed = {"revealed": "yes"} if names and any(needed > set(names) for needed in shown) else {}
        yield from (((*parsed.specificity(), n), node, declared | revealed) for node in nodes)
