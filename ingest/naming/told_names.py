"""Find the names that a file gives its author beside its text: in its title, or as the site it is of.

"Returns | Acme"    →    "Acme"
"""

from collections.abc import Iterator, Mapping
from typing import Final

from ingest.naming import patterns
from ingest.naming.evidence import is_written_small, may_be_name, without_form

OF_AUTHOR: Final = ("site", "organisation", "organization", "company", "publisher")  # taken as they are
HEAD: Final = 1_500  # characters in which a page's own heading stands: "Returns"
_MAYBE = "owner"  # a person or a tool as well: taken where the text has it


def told_names(about: Mapping[str, str], text: str) -> Iterator[str]:
    """Yield the names, the surest first: {"site": "Acme", "title": "Returns | Birch"} → "Acme", "Birch"."""
    yield from (about[key] for key in OF_AUTHOR if key in about and _is_short(about[key]))
    owner = about.get(_MAYBE, "")
    if owner in text and _is_short(owner):
        yield owner
    yield from _of_title(about.get("title", ""), text)


def _of_title(title: str, text: str) -> Iterator[str]:
    """The parts of a title that say no kind of document, where the text has them; beside a kind alone, without that."""
    parts = [part.strip() for part in patterns.BREAK.split(title)]
    others = [part for part in parts if not patterns.KIND.search(part) and _is_short(part)] if len(parts) > 1 else []
    sure = len(others) == 1 and len(parts) == 2  # noqa: PLR2004 a kind and a name
    heads = {line.strip("#*_=-> \t") for line in text[:HEAD].split("\n")}
    named = (part for part in others if part not in heads and not is_written_small(part, text))
    yield from (part for part in named if sure or part in text)


def _is_short(name: str) -> bool:
    """Whether it has no more words than a name: "Office of the Head of Policies" has."""
    return bool(name) and may_be_name(without_form(name))
