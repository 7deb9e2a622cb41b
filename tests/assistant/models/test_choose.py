"""Settings → models, and what is said when there is none."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.models.calls.address import ollama_url
from assistant.models.choose import choose
from assistant.models.ollama import OllamaModel, installed
from assistant.models.openai_like import OpenAIModel
from ingest.errors import ModelMissing, UsageError, WeightsError

MODELS = [
    {"model": "mystery:latest", "digest": "aaaaaaaaaaaaaaaa", "details": {"family": "llama"}},
    {"model": "nomic-embed-text:latest", "digest": "b", "details": {"family": "nomic-bert"}},
    {"model": "qwen2.5:3b", "digest": "cccccccccccccccc", "details": {"family": "qwen2"}},
]


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that lists models in both protocols."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            both = {"models": MODELS, "data": [{"id": "served"}]}
            self.wfile.write(json.dumps(both).encode())

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{running.server_port}")
    yield ollama_url()
    running.shutdown()


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Ollama, and no weights."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")

    def refuse() -> None:
        raise WeightsError("the weights cannot be fetched")

    monkeypatch.setattr("ingest.weights.find.gguf", refuse)


def test_chat_models_best_first(ollama: str) -> None:
    """Embedding models are left out; known good ones come before unknown ones."""
    assert [tag for tag, _ in installed(ollama)] == ["qwen2.5:3b", "mystery:latest"]


def test_ollama_is_the_first_choice(ollama: str) -> None:
    """auto takes the server's best; its name carries the digest."""
    model = choose("auto")
    assert isinstance(model, OllamaModel)
    assert model.name == "qwen2.5:3b@cccccccccccc"


def test_a_named_model_is_taken(ollama: str) -> None:
    """With or without :latest."""
    model = choose("ollama:mystery")
    assert model is not None
    assert model.name.startswith("mystery:latest@")


def test_a_model_that_is_not_installed_is_told(ollama: str) -> None:
    """The line gives the command that gets it, and what is there."""
    with pytest.raises(ModelMissing, match=r"ollama pull gemma3.*qwen2\.5:3b"):
        choose("ollama:gemma3")


def test_a_url_is_an_openai_server(ollama: str) -> None:
    """Its first model is used."""
    model = choose(ollama)
    assert isinstance(model, OpenAIModel)
    assert model.name.startswith("served at ")


@pytest.mark.usefixtures("nobody")
def test_no_model_is_noticed_once() -> None:
    """auto without any model is None, and one line says why; asked for by name it is an error."""
    said: list[str] = []
    assert choose("auto", said.append) is None
    assert len(said) == 1
    assert "no Ollama answers" in said[0]
    assert "cannot be fetched" in said[0]
    with pytest.raises(ModelMissing):
        choose("ollama")
    with pytest.raises(WeightsError):
        choose("embedded")
    with pytest.raises(ModelMissing):
        choose("http://127.0.0.1:9")


def test_none_and_nonsense() -> None:
    """none is None; what is no setting is refused with the list of those that are."""
    assert choose("none") is None
    with pytest.raises(UsageError, match="embedded, none"):
        choose("gpt")
