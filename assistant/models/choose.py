"""Choose a model by a setting: "auto", "embedded", "ollama:llama3.2", "http://…", "none"."""

from collections.abc import Callable

from assistant.models.calls.address import client_options, ollama_url, proxy_errors
from assistant.models.llamacpp import EmbeddedModel
from assistant.models.model import Model
from assistant.models.ollama import PROBE_TIMEOUT, OllamaModel, installed
from assistant.models.openai_like import OpenAIModel
from assistant.settings import api_key, served_model
from ingest.errors import ModelMissing, UsageError, WeightsError

SETTINGS = "auto, ollama, ollama:NAME, embedded, none, or the http(s) URL of an OpenAI-compatible server"


def choose(setting: str = "auto", notice: Callable[[str], None] = lambda _line: None) -> Model | None:
    """Return the model for a setting; None for "none", and for "auto" when none can be had (then `notice` is told why).

    auto: an Ollama server that answers and has a model, else llama.cpp in this process.
    Raises UsageError for a setting that is none, ModelMissing or WeightsError when the one asked for cannot be had.
    """
    kind, _, tag = setting.partition(":")
    if kind in {"http", "https"}:
        return _openai_model(setting)
    if kind == "ollama":
        return _ollama_model(tag)
    if setting == "embedded":
        return _embedded_model()
    if setting == "none":
        return None
    if setting != "auto":
        raise UsageError(f"no model setting {setting!r}: give {SETTINGS}")
    return _best_model(notice)


def _best_model(notice: Callable[[str], None]) -> Model | None:
    refusals = []
    for kind in (lambda: _ollama_model(""), _embedded_model):
        try:
            return kind()
        except (ModelMissing, WeightsError) as error:
            refusals.append(str(error))
    notice(f"no model answers, so the clauses' own words are shown ({'; '.join(refusals)})")
    return None


def _ollama_model(tag: str) -> OllamaModel:
    """The installed model of this tag; the best one where none is given."""
    url = ollama_url()
    models = installed(url)
    if not models:
        raise ModelMissing(f"the Ollama at {url} has no model: ollama pull qwen2.5:3b")
    wanted = [model for model in models if not tag or model[0] in {tag, f"{tag}:latest"}]
    if not wanted:
        tags = ", ".join(tag for tag, _digest in models)
        raise ModelMissing(f"the Ollama at {url} has no model {tag}: ollama pull {tag}, or one of {tags}")
    return OllamaModel(url, *wanted[0])


def _embedded_model() -> Model:
    from importlib.util import find_spec

    from ingest.weights.find import GGUF_SHA256, gguf

    if find_spec("xllamacpp") is None:
        raise ModelMissing("llama.cpp is not installed here: pip install xllamacpp, or run Ollama")
    return EmbeddedModel(gguf(), GGUF_SHA256)


def _openai_model(url: str) -> Model:
    """The model that CLAUSEWISE_MODEL_NAME names, else the server's first."""
    base = url.rstrip("/")
    base = base if base.endswith("/v1") else f"{base}/v1"
    return OpenAIModel(base, served_model() or _first_served(base))


def _first_served(base: str) -> str:
    import httpx

    headers = {"Authorization": f"Bearer {api_key()}"}
    try:
        with proxy_errors(f"the server at {base}"):
            client = httpx.Client(timeout=PROBE_TIMEOUT * 5, headers=headers, **client_options(base))
        with client:
            reply = client.get(f"{base}/models")
        return str(reply.raise_for_status().json()["data"][0]["id"])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError) as error:
        raise ModelMissing(f"no OpenAI-compatible server with a model at {base}: {error}") from error
