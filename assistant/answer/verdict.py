"""A question and the quotes it is answered with → the verdict. Pure.

Refuses to know models: yes and no are read from the policy's words.
"""

import re
from collections.abc import Sequence

from assistant.answer.answer import Citation, Verdict
from assistant.answer.conflict import contradiction
from assistant.english.meanings import denies
from assistant.question.question_form import is_yes_no
from ingest.clauses.sentences import sentence_ends

# The question itself asks for several policies: then it is not unclear which one is meant.
_ACROSS = re.compile(
    r"\b(?:which|any|all|each|every|none|one|some) of (?:the|these|those|them)\b|\b(?:these|those|all|five|the) "
    r"(?:five|services|companies|policies|vendors|providers|apps|sites)\b|\bboth\b|\beach (?:policy|company|service)\b",
    re.IGNORECASE,
)


def verdict(question: str, cited: Sequence[Citation], *, named: bool) -> Verdict:
    """What the cited words, best first, say to the question; `named`: whether it names its policies.

    Several policies where none was named and none asked for is ambiguous; one that says two things is a conflict. Yes
    or no is the first quote's, or, over several policies, what all of them say; where they differ the answer is what
    each says.
    """
    if not cited:
        return "silent"
    policies = {one.clause.policy_id for one in cited}
    if len(policies) > 1 and not named and not _ACROSS.search(question):
        return "ambiguous"
    if contradiction(question, cited):
        return "conflict"
    if not is_yes_no(question):
        return "answer"
    said = {denies(_first(one.quote)) for one in (cited if len(policies) > 1 else cited[:1])}
    if len(said) > 1:
        return "answer"
    return "no" if said.pop() else "yes"


def _first(quote: str) -> str:
    """The first sentence of a quote: what follows limits or explains it. A lead-in is nothing without its items."""
    first = quote[: next(sentence_ends(quote))].strip()
    return first if first.endswith((".", "!", "?")) else quote
