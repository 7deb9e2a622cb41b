"""Ask a model again after a fault that may pass."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import TypeVar

from assistant.models.calls.failures import Refused
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
        has_begun = False
        try:
            with closing(ask()) as pieces:
                for piece in pieces:
                    has_begun = True
                    yield piece
        except ModelError as error:
            hopeless = has_begun or isinstance(error, ModelMissing | PromptTooLong | Refused)
            if hopeless or time.monotonic() + pause >= end:
                raise
        else:
            return
        time.sleep(pause)
