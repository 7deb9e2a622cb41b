"""Ask a model again when a passing fault hits."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import TypeVar

from assistant.models.model import Chunk, Likely, Weighed, shares
from ingest.errors import ModelError, ModelMissing, PromptTooLong

PAUSES = (0.5, 1.5)  # seconds before a question is put again


PATIENCE = 10.0  # seconds from the first try in which it may be: who waited longer is told


Piece = TypeVar("Piece")


def again(ask: Callable[[], Generator[Piece, None, None]]) -> Iterator[Piece]:
    """What `ask` gives; asked anew after each of PAUSES while nothing has come and the fault may pass.

    Never after the first piece: it is on somebody's screen. Who is not there, and what does not fit, stays so.
    """
    end = time.monotonic() + PATIENCE
    for pause in (*PAUSES, PATIENCE):  # after the last try there is no time left to pause
        begun = False
        try:
            with closing(ask()) as pieces:
                for piece in pieces:
                    begun = True
                    yield piece
        except ModelError as error:
            hopeless = begun or isinstance(error, ModelMissing | PromptTooLong)
            if hopeless or time.monotonic() + pause >= end:
                raise
        else:
            return
        time.sleep(pause)


class Patient(ABC):
    """A model whose every call is asked again as `again` does: a server's class gives the calls themselves, once."""

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """See Model."""
        return again(lambda: self._written(system, user, max_tokens))

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """See Model."""
        likely = self.likely(system, user, "")
        return Weighed(shares(likely.tokens, words), likely.prompt_tokens)

    def likely(self, system: str, user: str, said: str) -> Likely:
        """See Model."""
        return next(again(lambda: self._likely(system, user, said)))

    @abstractmethod
    def _written(self, system: str, user: str, max_tokens: int) -> Generator[Chunk, None, None]: ...

    @abstractmethod
    def _likely(self, system: str, user: str, said: str) -> Generator[Likely, None, None]: ...
