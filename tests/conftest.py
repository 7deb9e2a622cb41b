"""Fakes for unit tests: an embedder that hashes words, a model that says what it is told, an index of the policies."""

import hashlib
import os
import shutil
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest

from assistant.chain import Assistant
from assistant.models.model import Model
from ingest.embed import MoreDone, Vectors, unit
from ingest.pipeline import ingest
from tests.scripted import ScriptedModel

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # no test may reach for a hub
os.environ["CLAUSEWISE_DATA"] = os.devnull  # cards of this machine's models decide no test


FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
Result = TypeVar("Result")


def ended(steps: Generator[str, None, Result]) -> Result:
    """What the steps come to when nobody stops them; each is an empty string, as before a call of a model."""
    while True:
        try:
            assert next(steps) == ""
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


class HashingEmbedder:
    """Bags of hashed words: near texts are near, no weights are needed, and it counts what it was asked for."""

    name = "hashing/64"

    def __init__(self) -> None:
        self.embedded = 0  # texts

    def embed(self, texts: Sequence[str], progress: MoreDone | None = None) -> Vectors:
        """See Embedder."""
        self.embedded += len(texts)
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.casefold().split():
                rows[row, hashlib.sha256(word.encode()).digest()[0] % 64] += 1
        if progress:
            progress(len(texts))
        return unit(rows)


@pytest.fixture(scope="session")
def policies_dir() -> Path:
    """The five policies, as received."""
    return ROOT / "policies"


def as_judge(model: Model) -> Model:
    """The model, asked about passages too, whatever its card and its size say."""
    model.asked_as = "judge"  # type: ignore[attr-defined]
    return model


@pytest.fixture
def embedder() -> HashingEmbedder:
    """An embedder without weights."""
    return HashingEmbedder()


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory, policies_dir: Path) -> Path:
    """An index of the five policies in real Chroma, embedded by hashing. Do not write to it."""
    folder = tmp_path_factory.mktemp("index")
    ingest([policies_dir], folder, HashingEmbedder())
    return folder


@pytest.fixture
def scripted() -> ScriptedModel:
    """A model that finds every passage right and repeats the question's last passage's first words when it writes."""
    return ScriptedModel(says=lambda user: "The policy says so.", weighs=0.9)


@pytest.fixture
def assistant(index: Path, scripted: ScriptedModel) -> Assistant:
    """An assistant over the five policies that answers with the scripted model."""
    return Assistant(index, scripted, HashingEmbedder())


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """Debian's Chromium, or the one that CHROMIUM names; one a process, as two of Playwright cannot stand beside."""
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in CHROMIUM")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
