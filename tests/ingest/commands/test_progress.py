"""Progress bars: drawn on a terminal, silent or a line a tenth elsewhere, counted from many threads."""

import io
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from ingest.commands.progress import Unit, counter, progress


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_without_a_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """A log gets no bars."""
    with progress() as show:
        show("read", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_lines_are_one_a_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    """Work of minutes is told to a log, which is not flooded."""
    with progress("bytes", lines=True) as show:
        for done in range(0, 2_000_001, 7_000):
            show("fetching", done, 2_000_000)
        show("fetching", 2_000_000, 2_000_000)
    printed = capsys.readouterr().err.splitlines()
    assert len(printed) == 11
    assert printed[3] == "fetching: 30 % of 2 MB"


@pytest.mark.parametrize("unit", ["count", "bytes"])
def test_on_a_terminal_a_bar_is_drawn_for_each_thing(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both names are on the screen; what looks like rich's markup is shown as it is."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress(unit) as show:
        show("read", 2, 2)
        show("embed [bold]", 1, 4)
    assert "read" in terminal.getvalue()
    assert "embed [bold]" in terminal.getvalue()


def test_a_bar_that_was_never_shown_leaves_the_screen_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error before the first step is printed on a clean line."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress():
        pass
    assert not terminal.getvalue().strip()


def test_a_counter_counts_from_many_threads() -> None:
    """No call is lost, and the first look shows what was done before."""
    shown: list[tuple[str, int, int]] = []
    one_more = counter(lambda what, done, total: shown.append((what, done, total)), "asking", 110, done=10)
    with ThreadPoolExecutor(4) as pool:
        for _ in range(100):
            pool.submit(one_more)
    assert shown[0] == ("asking", 10, 110)
    assert [done for _, done, _ in shown] == list(range(10, 111))
