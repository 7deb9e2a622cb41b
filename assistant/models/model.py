"""The interface of a language model, and what all of them share: types, shares of words, messages.

write(prompt)                  →  the answer, bit by bit
weigh(prompt, ["Yes", "No"])   →  how likely each word is to come first: (0.8, 0.2)
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

CONTEXT = 4096  # tokens: what a prompt and its answer may take together; always sent, servers' own defaults differ
TOP = 20  # alternatives asked for when weighing; servers give at most this many


@dataclass(frozen=True, slots=True)
class Chunk:
    """A bit of an answer as it is written. The last one has no text and tells what was counted."""

    text: str
    prompt_tokens: int = 0
    answer_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """How likely each of the offered words is to come next."""

    shares: tuple[float, ...] | None  # 0 to 1, in the order offered, together 1; None: it could not be judged
    prompt_tokens: int


@dataclass(frozen=True, slots=True)
class Filled:
    """JSON that a model was asked for. Not checked: it need not fit the schema, and may be cut off."""

    text: str
    prompt_tokens: int = 0
    answer_tokens: int = 0


class Model(Protocol):
    """What the chain needs of a language model. All raise ModelError when it does not give a whole answer."""

    name: str  # with its digest where one is known: what an Answer says wrote it

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """The model's answer, bit by bit; ends with the chunk that counts, or raises."""
        ...

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """The likelihood of each word as the answer's first token. Words must differ in their first token.

        A reply that is none of the words is no vote for any of them: then `shares` is None.
        """
        ...


class ReadingModel(Model, Protocol):
    """A model that can fill in a form."""

    def fill(self, system: str, user: str, schema: Mapping[str, Any], max_tokens: int) -> Filled:
        """The model's answer as JSON for a JSON schema. Raises ModelError when it does not give a whole answer."""
        ...


def shares(likely: Sequence[tuple[str, float]], words: Sequence[str]) -> tuple[float, ...] | None:
    """Return the share of each word among those offered, from (token, log probability) pairs; None if none is there.

    A token counts for a word when it begins it, case and blanks folded: "Y" and " yes" both count for "Yes".
    """
    mass = [0.0] * len(words)
    for token, logprob in likely:
        beginning = token.strip().casefold()
        for n, word in enumerate(words):
            if beginning and word.casefold().startswith(beginning):
                mass[n] += math.exp(logprob)
    total = sum(mass)
    return tuple(m / total for m in mass) if total else None


def messages(system: str, user: str) -> "list[ChatMessage]":
    """Return the two parts of a prompt as LlamaIndex has them."""
    from llama_index.core.llms import ChatMessage

    return [ChatMessage(role="system", content=system), ChatMessage(role="user", content=user)]
