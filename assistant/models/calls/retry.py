"""Ask a model again after a fault that may pass."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import TypeVar

from assistant.models.model import Chunk, Likely, Weighed, shares
from ingest.errors import ModelError, ModelMissing, PromptTooLong

PAUSES = (0.5, 1.5)  # seconds before each further try
PATIENCE = 10.0  # seconds after the first try in which another may begin: who has waited longer is told

Piece = TypeVar("Piece")


def again(ask: Callable[[], Generator[Piece, None, None]]) -> Iterator[Piece]:
    """Yield what `ask` yields; ask again after each of PAUSES while nothing has come and the fault may pass.

    Never after the first piece: it is on somebody's screen. Nor where nobody answers or the prompt does not fit: that
    stays so. Written here and not with a library: those retry functions, and this retries the start of a stream.
    """
    end = time.monotonic() + PATIENCE
    for pause in (*PAUSES, PATIENCE):  # after the last try there is no time left to pause
        came = False
        try:
            with closing(ask()) as pieces:
                for piece in pieces:
                    came = True
                    yield piece
        except ModelError as error:
            hopeless = came or isinstance(error, ModelMissing | PromptTooLong)
            if hopeless or time.monotonic() + pause >= end:
                raise
        else:
            return
        time.sleep(pause)


class Patient(ABC):
    """A model whose calls are tried again after a passing fault. A server's class makes each call once."""

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """See Model."""
        return again(lambda: self._written(system, user, max_tokens))

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """See Model."""
        likely = self.likely(system, user, "")
        return Weighed(shares(likely.tokens, words), likely.prompt_tokens)

    def likely(self, system: str, user: str, begun: str) -> Likely:
        """See Model."""
        return next(again(lambda: self._likely(system, user, begun)))

    @abstractmethod
    def _written(self, system: str, user: str, max_tokens: int) -> Generator[Chunk, None, None]: ...

    @abstractmethod
    def _likely(self, system: str, user: str, begun: str) -> Generator[Likely, None, None]: ...
