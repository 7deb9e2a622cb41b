"""Gather what a reader's reply is verified with: the question, the policies' names, what quotes say to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer.answer import Citation
from assistant.answer.parts import Part
from assistant.answer.yes_no.stance import Stance
from assistant.question.question_form import is_yes_no
from assistant.question.scope import Scope
from ingest.clauses.clause import Clause
from ingest.index.index import Index
from prompts import inert

StanceOf = Callable[[Citation], Stance]  # what words say to a yes/no question


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reply is verified with, besides the passages."""

    question: str
    names: Mapping[str, str]  # each policy's name by its id
    known: Callable[[str], str]  # a policy's id → words that an answer may use besides its quotes: its names
    stance_of: StanceOf | None = None  # None: the question does not ask for yes or no
    named: bool = True  # whether the question names its policies


def asked_of(part: Part, index: Index, scope: Scope, stance_of: StanceOf) -> Asked:
    """Return what the reply to a part of a question is verified with."""
    policies = index.policies

    def known(policy_id: str) -> str:
        return " ".join((policies[policy_id].name, *policies[policy_id].aliases))

    asks_yes_no = is_yes_no(inert(part.question))  # what passes for our own marks hides how a question begins
    return Asked(part.question, index.names, known, stance_of if asks_yes_no else None, scope.named)


def whole_policy(index: Index, policies: Sequence[str]) -> Sequence[Clause]:
    """Return the clauses of the one policy that is asked about; none where there are several."""
    if len(policies) != 1:
        return ()
    return index.clauses_of[policies[0]]
