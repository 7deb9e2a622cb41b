"""A setting ("auto", "embedded", "ollama:llama3.2", a URL, "none") → the Model that answers.

Refuses to know prompts and answers.
"""

import os
from collections.abc import Callable, Sequence

from assistant.models.llamacpp import EmbeddedModel
from assistant.models.model import Model
from assistant.models.ollama import PROBE_TIMEOUT, OllamaModel, host, installed
from assistant.models.openai_like import OpenAIModel
from ingest.errors import ModelMissing, UsageError, WeightsError

SETTINGS = "auto, ollama, ollama:NAME, embedded, none, or the http(s) URL of an OpenAI-compatible server"


def choose(setting: str = "auto", notice: Callable[[str], None] = lambda _line: None) -> Model | None:
    """The model for a setting; None for "none", and for "auto" when none can be had (then `notice` is told why).

    auto: an Ollama server that answers and has a model, else llama.cpp in this process.
    Raises UsageError for a setting that is none, ModelMissing or WeightsError when the one asked for cannot be had.
    """
    kind, _, tag = setting.partition(":")
    if kind in {"http", "https"}:
        return _openai(setting)
    if kind == "ollama":
        return _ollama(tag)
    if setting == "embedded":
        return _embedded()
    if setting == "none":
        return None
    if setting != "auto":
        raise UsageError(f"no model setting {setting!r}: give {SETTINGS}")
    return _best(notice)


def _best(notice: Callable[[str], None]) -> Model | None:
    refusals = []
    for kind in (lambda: _ollama(""), _embedded):
        try:
            return kind()
        except (ModelMissing, WeightsError) as error:
            refusals.append(str(error))
    notice(f"no model answers, so the clauses' own words are shown ({'; '.join(refusals)})")
    return None


def _ollama(tag: str) -> OllamaModel:
    where = host()
    models = installed(where)
    if not models:
        raise ModelMissing(f"the Ollama at {where} has no model: ollama pull qwen2.5:3b")
    wanted = [model for model in models if not tag or model[0] in {tag, f"{tag}:latest"}]
    if not wanted:
        raise ModelMissing(f"the Ollama at {where} has no model {tag}: ollama pull {tag}, or one of {_named(models)}")
    return OllamaModel(where, *wanted[0])


def _named(models: Sequence[tuple[str, str]]) -> str:
    return ", ".join(tag for tag, _digest in models)


def _embedded() -> Model:
    from importlib.util import find_spec

    from ingest.weights.find import GGUF_SHA256, gguf

    if find_spec("xllamacpp") is None:
        raise ModelMissing("llama.cpp is not installed here: pip install xllamacpp, or run Ollama")
    return EmbeddedModel(gguf(), GGUF_SHA256)


def _openai(url: str) -> Model:
    """The server's first model, unless CLAUSEWISE_MODEL_NAME names another."""
    import httpx

    base = url.rstrip("/")
    base = base if base.endswith("/v1") else f"{base}/v1"
    if tag := os.environ.get("CLAUSEWISE_MODEL_NAME"):
        return OpenAIModel(base, tag)
    key = os.environ.get("CLAUSEWISE_API_KEY") or "none"
    try:
        reply = httpx.get(f"{base}/models", timeout=PROBE_TIMEOUT * 5, headers={"Authorization": f"Bearer {key}"})
        return OpenAIModel(base, str(reply.raise_for_status().json()["data"][0]["id"]))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError) as error:
        raise ModelMissing(f"no OpenAI-compatible server with a model at {base}: {error}") from error
