"""A model file from the hub: fetched by the real client from a small server that speaks the hub's protocol."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from ingest.errors import UsageError
from ingest.weights.instruct import SUGGESTED, fitting, from_hub
from tests.conftest import ROOT
from tests.http_served import served

FILE = "acme/tiny-GGUF/tiny-Q4_K_M.gguf"
BYTES = b"GGUF" + bytes(range(256)) * 100_000  # the client keeps what came by 10 MB


@dataclass
class Hub:
    """One file behind the hub's protocol."""

    url: str = ""
    told: str = sha256(BYTES).hexdigest()  # the hash that it tells
    breaks: int = 0  # bytes after which the connection ends, once
    ranges: list[str] = field(default_factory=list)  # that were asked for


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A hub that runs."""
    state = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._head(200, len(BYTES))

        def do_GET(self) -> None:
            asked = self.headers.get("Range", "")
            state.ranges.append(asked)
            start = int(re.sub(r"\D", "", asked.split("-")[0]) or 0)
            self._head(206 if asked else 200, len(BYTES) - start)
            end = state.breaks if state.breaks and not asked else len(BYTES)
            self.wfile.write(BYTES[start:end])
            state.breaks = 0

        def _head(self, status: int, length: int) -> None:
            if "/resolve/" not in self.path or not self.path.endswith(FILE.rpartition("/")[2]):
                self.send_error(404)
                return
            self.send_response(status)
            self.send_header("ETag", f'"{state.told}"')
            self.send_header("X-Repo-Commit", "0" * 40)
            self.send_header("X-Linked-Size", str(len(BYTES)))
            self.send_header("Content-Length", str(length))
            self.end_headers()

    with served(Handler) as state.url:
        yield state


def fetched(hub: Hub, home: Path, name: str = FILE) -> subprocess.CompletedProcess[str]:
    """The command, as a user runs it."""
    own = {"HF_ENDPOINT": hub.url, "HF_HOME": str(home), "HF_HUB_OFFLINE": "0", "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "-m", "ingest.weights", f"hub:{name}"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, check=False)


def test_a_model_file_is_fetched_and_checked(hub: Hub, tmp_path: Path) -> None:
    """Its place is printed, and its bytes are the hub's."""
    done = fetched(hub, tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip().removeprefix(f"hub:{FILE}: ")).read_bytes() == BYTES


def test_it_goes_on_where_it_broke_off(hub: Hub, tmp_path: Path) -> None:
    """What came is kept: the rest is asked for, in the same run or in the next."""
    hub.breaks = 15_000_000
    if fetched(hub, tmp_path).returncode:
        assert fetched(hub, tmp_path).returncode == 0
    assert any(re.fullmatch(r"bytes=[1-9]\d*-.*", asked) for asked in hub.ranges)


def test_another_hash_is_refused(hub: Hub, tmp_path: Path) -> None:
    """One line, and nothing is left to be loaded by mistake."""
    hub.told = "0" * 64
    done = fetched(hub, tmp_path)
    assert done.returncode == 2
    assert "is not what the hub says it is" in done.stderr
    assert not [path for path in tmp_path.rglob("*.gguf") if path.exists()]


def test_what_is_not_there_is_told(hub: Hub, tmp_path: Path) -> None:
    """A file that the hub does not have, and a name that is none."""
    done = fetched(hub, tmp_path, "acme/tiny-GGUF/other.gguf")
    assert done.returncode == 2
    assert done.stderr.startswith("error: the hub did not give acme/tiny-GGUF/other.gguf")
    with pytest.raises(UsageError, match=r"give hub:OWNER/NAME/FILE\.gguf"):
        from_hub("tiny.gguf")


def test_the_largest_that_fits_is_suggested() -> None:
    """4 billion parameters for 8 GB, 8 for 16; for less none."""
    assert "4B" in fitting(8_000_000_000)
    assert "8B" in fitting(16_500_000_000)
    assert [suggested.memory for suggested in SUGGESTED] == sorted((s.memory for s in SUGGESTED), reverse=True)
    with pytest.raises(UsageError, match="use --model embedded"):
        fitting(4_000_000_000)
