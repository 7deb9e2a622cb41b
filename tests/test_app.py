"""`python app.py` from outside: its mistakes, its help, and the page that it serves."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run app.py to its end."""
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_port_in_use_is_one_line() -> None:
    """It says which port and what to do, and exits with 2."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("--port", str(port), "--no-model")
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(rf"error: port {port} cannot be used .*--port\n", done.stderr)


def test_no_index_is_one_line(tmp_path: Path) -> None:
    """It says where it looked and what to run, and exits with 2."""
    done = run("--port", "0", "--no-model", "--index", str(tmp_path / "none"))
    assert done.returncode == 2
    assert re.fullmatch(r"error: no index at .*clausewise ingest.*\n", done.stderr)


@pytest.mark.parametrize("arguments", [["--port", "99999"], ["--port", "0", "--model", "telepathy"]])
def test_other_mistakes_are_one_line(index: Path, arguments: list[str]) -> None:
    """A port that is none and a model that is none: one line, exit 2."""
    done = run(*arguments, "--index", str(index))
    assert done.returncode == 2
    assert re.fullmatch(r"error: .*\n", done.stderr)


def test_a_port_in_the_environment_must_be_a_number() -> None:
    """CLAUSEWISE_PORT is checked as the flag is."""
    done = run(CLAUSEWISE_PORT="the usual")
    assert done.returncode == 2
    assert re.fullmatch(r"error: CLAUSEWISE_PORT is .*\n", done.stderr)


def test_help_is_quick() -> None:
    """`--help` loads none of the libraries that cost seconds."""
    code = (
        "import sys, runpy; sys.argv = ['app.py', '--help']\n"
        "try: runpy.run_path('app.py', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print([m for m in ('numpy', 'torch', 'chromadb', 'gradio', 'fastapi', 'uvicorn') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


@contextmanager
def started(index: Path) -> Iterator[str]:
    """app.py as a person starts it; its address."""
    command = [sys.executable, "app.py", "--port", "0", "--no-model", "--index", str(index)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        watch = threading.Timer(90, process.kill)
        watch.start()
        assert process.stdout
        line = process.stdout.readline()
        watch.cancel()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        try:
            assert found, line
            yield found.group()
        finally:
            process.terminate()
            process.wait(15)


def test_it_serves_the_page_and_stops(index: Path) -> None:
    """It prints its address, answers there, and is gone when it is told to stop."""
    with started(index) as address:
        assert "Clausewise" in httpx.get(address, timeout=20).text
        before = time.monotonic()
    assert time.monotonic() - before < 10
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)
