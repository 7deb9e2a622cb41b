"""Give the verdict of an answer from its quotes: yes and no are read from the policy's words, not from a model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.answer import Citation, Verdict
from assistant.answer.yes_no.stance import Stance
from assistant.english.meanings import meanings
from assistant.question.proposition import proposition
from assistant.question.question_form import is_yes_no

# The question itself asks for several policies: then it is not unclear which one is meant.
_ACROSS = re.compile(
    r"\b(?:which|any|all|each|every|none|one|some) of (?:the|these|those|them)\b|\b(?:these|those|all|\w+|the) "
    r"(?:services|companies|policies|vendors|providers|apps|sites)\b|\bboth\b|\beach (?:policy|company|service)\b",
    re.IGNORECASE,
)

_EVEN = re.compile(r"\b(?:even|regardless|whether or not)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict of an answer, and the condition under which a yes or no holds."""

    verdict: Verdict
    condition: str = ""


def despite(rules: Ruling, question: str, limiting: Sequence[Citation]) -> Ruling:
    """Return no where a question asks whether a rule holds even in a case, and a clause that limits it is about that.

    "Is it deleted even if a court wants it?", limited by “Where a court orders it, it is kept.” → no.
    """
    asked = proposition(question, "")
    if rules.verdict != "answer" or not is_yes_no(question) or not asked.despite:
        return rules
    about = any(asked.despite & meanings(quote.quote) and not _EVEN.search(quote.on_one_line) for quote in limiting)
    return Ruling("yes" if asked.negated else "no") if about else rules


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
