"""How long a model may take, how often it is asked again, and the three plain lines that are said of one that fails.

Refuses to know prompts and answers, and which server is asked.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.model import CONTEXT, Chunk, Likely, Weighed, shares
from ingest.errors import ModelError, ModelMissing, ModelTimeout, PromptTooLong

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT = 2.0  # seconds
SILENCE_TIMEOUT = 120.0  # seconds without a byte: a cold load and a full prompt take 60 on 2 slow cores
TOTAL_TIMEOUT = 300.0  # seconds for one call, however steadily it trickles
LONGEST = 10_000_000  # bytes of one reply: 120 words with all that servers send beside them take 100,000
PAUSES = (0.5, 1.5)  # seconds before a question is put again
PATIENCE = 10.0  # seconds from the first try in which it may be: who waited longer is told

Piece = TypeVar("Piece")


def missing(who: str, why: str, remedy: str) -> ModelMissing:
    """There is nobody to ask, or they do not have the model."""
    return ModelMissing(f"the model is not there: {who} {why}: {remedy}")


def silent(who: str, why: str, remedy: str = "ask again in a while") -> ModelTimeout:
    """It was asked, and gives no answer now."""
    return ModelTimeout(f"the model does not answer: {who} {why}: {remedy}")


def broken(who: str, why: str, remedy: str = "ask again, or see its log") -> ModelError:
    """What it gave is no whole answer."""
    return ModelError(f"the model answered badly: {who} {why}: {remedy}")


def too_long() -> PromptTooLong:
    """The prompt and its answer do not fit: nothing was cut."""
    return PromptTooLong(f"the prompt is longer than the {CONTEXT} tokens a model is given: ask a shorter question")


def short(says: object) -> str:
    """What a stranger says, as a part of one line."""
    return " ".join(str(says).split())[:200]


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


def whole_prompt(who: str, counted: int, *sent: str) -> int:
    """The tokens that a server counted in a prompt; 0 where it counts none.

    Raises ModelError when they are fewer than the words sent (each is a token at least), or leave no room for an
    answer: the server has cut the prompt and not said so.
    """
    words = sum(len(part.split()) for part in sent)
    if 0 < counted < words or counted >= CONTEXT:
        remedy = f"give it a context of {CONTEXT} tokens, or use a newer server"
        raise broken(who, f"counted {counted} tokens in a prompt of {words} words, so it has cut it", remedy)
    return counted


def hooks(who: str) -> "dict[str, list[Callable[..., Any]]]":
    """Event hooks for an httpx client: each call gets our limits, each reply is watched as its bytes come.

    httpx's own limits are on one read each: a server that sends a byte a minute would be listened to for ever.
    """

    def limited(request: "httpx.Request") -> None:
        request.extensions["timeout"] = {
            "connect": CONNECT_TIMEOUT,
            "pool": CONNECT_TIMEOUT,
            "read": SILENCE_TIMEOUT,
            "write": SILENCE_TIMEOUT,
        }

    def watched(response: "httpx.Response") -> None:
        response.stream = _watched(response.stream, who)

    return {"request": [limited], "response": [watched]}


def _watched(stream: Any, who: str) -> Any:
    import httpx

    class Watched(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            end, size = time.monotonic() + TOTAL_TIMEOUT, 0
            for part in stream:
                size += len(part)
                if size > LONGEST:
                    raise broken(who, f"sent more than {LONGEST // 1_000_000} MB")
                if time.monotonic() > end:
                    raise silent(who, f"was not done after {TOTAL_TIMEOUT:.0f} s", "use a smaller model")
                yield part

        def close(self) -> None:
            stream.close()

    return Watched()
