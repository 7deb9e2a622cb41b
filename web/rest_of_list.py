"""Count what an answer leaves out of a list that it quotes: two of eight purposes → "6 more in this list". Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.answer import Answer
from ingest.clauses.clause import Clause

FEWEST = 2  # items of a list that an answer quotes: one alone is the answer itself, not a part of a list


@dataclass(frozen=True, slots=True)
class Rest:
    """The items of one list that an answer does not quote."""

    number: int
    first: Clause  # where a reader goes on


def rest_of_lists(answer: Answer, clauses: Sequence[Clause]) -> tuple[Rest, ...]:
    """Return what is left out of each list of which the answer quotes some items; () for a yes or a no."""
    if answer.verdict != "answer":
        return ()
    quoted = {quote.clause.id: quote.clause for quote in answer.citations}
    lists = Counter(_list_of(clause) for clause in quoted.values() if clause.lead)
    left = [
        [clause for clause in clauses if clause.lead and _list_of(clause) == of and clause.id not in quoted]
        for of, number in lists.items()
        if number >= FEWEST
    ]
    return tuple(Rest(len(items), items[0]) for items in left if items)


def _list_of(clause: Clause) -> tuple[str, ...]:
    """Name the list of an item: its policy and the headings down to the line that leads it in."""
    return (clause.policy_id, *clause.path)
