"""The page with nothing scripted: the real index, the real embedding model, a real language model, a real browser."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.chain import Assistant
from assistant.models.choose import choose
from ingest.embed import MiniLM
from ingest.errors import WeightsError
from ingest.pipeline import ingest
from ingest.weights import find as weights

if TYPE_CHECKING:
    from tests.web.conftest import Serve, Visit

KEPT = "How long does Segments.ai keep my personal data after I close my account?"
PATIENCE = 240_000  # milliseconds: weights are loaded, and a busy machine is slow
Opened = Callable[..., "Visit"]
pytestmark = [pytest.mark.browser, pytest.mark.real]


@pytest.fixture
def setting() -> str:
    """The Ollama server that OLLAMA_HOST names, else llama.cpp in this process; skips where there are no weights."""
    try:
        weights.embedding_model(fetch=False)
        if os.environ.get("OLLAMA_HOST"):
            return "ollama"
        weights.gguf(fetch=False)
    except WeightsError as error:
        pytest.skip(f"no weights here: run python -m ingest.weights ({error})")
    return "embedded"


def test_a_real_answer_shows_its_clause(
    tmp_path: Path, policies_dir: Path, setting: str, serve: "Serve", visit: Opened
) -> None:
    """Ten years, from section 2 of the Privacy Statement, the quote marked in the policy's own lines."""
    embedder = MiniLM()
    ingest([policies_dir], tmp_path, embedder)
    model = choose(setting)
    assert model is not None
    page = visit(serve(Assistant(tmp_path, model, embedder))).page
    page.fill("#box textarea", KEPT)
    page.click("#ask")
    page.locator("#now .turn.done", has_text=KEPT).wait_for(timeout=PATIENCE)
    assert "The policy says" in page.inner_text("#now .badge")
    assert "10 years" in page.inner_text("#now .said .a")
    assert page.get_attribute("#now .foot span", "title") == model.name
    card = page.locator("#now .card.active")
    assert "§ 2" in card.locator(".pick").inner_text()
    marked = "".join(card.locator("mark").all_text_contents())
    assert "10 years after" in marked
    assert marked in (policies_dir / "segments-ai.txt").read_bytes().decode()
