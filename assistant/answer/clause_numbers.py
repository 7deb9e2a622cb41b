"""Find the clauses that a text names by their numbers: "subject to clause 3" → the clauses numbered 3. Pure.

"Article 6 of the GDPR" names another text and is left alone.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ingest.clauses.clause import Clause
from ingest.spans import Span

# What a bare number in a policy may be called; the others must stand in the number as it is printed: "ANNEX II".
_BARE: Final = frozenset({"section", "sec", "clause", "paragraph", "item", "point", "§"})
_KIND = r"(?i:\b(section|sec|clause|paragraph|item|point|article|part|annex|appendix|schedule)s?\.?\s|(§)+\s?)"
_PARTS = r"(?:\([a-z\d]{1,5}\))"  # "4.1(c)"
_NUMBER = rf"(\d+(?:\.\d+)*{_PARTS}*|{_PARTS}|[IVX]{{2,}}\b|[A-HJ-Z]\b)"
_OURS = r"this|our|these|your|its|policy|agreement|statement|notice|terms|document"
_ELSEWHERE = (
    rf"(?!\.?\d|[\d.]*\s*(?:\([^)]*\)\s*)*(?:,?\s*(?:of|in|from) (?:the )?(?!{_OURS})(?=[A-Z][a-z]*[A-Z])|[A-Z]{{3,}}))"
)
_NAMED = re.compile(f"{_KIND}{_NUMBER}{_ELSEWHERE}")
_LIMITED_BY = re.compile(rf"\b(?i:subject to|except|unless|other than|save)\b[^.;:]{{0,60}}?(?={_KIND}{_NUMBER})")
_FIRST_WORD = re.compile(r"^(?:([a-z]+)\.?|(§))\s*(?=[^a-z]|[a-z]+$)", re.IGNORECASE)


def numbered(text: str, clauses: Sequence[Clause]) -> Mapping[str, Span]:
    """Return the clauses that a text names by number: id → the stretch of the clause's text, all of it or one item.

    "What does section 4 say?" → the clauses 4, 4.1 and 4.2; "item (iii)" → each item that is marked so.
    """
    places: dict[str, Span] = {}
    for match in _NAMED.finditer(text):
        kind, number = (match[1] or match[2]).casefold(), match[3]
        whole = {clause.id: (0, len(clause.text)) for clause in clauses if _bears(clause.number, kind, number)}
        places |= whole or _items(number, clauses)
    return places


def limits(quote: str, clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses by which a quote limits itself: "Subject to clause 3, we delete it." → clause 3.

    None where the number stands at two places of the policy: nobody could tell which is meant.
    """
    named = {id_ for match in _LIMITED_BY.finditer(quote) for id_ in numbered(quote[match.end() :][:40], clauses)}
    limiting = [clause for clause in clauses if clause.id in named]
    homes = {clause.path[:-1] if clause.lead else clause.path for clause in limiting}
    return tuple(limiting) if len(homes) == 1 else ()


def _bears(printed: str, kind: str, number: str) -> bool:
    """Whether a clause's number, as it is printed, is this one or one below it: 4.1 for section 4."""
    first = _FIRST_WORD.match(printed)
    word = ((first[1] or first[2]) if first and first.end() < len(printed) else "").casefold()
    if word != kind and not (kind in _BARE and word in {"", *_BARE}):
        return False
    bare, wanted = (_plain(text) for text in (printed[first.end() :] if word and first else printed, number))
    return bare == wanted or bare.startswith((f"{wanted}.", f"{wanted}("))


def _plain(number: str) -> str:
    return number.strip(" .").removeprefix("(").removesuffix(")" if number.startswith("(") else "").casefold()


def _items(number: str, clauses: Sequence[Clause]) -> Mapping[str, Span]:
    """The items in clauses that have this mark before them: "(iii)", "iii."."""
    mark = re.compile(rf"(?m)^[ \t]*(?:[-*•]\s+)?\(?{re.escape(_plain(number))}[.)]\s+(?=\S)", re.IGNORECASE)
    matches = {clause.id: match for clause in clauses if (match := mark.search(clause.text))}
    return {id_: (match.end(), match.end() + 1) for id_, match in matches.items()}
