"""Show a section that is asked for by its heading: how its clauses begin, its list, and how much more there is. Pure.

"What rights do I have?", a section “Your rights” of eight clauses →
its opening, its list of rights, "2 further clauses …: Appeals".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, takewhile
from typing import Final

from assistant.answer import phrases
from assistant.answer.answer import Citation, Parts
from assistant.answer.quote.cite import citation
from assistant.answer.quote.quotes import units
from assistant.answer.whole_list import LEAST_FOUND, MOST_ITEMS, listed
from ingest.clauses.clause import Clause
from ingest.clauses.sentences import on_one_line
from ingest.spans import Span

OPENING: Final = 400  # characters of a clause that are quoted: whole sentences, one at least
MOST_SHOWN: Final = 3  # clauses or lists; the rest is counted


def overview(clauses: Sequence[Clause], name_of: Callable[[str], str]) -> Parts:
    """Return the sentences about one section of each policy, in the order of the text; `name_of` a policy's id."""
    sections = groupby(clauses, key=lambda clause: clause.policy_id)
    return [sentence for policy, section in sections for sentence in _section(name_of(policy), list(section))]


def _section(name: str, section: Sequence[Clause]) -> Parts:
    every = [list(group) for _, group in groupby(section, key=lambda clause: clause.lead or clause.id)]
    leads = " ".join(on_one_line(group[0].lead) for group in every if _is_list(group))
    groups = [group for group in every if _is_list(group) or _opening_units(group[0], leads)]
    shown, rest = _first(groups, leads)
    parts = [part for group in shown for part in _shown(name, group, leads)]
    left = sum(map(len, groups)) - sum(len(cited) for _, cited in parts)
    titled = _titled([clause for group in rest for clause in group], section[0])
    more = [(phrases.more(left, name, list(titled)), list(map(opening, titled.values())))] if left else []
    return [*parts, *more]


def _first(groups: Sequence[Sequence[Clause]], leads: str) -> tuple[Sequence[Sequence[Clause]], ...]:
    """The groups that are shown and the rest; what only announces the next, "… described below:", is not counted."""
    counted = 0
    for n, group in enumerate(groups):
        counted += _is_list(group) or not opening(group[0], leads).quote.endswith(":")
        if counted == MOST_SHOWN:
            return groups[: n + 1], groups[n + 1 :]
    return groups, ()


def _is_list(group: Sequence[Clause]) -> bool:
    """Whether clauses are the items of a list, which is told with its lead-in."""
    return len(group) >= LEAST_FOUND and bool(group[0].lead)


def _titled(clauses: Sequence[Clause], first: Clause) -> Mapping[str, Clause]:
    """The clauses with a heading of their own below the section's, each heading once, MOST_ITEMS at most."""
    headed = {clause.path[-1]: clause for clause in reversed(clauses) if not clause.lead and clause.path != first.path}
    return dict(list(reversed(headed.items()))[:MOST_ITEMS])


def opening(clause: Clause, elsewhere: str = "") -> Citation:
    """Cite the first sentences of a clause, without its headings: one at least, as many as fit; none of `elsewhere`."""
    (start, end), *others = _opening_units(clause, elsewhere) or [(0, len(clause.text))]
    return citation(clause, (start, max([end, *(to for _, to in others if to - start <= OPENING)])))


def _opening_units(clause: Clause, elsewhere: str) -> Sequence[Span]:
    """The sentences of a clause up to the first that stands elsewhere: the lead-in of a list that comes next."""
    return list(takewhile(lambda unit: on_one_line(clause.text[slice(*unit)]) not in elsewhere, units(clause)))


def _shown(name: str, group: Sequence[Clause], leads: str) -> Iterator[tuple[str, Sequence[Citation]]]:
    """A list as one sentence, a clause by its opening."""
    if _is_list(group):
        words, cited = listed(group[:MOST_ITEMS])
        yield phrases.says_words(name, words), cited
    else:
        quotes = [opening(clause, leads) for clause in group]
        yield from ((phrases.says(name, quote), [quote]) for quote in quotes)
