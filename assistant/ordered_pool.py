"""Run a function on many items, a few at a time in threads, and yield the results in the items' order.

in_order(str.upper, ["a", "b"], parallel=2)  →  "A", "B"
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from ingest.errors import UsageError

MOST = 64  # at once: more threads than any server has slots
AHEAD = 2  # results that may wait for an earlier one, for each that is worked on

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


def in_order(do: Callable[[Asked], Answered], items: Iterable[Asked], parallel: int = 1) -> Iterator[Answered]:
    """Return `do(item)` of each item, in the items' order, `parallel` of them at a time.

    Reads no further ahead than AHEAD * parallel items; one at a time, it reads none. A caller that stops taking
    results waits for those being worked on; the others are not begun. Raises UsageError for a bad `parallel`.
    """
    if not 1 <= parallel <= MOST:
        raise UsageError(f"cannot ask {parallel} at once: 1 to {MOST}")
    return map(do, items) if parallel == 1 else _pooled(do, items, parallel)


def _pooled(do: Callable[[Asked], Answered], items: Iterable[Asked], parallel: int) -> Iterator[Answered]:
    waiting: deque[Future[Answered]] = deque()
    pool = ThreadPoolExecutor(parallel, thread_name_prefix="clausewise-ask")
    try:
        for item in items:
            waiting.append(pool.submit(do, item))
            if len(waiting) >= AHEAD * parallel:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
