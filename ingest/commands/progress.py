"""Show progress bars on stderr, for all command lines.

For example:

    with progress() as show:
        show("read", 3, 5)                                 # a bar "read" at 3 of 5
        one_more = counter(show, "asking", total=200)      # counts for work whose parts only tell that they ended
        one_more()                                         # a bar "asking" at 1 of 200
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rich.progress import ProgressColumn, TaskID

Unit = Literal["count", "bytes"]
Show = Callable[[str, int, int], None]  # what is being done, how many are done so far, of how many


@contextmanager
def progress(unit: Unit = "count", *, lines: bool = False) -> Iterator[Show]:
    """Yield a function that draws one bar for each thing being done; the bars go when the block ends.

    Where stderr is no terminal nothing is shown, or with `lines` a line at each tenth: for work of minutes, which
    would look as if it hung in a log.
    """
    if sys.stderr.isatty():
        with _bars(unit) as show:
            yield show
    else:
        yield _line_a_tenth(unit) if lines else _nothing


def counter(show: Show, what: str, total: int, done: int = 0) -> Callable[[], None]:
    """Return a function that counts one more at each call, from any thread. `done` were done before."""
    lock = threading.Lock()
    show(what, done, total)

    def count_one_more() -> None:
        nonlocal done
        with lock:
            done += 1
            show(what, done, total)

    return count_one_more


@contextmanager
def _bars(unit: Unit) -> Iterator[Show]:
    from rich.console import Console
    from rich.progress import Progress

    bars = Progress(*_columns(unit), console=Console(stderr=True), transient=True)
    tasks: dict[str, TaskID] = {}

    def show(what: str, done: int, total: int) -> None:
        bars.start()  # at the first call: an error before it is printed on a clean line
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=done, total=total)

    try:
        yield show
    finally:
        bars.stop()


def _columns(unit: Unit) -> "tuple[ProgressColumn, ...]":
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    what = TextColumn("{task.description}", markup=False)
    if unit == "bytes":
        return what, BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()
    return what, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()


def _nothing(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""


def _line_a_tenth(unit: Unit) -> Show:
    """Print "fetching the model: 30 % of 48 MB" when another tenth is done."""
    printed: dict[str, int] = {}

    def show(what: str, done: int, total: int) -> None:
        tenth = 10 * done // max(total, 1)
        if tenth > printed.get(what, -1):
            printed[what] = tenth
            size = f"{total / 1e6:.0f} MB" if unit == "bytes" else str(total)
            print(f"{what}: {10 * tenth} % of {size}", file=sys.stderr, flush=True)

    return show
