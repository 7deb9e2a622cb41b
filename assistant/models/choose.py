"""Choose a model by a setting: "auto", "embedded", "embedded:PATH.gguf", "ollama:llama3.2", "http://…", "none"."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from assistant.models.abilities import Abilities, remember, remembered
from assistant.models.calls.address import client_options, is_loopback, ollama_url, proxy_errors
from assistant.models.cards.card import card_of
from assistant.models.installed import SHOW_TIMEOUT, Installed, best_first, installed, reported_abilities, version
from assistant.models.llamacpp import EmbeddedModel
from assistant.models.model import Model
from assistant.models.ollama import OllamaModel
from assistant.models.openai_like import OpenAIModel
from assistant.models.served import ServedModel
from assistant.settings import api_key, served_model
from ingest.errors import ModelError, ModelMissing, UsageError, WeightsError
from ingest.weights.instruct import all_memory

SETTINGS = "auto, ollama, ollama:NAME, embedded, embedded:PATH.gguf, none, or the URL of an OpenAI-compatible server"

_GIVE_FILE = "give --model embedded:PATH.gguf"

Notice = Callable[[str], None]  # is told in a line what the user should know


def choose(setting: str = "auto", notice: Notice = lambda _line: None) -> Model | None:
    """Return the model for a setting; None for "none", and for "auto" when none can be had (then `notice` is told why).

    auto: an Ollama server that answers and has a model, else llama.cpp in this process. `notice` is told before
    anything is sent to another machine.
    Raises UsageError for a setting that is none, ModelMissing or WeightsError when the one asked for cannot be had.
    """
    kind, colon, rest = setting.partition(":")
    if kind in {"http", "https"}:
        return _openai_model(setting, notice)
    if kind == "ollama":
        return _ollama_model(rest, notice)
    if kind == "embedded":
        return _embedded_file(rest, notice) if colon else _embedded_model()
    if setting == "none":
        return None
    if setting != "auto":
        raise UsageError(f"no model setting {setting!r}: give {SETTINGS}")
    return _best_model(notice)


def _best_model(notice: Notice) -> Model | None:
    refusals = []
    for kind in (lambda: _ollama_model("", notice), _embedded_model):
        try:
            return kind()
        except (ModelMissing, WeightsError) as error:
            refusals.append(str(error))
    notice(f"no model answers, so the clauses' own words are shown ({'; '.join(refusals)})")
    return None


def _ollama_model(tag: str, notice: Notice) -> OllamaModel:
    """The installed model of this tag; the best one where none is given."""
    url = ollama_url()
    wanted = _wanted(url, tag)
    _tell_if_it_leaves(url, notice)
    if wanted.elsewhere:
        notice(f"{wanted.tag} does not run there: questions and passages are sent on to {wanted.elsewhere}")
    model = OllamaModel(url, wanted.tag, wanted.digest)
    try:
        reported = reported_abilities(url, wanted.tag)
        key = f"ollama {version(url)} {wanted.digest}"
    except ModelMissing:  # an old server: what it does not tell is seen at the first question
        return model
    _find_out(model, reported, key, notice)
    return model


def _wanted(url: str, tag: str) -> Installed:
    models = installed(url)
    if tag:
        models = [model for model in models if model.tag in {tag, f"{tag}:latest"}] or _none(url, tag, models)
    else:
        models = best_first(models, all_memory() if is_loopback(url) else 0)
    if not models:
        raise ModelMissing(f"the Ollama at {url} has no model: ollama pull qwen2.5:3b")
    return models[0]


def _none(url: str, tag: str, models: list[Installed]) -> list[Installed]:
    tags = ", ".join(model.tag for model in models)
    raise ModelMissing(f"the Ollama at {url} has no model {tag}: ollama pull {tag}, or one of {tags or 'none'}")


def _embedded_model() -> Model:
    from ingest.weights.find import GGUF_SHA256, gguf

    _need_llamacpp()
    model = EmbeddedModel(gguf(), GGUF_SHA256)
    card = card_of(model.name)
    model.abilities = card.abilities if card else Abilities()
    return model


def _embedded_file(path: str, notice: Notice) -> Model:
    """A model file of the user's own, with the chat template that it carries."""
    from ingest.weights.assets import stamped_sha256

    _need_llamacpp()
    file = Path(path).expanduser()
    try:
        with file.open("rb") as opened:
            magic = opened.read(4)
        digest = stamped_sha256(file)
    except OSError as error:
        raise ModelMissing(f"cannot read the model {file} ({error.strerror}): {_GIVE_FILE}") from error
    if magic != b"GGUF":
        raise ModelMissing(f"{file} is no GGUF file: {_GIVE_FILE}")
    model = EmbeddedModel(file, digest)
    _find_out(model, Abilities(), f"gguf {digest}", notice)
    return model


def _need_llamacpp() -> None:
    from importlib.util import find_spec

    if find_spec("xllamacpp") is None:
        raise ModelMissing("llama.cpp is not installed here: pip install xllamacpp, or run Ollama")


def _openai_model(url: str, notice: Notice) -> Model:
    """The model that CLAUSEWISE_MODEL_NAME names, else the server's first."""
    base = url.rstrip("/")
    base = base if base.endswith("/v1") else f"{base}/v1"
    _tell_if_it_leaves(base, notice)
    served = _served(base)
    model = OpenAIModel(base, str(served["id"]))
    lasting = {key: value for key, value in served.items() if key != "created"}
    _find_out(model, _reported_by_openai(served), f"openai {base} {json.dumps(lasting, sort_keys=True)}", notice)
    return model


def _served(base: str) -> Mapping[str, Any]:
    """What the server tells of the model to ask: vLLM and llama.cpp tell more than its name."""
    import httpx

    name = served_model()
    with proxy_errors(f"the server at {base}"):
        headers = {"Authorization": f"Bearer {api_key()}"}
        client = httpx.Client(timeout=SHOW_TIMEOUT, headers=headers, **client_options(base))
    try:
        with client:
            reply = client.get(f"{base}/models")
        models = [model for model in reply.raise_for_status().json()["data"] if name in {"", model["id"]}]
        return dict(models[0])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError) as error:
        if name:  # some servers list nothing
            return {"id": name}
        raise ModelMissing(f"no OpenAI-compatible server with a model at {base}: {error}") from error


def _reported_by_openai(served: Mapping[str, Any]) -> Abilities:
    meta = served.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    context = served.get("max_model_len") or meta.get("n_ctx") or meta.get("n_ctx_train")
    parameters = meta.get("n_params")
    return Abilities(context if isinstance(context, int) else 0, parameters if isinstance(parameters, int) else 0)


def _tell_if_it_leaves(url: str, notice: Notice) -> None:
    if not is_loopback(url):
        notice(f"questions and passages of policies are sent to another machine: {url}")


def _find_out(model: ServedModel, reported: Abilities, key: str, notice: Notice) -> None:
    """Give the model its abilities: those of its card, else remembered ones, else tried out once."""
    card = card_of(model.name)
    known = card.abilities if card else remembered(key)
    if known is None:
        notice(f"finding out, once, what {model.name} can do")
        try:
            known = model.try_out(reported)
            remember(key, known)
        except ModelError:  # it is told at the first question; nothing is remembered
            known = reported
    model.abilities = known
