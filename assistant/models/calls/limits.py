"""Limit how long a call to a model may take and how much it may send, and see that no prompt was cut."""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from assistant.models.calls.failures import broken, silent
from assistant.models.model import CONTEXT

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT = 2.0  # seconds
SILENCE_TIMEOUT = 120.0  # seconds without a byte: a cold load and a full prompt take 60 on 2 slow cores
TOTAL_TIMEOUT = 300.0  # seconds for one call, however steadily it trickles
LONGEST = 10_000_000  # bytes of one reply: 120 words with all that servers send beside them take 100,000


def whole_prompt(server: str, counted: int, *sent: str) -> int:
    """Return the tokens that a server counted in a prompt; 0 where it counts none.

    Raises ModelError when they are fewer than the words sent (each is a token at least), or leave no room for an
    answer: the server has cut the prompt and not said so.
    """
    words = sum(len(part.split()) for part in sent)
    if 0 < counted < words or counted >= CONTEXT:
        remedy = f"give it a context of {CONTEXT} tokens, or use a newer server"
        raise broken(server, f"counted {counted} tokens in a prompt of {words} words, so it has cut it", remedy)
    return counted


def limiting_hooks(server: str) -> "dict[str, list[Callable[..., Any]]]":
    """Return event hooks for an httpx client: each call gets our limits, each reply is watched as its bytes come.

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
        response.stream = _watched(response.stream, server)

    return {"request": [limited], "response": [watched]}


def _watched(stream: Any, server: str) -> Any:
    import httpx

    class Watched(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            end, size = time.monotonic() + TOTAL_TIMEOUT, 0
            for part in stream:
                size += len(part)
                if size > LONGEST:
                    raise broken(server, f"sent more than {LONGEST // 1_000_000} MB")
                if time.monotonic() > end:
                    raise silent(server, f"was not done after {TOTAL_TIMEOUT:.0f} s", "use a smaller model")
                yield part

        def close(self) -> None:
            stream.close()

    return Watched()
