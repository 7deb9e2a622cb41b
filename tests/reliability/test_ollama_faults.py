"""A real Ollama that fails: killed while it writes, its model removed, too many asking, a prompt too long.

The server is one of these tests' own: another may be measured or used meanwhile. It serves links to the model's files.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from assistant.chain import Assistant, Evidence
from assistant.models.calls import retry
from assistant.models.ollama import OllamaModel
from ingest.errors import ModelError, ModelMissing, ModelTimeout, PromptTooLong
from tests.conftest import HashingEmbedder
from tools.ollama import server
from tools.ollama.build import program
from tools.ollama.create_model import MODEL, store

pytestmark = [
    pytest.mark.ollama,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not os.environ.get("OLLAMA_HOST"), reason="no Ollama server: run make ollama, set OLLAMA_HOST"),
]
# A clause says just what is asked, so that the model is always asked to write: what is only `unsure` is quoted by code.
QUESTION = "Does Segments.ai disclose my personal data to third parties for direct marketing purposes?"


class Own:
    """A server that can be killed and started again at the same address."""

    def __init__(self, models: Path, log: Path) -> None:
        self.host = server._free("")
        self._models = models
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run it until it answers; one question at a time, one in line."""
        env = os.environ | server._settings(self.host) | {"OLLAMA_MODELS": str(self._models), "OLLAMA_MAX_QUEUE": "1"}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(program()), "serve"], env=env, stdout=log, stderr=log, start_new_session=True
            )
        assert server._within(60, lambda: server.version(self.host) is not None)

    def kill(self) -> None:
        """End it and what it runs as a power cut would."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def kill_runner(self) -> None:
        """End only the process that has the model in memory."""
        assert self._process
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text("ascii").split()
        for thread in Path(f"/proc/{self._process.pid}/task").iterdir():
            children += (thread / "children").read_text("ascii").split()
        assert children
        for child in set(children):
            os.kill(int(child), signal.SIGKILL)

    def model(self, tag: str = MODEL) -> OllamaModel:
        """The adapter under test."""
        return OllamaModel(f"http://{self.host}", tag)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    """The server, with the model that we ship."""
    if not (store() / "manifests").is_dir():
        pytest.skip("our own Ollama has no model here: run make ollama")
    models = tmp_path_factory.mktemp("models")
    shutil.copytree(store() / "manifests", models / "manifests")
    (models / "blobs").mkdir()
    for blob in (store() / "blobs").iterdir():
        (models / "blobs" / blob.name).symlink_to(blob)
    running = Own(models, models / "log")
    running.start()
    yield running
    running.kill()


def test_too_many_at_once_are_told_that_it_is_busy(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the model is being loaded one waits in line; the others are told at once, and the waiting are answered."""
    monkeypatch.setattr(retry, "PAUSES", ())

    def ask(_: int) -> str:
        try:
            own.model().weigh("Answer with one word.", "Is water wet? Yes or No?", ("Yes", "No"))
        except ModelTimeout as error:
            return str(error)
        return "answered"

    with ThreadPoolExecutor(12) as pool:
        said = list(pool.map(ask, range(12)))
    busy = [line for line in said if line != "answered"]
    assert busy
    assert len(busy) < len(said)
    assert set(busy) == {f"the model does not answer: Ollama at http://{own.host} is busy: ask again in a while"}


def test_a_prompt_too_long_is_refused_and_one_that_fits_is_counted_whole(own: Own) -> None:
    """Nothing is cut; a prompt that the server remembers is counted as it was the first time."""
    with pytest.raises(PromptTooLong, match="is longer than the 4096 tokens"):
        own.model().weigh("Answer.", "word " * 6000, ("Yes", "No"))
    asked = ("Answer with one word.", "Is water wet? " * 9, ("Yes", "No"))
    first, again = (own.model().weigh(*asked).prompt_tokens for _ in range(2))
    assert first == again > 30


def test_a_model_that_is_removed_is_missed(own: Own) -> None:
    """The next question says how to get it; another model of the server goes on."""
    where = f"http://{own.host}"
    httpx.post(f"{where}/api/copy", json={"source": MODEL, "destination": "doomed"}, timeout=60).raise_for_status()
    doomed = own.model("doomed")
    doomed.weigh("Answer with one word.", "Is water wet? Yes or No?", ("Yes", "No"))
    httpx.request("DELETE", f"{where}/api/delete", json={"model": "doomed"}, timeout=60).raise_for_status()
    with pytest.raises(ModelMissing, match=r"the model is not there: .* has no model doomed: ollama pull doomed"):
        doomed.weigh("Answer with one word.", "Is water wet? Yes or No?", ("Yes", "No"))
    own.model().weigh("Answer with one word.", "Is water wet? Yes or No?", ("Yes", "No"))


def _killed_after_a_word(pieces: Iterator[object], kill: Callable[[], None]) -> Iterator[object]:
    """The pieces; at the first word the server is killed, and what follows must end within five seconds."""
    killed = 0.0
    try:
        for piece in pieces:
            yield piece
            if piece and isinstance(piece, str) and not killed:
                kill()
                killed = time.monotonic()
    finally:
        assert time.monotonic() - killed < 5


@pytest.mark.parametrize("what", ["runner", "server"])
def test_killed_while_it_writes(what: str, own: Own, index: Path) -> None:
    """Evidence and words are there; then one plain line, at once; then it answers again, started anew or by itself."""
    assistant = Assistant(index, own.model(), HashingEmbedder())
    kill = own.kill if what == "server" else own.kill_runner
    given: list[object] = []
    with pytest.raises(ModelError) as raised:
        given.extend(_killed_after_a_word(assistant.stream(QUESTION, ["segments-ai"]), kill))
    assert isinstance(given[0], Evidence)
    assert given[0].searched
    assert type(raised.value) is ModelError
    assert str(raised.value).startswith(f"the model answered badly: Ollama at http://{own.host} ")
    if what == "server":
        with pytest.raises(ModelMissing, match=r"the model is not there: .* cannot be reached: start it"):
            assistant.ask(QUESTION, ["segments-ai"])
        own.start()
    assert "not disclose" in assistant.ask(QUESTION, ["segments-ai"]).text
