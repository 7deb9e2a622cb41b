"""Models that know the gold: what the chain could reach with a model that judges, or reads, without a fault.

They are put in the model's place and see only what a model is shown. The judge says Yes exactly to passages that
overlap a gold quote, and writes the gold quotes that it was shown. The reader gives the verdict of the case and the
words of the gold quotes that it was shown. What is still wrong then is lost by our own code.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from assistant.answer.answer import Answer
from assistant.models.abilities import Abilities
from assistant.models.cards.card import READS
from assistant.models.model import Chunk, Filled, Weighed
from eval.cases import Case, Gold, locate
from ingest.policy import Policy
from ingest.spans import overlaps
from prompts import inert

NAME = "oracle judge"
READER = "oracle reader"
# less the first line, which are the headings
_PASSAGE = re.compile(r"<passage(?: number=\"\d+\")?>\n[^\n]*\n(.*?)\n</passage>", re.DOTALL)
_YES, _NO = "Yes", "No"


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

    def _gold(self) -> tuple[Gold, ...]:
        return self.case.gold if self.case else ()

    def _holds(self, shown: str, gold: Gold) -> bool:
        """Say whether a passage overlaps a gold quote; where its words stand twice, either place counts."""
        text = self._texts[gold.policy]
        quotes = locate(inert(gold.quote), text)
        return any(overlaps(place, quote) for place in locate(shown, text) for quote in quotes)


class OracleReader(OracleModel):
    """Fills in the form of a reader out of the gold of one case at a time."""

    name = READER
    abilities = Abilities(parameters=READS, thinking="never", logprobs=True, structured=True)

    def fill(self, system: str, user: str, schema: Mapping[str, Any], max_tokens: int) -> Filled:
        """Give the case's verdict and a sentence for each gold quote that was shown; silent where none was."""
        del system, schema, max_tokens
        shown = _passages(user)
        answers = self._gold() or (self.case.also if self.case and self.case.verdict == "ambiguous" else ())
        sentences = [sentence for gold in answers if (sentence := self._sentence(gold, shown))]
        verdict = self.case.verdict if self.case and sentences else "silent"
        return Filled(json.dumps({"verdict": _SAID.get(verdict, verdict), "sentences": sentences}))

    def _sentence(self, gold: Gold, shown: Sequence[str]) -> dict[str, Any] | None:
        """The gold words that stand in shown passages, and where; None where none do."""
        both = [(number, self._words(gold, passage)) for number, passage in enumerate(shown, 1)]
        stands_on = [{"passage": number, "words": words} for number, words in both if words]
        text = " ".join(" ".join(words.split()) for _, words in both if words)
        return {"text": text, "stands_on": stands_on} if stands_on else None

    def _words(self, gold: Gold, passage: str) -> str:
        """The words that a passage and a gold quote have in common where they overlap; "" where they do not."""
        text = self._texts[gold.policy]
        quotes = locate(inert(gold.quote), text)
        both = [
            text[max(place[0], quote[0]) : min(place[1], quote[1])]
            for place in locate(passage, text)
            for quote in quotes
            if overlaps(place, quote)
        ]
        return next(iter(both), "")


# A reader has no words for these: the chain asks back itself, and shows the nearest passages where it is silent.
_SAID = {"ambiguous": "answer", "unsure": "silent"}


class IndexedAssistant(Protocol):
    """What is asked: assistant.Assistant, which also tells its policies."""

    @property
    def policies(self) -> Sequence[Policy]:
        """The policies of its index."""

    def ask(self, question: str, policies: Sequence[str] = ..., history: Sequence[Mapping[str, str]] = ...) -> Answer:
        """Answer one question."""


class OracleAssistant:
    """An assistant whose oracle is told which case is asked. One question at a time."""

    def __init__(self, assistant: IndexedAssistant, oracle: OracleModel, cases: Sequence[Case]) -> None:
        self._assistant = assistant
        self._oracle = oracle
        self.model_name = oracle.name
        self._cases = {_key(case.question, case.given, case.history): case for case in cases}

    @property
    def policies(self) -> Sequence[Policy]:
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
