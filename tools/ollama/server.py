"""Start and stop a local Ollama, for users who have none and for the tests.

    python -m tools.ollama start     find or build the program, run it, create the model, print its address
    python -m tools.ollama build     only find or build the program
    python -m tools.ollama status    exit 0 when it runs, 1 when not
    python -m tools.ollama stop

`start` prints `export OLLAMA_HOST=127.0.0.1:PORT` and nothing else on stdout. The server is ours: it listens on this
machine only, keeps its models in our cache, makes no calls to its vendor, and is stopped only by its recorded process.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant.models.calls.address import is_loopback, read_ollama_host
from ingest.errors import ModelMissing, UsageError
from tools.ollama.build import alone, folder, program
from tools.ollama.create_model import create_model, store

START_SECONDS = 60.0  # a cold disk; 1 s is usual
STOP_SECONDS = 15.0
CALL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server that we started."""

    pid: int
    host: str  # 127.0.0.1:PORT
    program: str  # path of the binary, which its process must show


def start() -> str:
    """Have a server with the model run on this machine; return its host:port.

    Raises ModelMissing when none can be had, UsageError when OLLAMA_HOST is no place to start one at.
    """
    with alone("server"):
        host = _answering() or _run(program(), _free(os.environ.get("OLLAMA_HOST", "")))
        create_model(host, program)
    return host


def _answering() -> str | None:
    """Return the server to use as it runs: the one OLLAMA_HOST names, else ours."""
    wanted = os.environ.get("OLLAMA_HOST")
    if wanted and version(host := _loopback(wanted)):
        _say(f"an Ollama server answers at {host} already")
        return host
    here = running()
    if here:
        _say(f"our Ollama server runs already at {here.host} (process {here.pid})")
    return here.host if here else None


def running() -> Running | None:
    """Return the server that we started, when its process is still that one and answers."""
    here = _recorded()
    return here if here and _is_ours(here) and version(here.host) else None


def stop() -> Running | None:
    """End the server that we started, and no other process; return which one that was."""
    recorded = _recorded()
    _state().unlink(missing_ok=True)
    if recorded is None or not _is_ours(recorded):
        return None
    os.kill(recorded.pid, signal.SIGTERM)
    if not _within(STOP_SECONDS, lambda: not _is_ours(recorded)):
        os.kill(recorded.pid, signal.SIGKILL)
    return recorded


def version(host: str) -> str | None:
    """Return the version of the Ollama that answers at host:port, or None."""
    import httpx

    try:
        answer = httpx.get(f"http://{host}/api/version", timeout=CALL_SECONDS, trust_env=False)
        return str(answer.json()["version"]) if answer.is_success else None
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None  # nothing answers, or something that is not Ollama


def _loopback(wanted: str) -> str:
    """Return OLLAMA_HOST as host:port; raises UsageError when it is not this machine's own loopback."""
    url = read_ollama_host(wanted)
    if not is_loopback(url):
        raise UsageError(f"OLLAMA_HOST={wanted} is not 127.0.0.1: a server is started on this machine only; unset it")
    return urlsplit(url).netloc


def _free(wanted: str) -> str:
    """Return the wanted host:port, or a free port where none is wanted; raises UsageError when it is taken."""
    host = _loopback(wanted) if wanted else "127.0.0.1:0"
    name, _, port = host.rpartition(":")
    family = socket.AF_INET6 if name.startswith("[") else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
        try:
            probe.bind((name.strip("[]"), int(port)))
        except OSError as error:
            raise UsageError(f"OLLAMA_HOST={wanted}: {error.strerror}: unset it and a free port is chosen") from error
        return f"{name}:{probe.getsockname()[1]}"


def _run(binary: Path, host: str) -> str:
    """Start the server, detached from us, and wait until it answers; raises ModelMissing when it does not."""
    log = folder() / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as sink:
        process = subprocess.Popen(  # noqa: S603 the program found on PATH or built by us
            [str(binary), "serve"],
            env={**os.environ, **_settings(host)},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    here = Running(process.pid, host, str(binary))
    _state().write_text(json.dumps(asdict(here)), encoding="utf-8")
    _say(f"starting {binary} at {host} (log: {log})")
    _within(START_SECONDS, lambda: version(host) is not None or process.poll() is not None)
    if process.poll() is None and version(host):
        return host
    stop()
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["it said nothing"]
    raise ModelMissing(f"the Ollama server did not start: {lines[-1][:200]} (log: {log})")


def _settings(host: str) -> dict[str, str]:
    return {
        "OLLAMA_HOST": host,
        "OLLAMA_MODELS": str(store()),
        "OLLAMA_NO_CLOUD": "1",  # else it asks its vendor's site for recommendations now and then
        "OLLAMA_NUM_PARALLEL": "1",  # each further slot costs memory, and 2 cores gain nothing
        "OLLAMA_KEEP_ALIVE": "30m",  # loading takes 4 s
    }


def _state() -> Path:
    return folder() / "server.json"


def _recorded() -> Running | None:
    """Return what the last start wrote down, if anything whole."""
    try:
        return Running(**json.loads(_state().read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _is_ours(here: Running) -> bool:
    """Say whether the recorded process is still the server that we started: process ids are used again."""
    if Path("/proc/self").exists():
        try:
            words = Path(f"/proc/{here.pid}/cmdline").read_text(encoding="utf-8", errors="replace").split("\0")[:-1]
        except (FileNotFoundError, ProcessLookupError):
            return False  # it has ended
    else:
        ps = [shutil.which("ps") or "ps", "-p", str(here.pid), "-o", "command="]
        words = subprocess.run(ps, capture_output=True, text=True, check=False).stdout.split()  # noqa: S603 our own words
    # before the last two, a wrapper's shell perhaps
    return [Path(word).name for word in words[-2:]] == [Path(here.program).name, "serve"]


def _within(seconds: float, reached: Callable[[], bool]) -> bool:
    """Wait until something is so; say whether it came to be in time."""
    end = time.monotonic() + seconds
    while not (so := reached()) and time.monotonic() < end:
        time.sleep(0.1)
    return so


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
