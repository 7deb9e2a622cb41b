"""A model that says what it was given."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.models.model import Chunk, Filled, Weighed
from ingest.errors import ModelError


@dataclass
class ScriptedModel:
    """Says what it was given and remembers what it was asked.

    `says` are the answers of `write` in turn, or a function of the prompt. `weighs` is the share of the first word
    offered, or a function of the prompt (None: neither word).
    """

    says: list[str] | Callable[[str], str] = field(default_factory=list)
    weighs: float | Callable[[str], float | None] = 1.0
    fills: list[str] | Callable[[str], str] = field(default_factory=list)  # the JSON of `fill`, as `says`
    name: str = "scripted"
    delay: float = 0.0  # seconds before each word
    asked: list[tuple[str, str]] = field(default_factory=list)  # (system, user) of every call

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """See Model. Raises ModelError when the script has run out."""
        self.asked.append((system, user))
        if not callable(self.says) and not self.says:
            raise ModelError("the script has no more answers")
        text = self.says(user) if callable(self.says) else self.says.pop(0)
        words = text.split(" ")[:max_tokens]
        for n, word in enumerate(words):
            time.sleep(self.delay)
            yield Chunk(word if n == 0 else f" {word}")
        yield Chunk("", len(f"{system} {user}".split()), len(words))

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """See Model."""
        self.asked.append((system, user))
        first = self.weighs(user) if callable(self.weighs) else self.weighs
        if first is None:
            return Weighed(None, len(f"{system} {user}".split()))
        rest = (1 - first) / max(1, len(words) - 1)
        return Weighed((first, *[rest] * (len(words) - 1)), len(f"{system} {user}".split()))

    def fill(self, system: str, user: str, schema: Mapping[str, Any], max_tokens: int) -> Filled:
        """See ReadingModel. Raises ModelError when the script has run out."""
        del schema, max_tokens
        self.asked.append((system, user))
        if not callable(self.fills) and not self.fills:
            raise ModelError("the script has no more forms")
        text = self.fills(user) if callable(self.fills) else self.fills.pop(0)
        return Filled(text, len(f"{system} {user}".split()), len(text.split()))
