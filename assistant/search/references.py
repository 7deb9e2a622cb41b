"""Find the definitions and sections of a policy that a clause refers to: "see section 3" → the clause numbered 3.

"Article 6 of the GDPR" refers to another text and is left alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.english.definitions import defined
from ingest.clauses.clause import Clause

COMMON = 0.4  # share of a policy's clauses that use a term: from there on its definition tells little
_ELSEWHERE = (
    r"(?![\d.]*\s*(?:\([^)]*\)\s*)*"
    r"(?:,?\s*(?:of|in) (?:the )?(?!this|our|these|policy|agreement|statement)\w|GDPR|CCPA))"
)
_SECTION = re.compile(
    r"(?:\b(?:section|clause|article|paragraph)s?\s|§\s?)"
    rf"(\d+(?:\.\d+)*|(?-i:[A-Z])(?=[\s).,;]))\.?{_ELSEWHERE}",
    re.IGNORECASE,
)
_TITLE = r"[“\"‘]([^“”\"’\n]{3,80})[”\"’]"
_HEADED = re.compile(
    rf"(?:sections?|clauses?|headings?|under|see|in)\s+(?:the )?(?:titled |entitled |called |named |on )?{_TITLE}"
    rf"|{_TITLE}\s+(?:section|clause|heading|paragraph)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A clause that another one refers to."""

    clause: Clause
    why: str  # 'defines “Service Data”' or 'section 3', to be shown


class Links:
    """What the clauses of one policy refer to."""

    def __init__(self, clauses: Sequence[Clause], names: Sequence[str] = ()) -> None:
        self._clauses = clauses
        self._names = {_plain(name) for name in names}  # of the policy: nobody needs them defined

    def of(self, clause: Clause) -> Iterator[Link]:
        """Return what this clause refers to: definitions first, then sections; never itself."""
        links = (*self._definitions(clause), *self._sections(clause))
        return (link for link in links if link.clause.id != clause.id)

    def _definitions(self, clause: Clause) -> Iterator[Link]:
        for term, home in self._terms.items():
            if _uses(clause.text, term):
                yield Link(home, f"defines “{term}”")

    def _sections(self, clause: Clause) -> Iterator[Link]:
        for match in _SECTION.finditer(clause.text):
            if home := self._numbers.get(match[1]):
                yield Link(home, f"section {match[1]}")
        for match in _HEADED.finditer(clause.text):
            title = match[1] or match[2]
            if home := self._headings.get(_plain(title)):
                yield Link(home, f"section “{title}”")

    @cached_property
    def _terms(self) -> Mapping[str, Clause]:
        """Where each term is defined first; terms that stand in most clauses are left out."""
        homes: dict[str, Clause] = {}
        for clause in self._clauses:
            for term in defined(clause.text):
                if _plain(term) not in self._names:
                    homes.setdefault(term, clause)
        most = COMMON * len(self._clauses)
        return {term: home for term, home in homes.items() if sum(_uses(c.text, term) for c in self._clauses) <= most}

    @cached_property
    def _numbers(self) -> Mapping[str, Clause]:
        """The first clause of each number, without numbers that stand at two places."""
        homes: dict[str, list[Clause]] = {}
        for clause in self._clauses:
            if clause.number:
                homes.setdefault(clause.number.strip(".() "), []).append(clause)
        return {number: same[0] for number, same in homes.items() if len({clause.path for clause in same}) == 1}

    @cached_property
    def _headings(self) -> Mapping[str, Clause]:
        """The first clause under each heading."""
        homes: dict[str, Clause] = {}
        for clause in self._clauses:
            for heading in clause.path:
                homes.setdefault(_plain(heading), clause)
        return homes


def _uses(text: str, term: str) -> bool:
    return term in text and re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) is not None


def _plain(heading: str) -> str:
    return " ".join(re.findall(r"\w+", heading.casefold()))
