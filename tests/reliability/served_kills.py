"""Kills of a Chroma server and of who writes to it, at random times, and what a reader sees meanwhile.

For the tests beside this file and for benchmarks/reliability.py, which does the same more often.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from ingest.errors import IndexFault, StoreFault
from ingest.pipeline import ingest
from ingest.places import ROOT, index_at
from tests.conftest import HashingEmbedder
from tests.reliability.store_faults import holds, policies

WRITER = """
import sys
from pathlib import Path
import chromadb, llama_index.vector_stores.chroma
from ingest.pipeline import ingest
from ingest.places import index_at
from tests.conftest import HashingEmbedder
print("ready", flush=True)
ingest([Path(sys.argv[1])], index_at(sys.argv[2]), HashingEmbedder())
print("acknowledged", flush=True)
"""


class ChromaServer:
    """A server of our own on this machine, on a folder that outlives it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = str(Path(sys.executable).parent / "chroma")
        command = [program, "run", "--path", str(self.folder), "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("no Chroma server within 60 s")

    def kill(self) -> None:
        """End it without a warning."""
        self._process.kill()
        self._process.wait()


@contextmanager
def chroma_server(folder: Path) -> Iterator[ChromaServer]:
    """Run a server."""
    server = ChromaServer(folder)
    try:
        yield server
    finally:
        server.kill()


class ServedStake:
    """A served index that is killed at again and again: what it must hold, and what it held."""

    def __init__(self, place: Path, server: ChromaServer, seed: int = 7) -> None:
        self.place, self.server = place, server
        self.index = index_at(server.url)
        self.figures: Counter[str] = Counter()
        self._dice = random.Random(seed)  # noqa: S311 - the same kills each time
        self.holds = 0
        ingest([policies(place, 0)], self.index, HashingEmbedder())  # what is imported is imported
        begun = time.monotonic()
        self._write(1)
        self.took = time.monotonic() - begun

    def server_killed(self) -> None:
        """Kill the server while one writes; start it; then all must be there, and a retry must be whole."""
        version, told = self.holds + 1, []
        folder = policies(self.place, version)

        def write() -> None:
            try:
                ingest([folder], self.index, HashingEmbedder())
            except (StoreFault, IndexFault) as error:
                told.append(str(error))

        writing = threading.Thread(target=write)
        writing.start()
        time.sleep(self._dice.uniform(0, 1.1 * self.took))
        self.server.kill()
        writing.join()
        self.server.start()
        self.figures.update(server_kills=1, refused=bool(told))
        self._looked(version, acknowledged=not told)
        self._write(version)

    def writer_killed(self) -> None:
        """Kill a writer while another reads; then all must be there, and a retry must be whole."""
        version = self.holds + 1
        command = [sys.executable, "-c", WRITER, str(policies(self.place, version)), self.server.url]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as writer:
            assert writer.stdout
            assert writer.stdout.readline() == "ready\n"
            killing = threading.Timer(self._dice.uniform(0, 1.1 * self.took), writer.send_signal, [signal.SIGKILL])
            killing.start()
            while writer.poll() is None:
                self._looked(version, acknowledged=False)
            killing.cancel()
            acknowledged = writer.stdout.read() == "acknowledged\n"
        self.figures.update(writer_kills=not acknowledged)
        self._looked(version, acknowledged=acknowledged)
        self._write(version)

    def _looked(self, version: int, *, acknowledged: bool) -> None:
        """What a reader sees: one version whole, the acknowledged one."""
        try:
            found = holds(self.index)
        except (AssertionError, IndexFault) as error:
            self.figures.update({"mixed" if "mixed" in str(error) else "bricked": 1})
            print(f"  version {version}: {error}")
            return
        allowed = {version} if acknowledged or self.figures["now"] == version else {self.holds, version}
        self.figures.update(looks=1, lost=found not in allowed)
        self.figures["now"] = found

    def _write(self, version: int) -> None:
        ingest([policies(self.place, version)], self.index, HashingEmbedder())
        found = holds(self.index)
        self.figures.update(lost_after_retry=found != version)
        self.holds = self.figures["now"] = found


def killed(place: Path, kills: int) -> dict[str, int]:
    """Kill the server, and then the writer, so many times."""
    with chroma_server(place / "chroma") as server:
        stake = ServedStake(place, server)
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("server_kills", stake.server_killed),
            ("writer_kills", stake.writer_killed),
        )
        for what, kill in steps:
            while stake.figures[what] < kills:
                kill()
        names = ("server_kills", "refused", "writer_kills", "looks", "mixed", "bricked", "lost", "lost_after_retry")
        return {name: int(stake.figures[name]) for name in names}
