"""Show a section that is asked for by its heading: how its clauses begin, its list, and how much more there is. Pure.

"What rights do I have?", a section “Your rights” of eight clauses →
its opening, its list of rights, "2 further clauses …: Appeals".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from assistant.answer import phrases
from assistant.answer.answer import Citation, Parts
from assistant.answer.quote.cite import body, citation
from assistant.answer.quote.quotes import units
from assistant.answer.whole_list import LEAST_FOUND, MOST_ITEMS, listed
from ingest.clauses.clause import Clause

OPENING: Final = 400  # characters of a clause that are quoted: whole sentences, one at least
MOST_SHOWN: Final = 3  # clauses or lists; the rest is counted


def overview(clauses: Sequence[Clause], name_of: Callable[[str], str]) -> Parts:
    """Return the sentences about one section of each policy, in the order of the text; `name_of` a policy's id."""
    sections = groupby(clauses, key=lambda clause: clause.policy_id)
    return [sentence for policy, section in sections for sentence in _section(name_of(policy), list(section))]


def _section(name: str, section: Sequence[Clause]) -> Parts:
    leads = {clause.lead for clause in section}  # a list is told with its lead-in: that is not told by itself too
    groups = [list(group) for _, group in groupby(section, key=lambda clause: clause.lead or clause.id)]
    groups = [group for group in groups if len(groups) == 1 or body(group[0]).quote not in leads]
    shown = [part for group in groups[:MOST_SHOWN] for part in _shown(name, group)]
    left = sum(map(len, groups)) - sum(len(cited) for _, cited in shown)
    titled = _titled([clause for group in groups[MOST_SHOWN:] for clause in group], section[0])
    more = [(phrases.more(left, name, list(titled)), list(map(opening, titled.values())))] if left else []
    return [*shown, *more]


def _titled(clauses: Sequence[Clause], first: Clause) -> Mapping[str, Clause]:
    """The clauses with a heading of their own below the section's, each heading once, MOST_ITEMS at most."""
    headed = {clause.path[-1]: clause for clause in reversed(clauses) if not clause.lead and clause.path != first.path}
    return dict(list(reversed(headed.items()))[:MOST_ITEMS])


def opening(clause: Clause) -> Citation:
    """Cite the first sentences of a clause, without its headings: one at least, as many as fit."""
    (start, end), *others = units(clause) or [(0, len(clause.text))]
    return citation(clause, (start, max([end, *(to for _, to in others if to - start <= OPENING)])))


def _shown(name: str, group: Sequence[Clause]) -> Iterator[tuple[str, Sequence[Citation]]]:
    """A list as one sentence, a clause by its opening."""
    if group[0].lead and len(group) >= LEAST_FOUND:
        words, cited = listed(group[:MOST_ITEMS])
        yield phrases.says_words(name, words), cited
    else:
        yield from ((phrases.says(name, quote), [quote]) for quote in map(opening, group))
