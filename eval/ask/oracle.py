"""A model that knows the gold: what the chain could reach with a model that judges without a fault.

It is put in the model's place and sees only what a model is shown. It says Yes exactly to passages that overlap a gold
quote, and writes the gold quotes that it was shown. What is still wrong then is lost by our own code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from assistant.answer.answer import Answer
from assistant.models.model import Chunk, Likely, Weighed
from eval.cases import Case, Gold, locate
from ingest.policy import Policy
from ingest.spans import overlaps
from prompts import inert

NAME = "oracle judge"
_PASSAGE = re.compile(r"<passage>\n[^\n]*\n(.*?)\n</passage>", re.DOTALL)  # less its first line, the headings
_YES, _NO = "Yes", "No"
_LIKELY = ((_YES, 0.0),)  # to "what comes next" it knows no better: with or without a passage the same


class OracleModel:
    """Answers the prompts of one case at a time out of its gold."""

    name = NAME

    def __init__(self, policies: Mapping[str, Policy]) -> None:
        self._texts = {policy.id: inert(policy.text) for policy in policies.values()}  # as prompts show them
        self.case: Case | None = None  # whose gold it knows now

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """Write the gold quotes that the shown passages hold."""
        del system, max_tokens
        quotes = [gold.quote for gold in self._gold() if any(self._holds(shown, gold) for shown in _passages(user))]
        yield Chunk(" ".join(" ".join(quote.split()) for quote in quotes))
        yield Chunk("", 0, 0)

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """Say Yes where a shown passage overlaps gold. The words must be Yes and No."""
        del system
        if set(words) != {_YES, _NO}:
            raise AssertionError(f"the oracle knows Yes and No, and was offered {', '.join(words)}")
        right = any(self._holds(shown, gold) for shown in _passages(user) for gold in self._gold())
        return Weighed(tuple(float((word == _YES) is right) for word in words), 0)

    def likely(self, system: str, user: str, begun: str) -> Likely:
        """Say the same whatever is shown: a question is made no likelier by any passage."""
        del system, user, begun
        return Likely(_LIKELY, 0)

    def _gold(self) -> tuple[Gold, ...]:
        return self.case.gold if self.case else ()

    def _holds(self, shown: str, gold: Gold) -> bool:
        """Say whether a passage overlaps a gold quote; where its words stand twice, either place counts."""
        text = self._texts[gold.policy]
        quotes = locate(inert(gold.quote), text)
        return any(overlaps(place, quote) for place in locate(shown, text) for quote in quotes)


class IndexedAssistant(Protocol):
    """What is asked: assistant.Assistant, which also tells its policies."""

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies of its index."""

    def ask(self, question: str, policies: Sequence[str] = ..., history: Sequence[Mapping[str, str]] = ...) -> Answer:
        """Answer one question."""


class OracleAssistant:
    """An assistant whose oracle is told which case is asked. One question at a time."""

    model_name = NAME

    def __init__(self, assistant: IndexedAssistant, oracle: OracleModel, cases: Sequence[Case]) -> None:
        self._assistant = assistant
        self._oracle = oracle
        self._cases = {_key(case.question, case.given, case.history): case for case in cases}

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies of its index."""
        return self._assistant.policies

    def ask(self, question: str, policies: Sequence[str] = (), history: Sequence[Mapping[str, str]] = ()) -> Answer:
        """Answer one question of the cases."""
        self._oracle.case = self._cases[_key(question, policies, history)]
        return self._assistant.ask(question, policies=policies, history=history)


def _key(question: str, policies: Sequence[str], history: Sequence[Mapping[str, str]]) -> str:
    return repr((question, tuple(policies), [dict(turn) for turn in history]))


def _passages(user: str) -> list[str]:
    return _PASSAGE.findall(user)
