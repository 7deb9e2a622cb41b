"""What the models of all servers share: thoughts kept out, words weighed with or without probabilities, calls retried.

A server's class makes single calls (`_written`, `_reply`). This one makes of them what the chain asks for.
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from assistant.models.abilities import Abilities
from assistant.models.calls.failures import Refused
from assistant.models.calls.retry import again
from assistant.models.calls.thoughts import Words, begins_inside
from assistant.models.model import Chunk, Filled, Weighed, shares

WORD = 16  # tokens for a reply of one word: "**Yes**", {"answer": "Yes"}
THOUGHTS = 1000  # tokens for thinking that cannot be switched off, beside those for the answer
TRIAL = 400  # tokens for the thoughts of a tiny question
SURE = 0.9  # the share of a word that was written where no probabilities are told; the others share the rest
UNSWITCHED = "none"  # the name of the switch that sends nothing

Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class Request:
    """One call that is answered whole."""

    system: str
    user: str
    max_tokens: int
    schema: Mapping[str, Any] | None = None  # of JSON, which the reply must fit
    logprobs: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of it."""

    text: str
    thought: bool = False  # whether the server told of thoughts apart from the text
    tokens: tuple[tuple[str, float], ...] = ()  # the likeliest first tokens, with natural log probabilities
    prompt_tokens: int = 0
    answer_tokens: int = 0
    finished: bool = True  # whether it ended by itself, and not at max_tokens


class ServedModel(ABC):
    """A model of a server. Calls that fail in passing are made again, see `again`."""

    switches: ClassVar[Mapping[str, Any]]  # name → what is sent to keep a model from thinking; the first is usual
    shortest: ClassVar[str]  # the name of the one to send where none keeps it from thinking

    def __init__(self, name: str, server: str, abilities: Abilities | None = None) -> None:
        self.name = name
        self.abilities = abilities or Abilities()
        self._server_name = server

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """See Model."""
        words = Words(opened=self._thinks)
        budget = max_tokens + self._for_thoughts
        for chunk in again(lambda: self._unrefused(lambda: self._written(system, user, budget))):
            if text := words.more(chunk.text):
                yield Chunk(text)
            if not chunk.text:
                if text := words.end():
                    yield Chunk(text)
                yield chunk

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """See Model. Without probabilities, or where no offered word is likely, a word is asked for in writing."""
        if self.abilities.logprobs is not False and not self._thinks:
            reply = self._first_token(system, user)
            weights = shares(reply.tokens, words)
            if weights:
                return Weighed(weights, reply.prompt_tokens)
        return self._weigh_in_writing(system, user, words)

    def fill(self, system: str, user: str, schema: Mapping[str, Any], max_tokens: int) -> Filled:
        """See ReadingModel."""
        reply = self._fitting(Request(system, user, max_tokens + self._for_thoughts, schema=schema))
        return Filled(self._plain(reply.text), reply.prompt_tokens, reply.answer_tokens)

    def try_out(self, reported: Abilities) -> Abilities:
        """Find out with a few tiny requests what the server has not told. Raises ModelError."""
        self.abilities = reported
        for switch in self.switches:
            self.abilities = replace(reported, switch=switch)
            if not self._thinks_anyway():
                break
        else:
            self.abilities = replace(reported, thinking="always", switch=self.shortest)
        if self.abilities.thinking is None:
            self.abilities = replace(self.abilities, thinking="switchable" if self._thinks_unswitched() else "never")
        logprobs = not self._thinks and bool(self._first_token(*_WET).tokens)
        self.abilities = replace(self.abilities, logprobs=logprobs, structured=self._fits_a_schema())
        return self.abilities

    @abstractmethod
    def _written(self, system: str, user: str, max_tokens: int) -> Generator[Chunk, None, None]:
        """One call that writes; thoughts that the server tells apart are left out."""

    @abstractmethod
    def _reply(self, request: Request) -> Reply:
        """One call that is answered whole. Raises Refused where the server does not take the request's kind."""

    @property
    def _thinks(self) -> bool:
        return self.abilities.thinking == "always"

    @property
    def _for_thoughts(self) -> int:
        return THOUGHTS if self._thinks else 0

    def _ask(self, request: Request) -> Reply:
        return next(again(lambda: self._unrefused(lambda: _only(self._reply(request)))))

    def _unrefused(self, ask: Callable[[], Generator[Piece, None, None]]) -> Generator[Piece, None, None]:
        """What `ask` gives; where it is refused, asked once more without the switch: some servers know none."""
        try:
            yield from ask()
        except Refused:
            known = self.abilities
            if known.switch == UNSWITCHED:
                raise
            self.abilities = replace(known, switch=UNSWITCHED)
            try:
                yield from ask()
            except Refused:
                self.abilities = known
                raise

    def _first_token(self, system: str, user: str) -> Reply:
        """The likeliest first tokens; none where the server does not tell them: then it is not asked again."""
        try:
            reply = self._ask(Request(system, user, 1, logprobs=True))
        except Refused:
            reply = Reply("")
        if not reply.tokens:
            self.abilities = replace(self.abilities, logprobs=False)
        return reply

    def _fitting(self, request: Request) -> Reply:
        """The reply held to the schema where the server can, else asked for by the prompt alone."""
        if self.abilities.structured is not False:
            try:
                return self._ask(request)
            except Refused:
                self.abilities = replace(self.abilities, structured=False)
        return self._ask(replace(request, schema=None))

    def _weigh_in_writing(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        schema = _one_of(words) if self.abilities.structured and not self._thinks else None
        reply = self._ask(Request(system, user, WORD + self._for_thoughts, schema=schema))
        word = _word_of(self._plain(reply.text), words)
        if word is None and not self._thinks:  # perhaps it thinks, and its server does not tell: give it room
            reply = self._ask(Request(system, user, WORD + THOUGHTS))
            word = _word_of(_unthought(reply.text, opened=True)[0], words)
        if word is None:
            return Weighed(None, reply.prompt_tokens)
        rest = (1 - SURE) / max(1, len(words) - 1)
        return Weighed(tuple(SURE if n == word else rest for n in range(len(words))), reply.prompt_tokens)

    def _plain(self, text: str) -> str:
        return _unthought(text, opened=self._thinks)[0]

    def _thinks_anyway(self) -> bool:
        """Whether it thinks with the switch as it is, or writes nothing at all, as some do that must think."""
        reply = self._ask(Request(*_WET, WORD))
        text, thought = _unthought(reply.text, opened=False)
        if reply.thought or thought or not text.strip():
            return True
        if reply.finished:
            return False
        longer = self._ask(Request(*_WET, WORD + TRIAL))  # its prompt may have opened the thoughts, without a mark
        return longer.thought or _unthought(longer.text, opened=True)[1]

    def _thinks_unswitched(self) -> bool:
        """Whether it thinks when it is not told otherwise."""
        quiet, self.abilities = self.abilities, replace(self.abilities, switch=UNSWITCHED)
        reply = self._ask(Request(*_WET, WORD))
        self.abilities = quiet
        return reply.thought or _unthought(reply.text, opened=False)[1]

    def _fits_a_schema(self) -> bool:
        request = Request(*_WET, 2 * WORD + self._for_thoughts, schema=_one_of(_YES_NO))
        try:
            reply = self._ask(request)
        except Refused:
            return False
        return _answer_of(self._plain(reply.text)) in _YES_NO


_WET = ("Answer with one word.", "Is water wet? Yes or No?")
_YES_NO = ("Yes", "No")


def _only(reply: Reply) -> Generator[Reply, None, None]:
    yield reply


def _unthought(text: str, *, opened: bool) -> tuple[str, bool]:
    """A text without thoughts, and whether there were any."""
    words = Words(opened or begins_inside(text))
    return words.more(text) + words.end(), words.thought


def _one_of(words: Sequence[str]) -> dict[str, Any]:
    """The JSON schema of {"answer": one of the words}."""
    answer = {"type": "string", "enum": list(words)}
    return {"type": "object", "properties": {"answer": answer}, "required": ["answer"], "additionalProperties": False}


def _answer_of(text: str) -> Any:
    """The value of "answer" in a JSON object; None where there is none."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value.get("answer") if isinstance(value, dict) else None


def _word_of(text: str, words: Sequence[str]) -> int | None:
    """Which of the words a reply begins with, alone or in {"answer": …}; None where it begins with none.

    "**Yes**, it does."  →  0 of ("Yes", "No")
    """
    answer = _answer_of(text)
    begins = re.match(r"[\W_]*(\w+)", answer if isinstance(answer, str) else text)
    first = begins.group(1).casefold() if begins else ""
    return next((n for n, word in enumerate(words) if word.casefold() == first), None)
