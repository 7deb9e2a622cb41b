"""Give the verdict of an answer from its quotes: yes and no are read from the policy's words, not from a model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.answer import Citation, Verdict
from assistant.answer.stance import Stance

# The question itself asks for several policies: then it is not unclear which one is meant.
_ACROSS = re.compile(
    r"\b(?:which|any|all|each|every|none|one|some) of (?:the|these|those|them)\b|\b(?:these|those|all|\w+|the) "
    r"(?:services|companies|policies|vendors|providers|apps|sites)\b|\bboth\b|\beach (?:policy|company|service)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict of an answer, and the condition under which a yes or no holds."""

    verdict: Verdict
    condition: str = ""


def ruling(question: str, cited: Sequence[Citation], stances: Sequence[Stance], *, named: bool) -> Ruling:
    """Return the verdict of quotes, best first, each with its stance; `named`: whether the question names its policies.

    `stances` is empty where the question does not ask for yes or no. Over several policies yes or no is what all of
    them say; where they differ, or one settles nothing, the answer is what each says.
    """
    if not cited:
        return Ruling("silent")
    policies = {citation.clause.policy_id for citation in cited}
    if len(policies) > 1 and not named and not _ACROSS.search(question):
        return Ruling("ambiguous")
    deciding = stances if len(policies) > 1 else stances[:1]
    polarities = {stance.polarity for stance in deciding}
    if len(polarities) != 1 or "" in polarities:
        return Ruling("answer")
    verdict: Verdict = "yes" if "yes" in polarities else "no"
    conditions = [stance.condition for stance in deciding if stance.condition]
    if conditions and len(policies) > 1:
        return Ruling("answer")
    return Ruling(verdict, conditions[0] if conditions else "")
