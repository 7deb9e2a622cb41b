"""No model at all: the best clause's best sentence, quoted, or silence. Pure.

Refuses to know models. It shares words with the question or it is not shown; that is all the judging there is.
"""

from collections.abc import Sequence

from assistant.cite import Citation, citation
from assistant.quotes import covered, terms, units
from assistant.retrieve import Retrieved

NAME = "extractive"
ENOUGH = 0.5  # share of the question's meaningful words that a sentence with its headings must hold
LOOKED_AT = 4  # clauses


def answer(question: str, found: Sequence[Retrieved]) -> list[Citation]:
    """The words that answer, the best of each policy; none when no sentence shares enough with the question."""
    shelves: dict[str, list[Retrieved]] = {}
    for one in found:
        shelves.setdefault(one.clause.policy_id, []).append(one)
    best = [_best(terms(question), mine[:LOOKED_AT]) for mine in shelves.values()]
    return [cited for share, cited in sorted(best, key=lambda one: -one[0]) if share >= ENOUGH]


def _best(wanted: frozenset[str], found: Sequence[Retrieved]) -> tuple[float, Citation]:
    """The sentence that shares most with the question, and the share; the first where two tie."""
    scored = [
        (covered(wanted, terms(f"{' '.join(one.clause.path)} {one.clause.text[start:end]}")), one.clause, (start, end))
        for one in found
        for start, end in units(one.clause)
    ]
    share, clause, span = max(scored, key=lambda one: one[0])
    return share, citation(clause, span)
