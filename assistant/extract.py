"""No model at all: the best clause's best sentence, quoted, or silence. Pure.

Refuses to know models. It shares words with the question or it is not shown; that is all the judging there is.
"""

from collections.abc import Sequence

from assistant.checks import denies
from assistant.cite import Citation, Verdict, citation
from assistant.judge import is_yes_no
from assistant.quotes import covered, terms, units
from assistant.retrieve import Retrieved

NAME = "extractive"
ENOUGH = 0.5  # share of the question's meaningful words that a sentence with its headings must hold
LOOKED_AT = 4  # clauses


def answer(question: str, found: Sequence[Retrieved]) -> tuple[Verdict, list[Citation]]:
    """The verdict and the words it stands on, best first; silent when no sentence shares enough with the question."""
    wanted = terms(question)
    scored = [
        (
            covered(wanted, terms(f"{' '.join(one.clause.path)} {one.clause.text[start:end]}")),
            citation(one.clause, (start, end)),
        )
        for one in found[:LOOKED_AT]
        for start, end in units(one.clause)
    ]
    share, best = max(scored, key=lambda one: one[0], default=(0.0, None))
    if best is None or share < ENOUGH:
        return "silent", []
    if is_yes_no(question):
        return ("no" if denies(best.quote) else "yes"), [best]
    return "answer", [best]
