"""Settings → models, and what is said when there is none."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from assistant.models.calls.address import ollama_url
from assistant.models.choose import choose
from assistant.models.installed import Installed, best_first, installed, parameter_count
from assistant.models.ollama import OllamaModel
from assistant.models.openai_like import OpenAIModel
from ingest.errors import ModelMissing, UsageError, WeightsError
from tests.http_served import served

MODELS = [
    {"model": "mystery:latest", "digest": "aaaaaaaaaaaaaaaa", "details": {"family": "llama", "parameter_size": "1B"}},
    {"model": "nomic-embed-text:latest", "digest": "b", "details": {"family": "nomic-bert"}},
    {"model": "qwen2.5:3b", "digest": "cccccccccccccccc", "details": {"family": "qwen2", "parameter_size": "3.1B"}},
    {"model": "big:cloud", "digest": "d", "details": {"parameter_size": "8B"}, "remote_host": "https://example.com"},
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

    with served(Handler) as address:
        monkeypatch.setenv("OLLAMA_HOST", address)
        yield ollama_url()


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Ollama, and no weights."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")

    def refuse() -> None:
        raise WeightsError("the weights cannot be fetched")

    monkeypatch.setattr("ingest.weights.find.gguf", refuse)


def test_chat_models_best_first(ollama: str) -> None:
    """Embedding models are left out, and those whose prompts would be sent on elsewhere; the larger one is first."""
    assert [model.tag for model in best_first(installed(ollama), 0)] == ["qwen2.5:3b", "mystery:latest"]


GB = 1_000_000_000
ORDER = [
    Installed("clausewise-qwen2.5-coder-1.5b:latest", size=GB, parameters=2 * GB),  # measured
    Installed("gemma3:4b", size=3 * GB, parameters=4 * GB),
    Installed("llama3.2:3b", size=2 * GB, parameters=3 * GB),
    Installed("unknown", size=GB),
    Installed("mistral-small:24b", size=4 * GB, parameters=24 * GB),  # fits, and is slow
    Installed("qwen2.5-coder:7b", size=5 * GB, parameters=7 * GB),  # for code
    Installed("qwen3:4b-thinking", size=3 * GB, parameters=4 * GB),  # must think
    Installed("gemma3-base:4b", size=3 * GB, parameters=4 * GB),  # follows no instruction
    Installed("llama3.1:8b", size=7 * GB, parameters=8 * GB),  # does not fit
]


def test_the_best_by_what_is_known_of_them() -> None:
    """Measured, then what fits, then general ones, then size."""
    assert best_first(ORDER[::-1], 8 * GB) == ORDER
    assert best_first([ORDER[-1], ORDER[1]], 0)[0] == ORDER[-1]  # what fits is not known: the larger


@pytest.mark.parametrize("text,expected", [("1.8B", 1_800_000_000), ("137M", 137_000_000), ("", 0), ("1.2.3B", 0)])
def test_parameters_are_counted(text: str, expected: int) -> None:
    """As Ollama writes them."""
    assert parameter_count(text) == expected


def test_a_model_that_runs_elsewhere_is_told(ollama: str) -> None:
    """Asked for by name it is taken, and the user told where the text goes."""
    notices: list[str] = []
    choose("ollama:big:cloud", notices.append)
    assert notices[0] == "big:cloud does not run there: questions and passages are sent on to https://example.com"


def test_another_machine_is_named_before_it_is_asked(monkeypatch: pytest.MonkeyPatch, ollama: str) -> None:
    """Not this machine: its address is told; this machine is not."""
    notices: list[str] = []
    choose(ollama, notices.append)
    assert not any("another machine" in notice for notice in notices)
    monkeypatch.setattr("assistant.models.choose.is_loopback", lambda _url: False)
    for setting in ("ollama", ollama):
        notices.clear()
        choose(setting, notices.append)
        assert notices[0].startswith("questions and passages of policies are sent to another machine: http://127.0.0.1")


def test_a_model_file_that_is_none(tmp_path: Path) -> None:
    """One line, for a file that is not there and for one that is no model."""
    with pytest.raises(ModelMissing, match=r"cannot read the model .*give --model embedded:PATH\.gguf"):
        choose(f"embedded:{tmp_path / 'no.gguf'}")
    (tmp_path / "some.gguf").write_text("text")
    with pytest.raises(ModelMissing, match="is no GGUF file"):
        choose(f"embedded:{tmp_path / 'some.gguf'}")


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
    with pytest.raises(UsageError, match=r"embedded, embedded:PATH\.gguf, none"):
        choose("gpt")
