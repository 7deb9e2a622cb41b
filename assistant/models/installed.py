"""What models an Ollama server has, what it tells of them, and which of them is the best to ask."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.models.abilities import Abilities
from assistant.models.calls.address import client_options, proxy_errors
from assistant.models.cards.card import card_of
from ingest.errors import ModelMissing, one_line

PROBE_TIMEOUT = 1.0  # seconds to wait for a server that may not be there
SHOW_TIMEOUT = 10.0  # seconds for one that is there
EMBEDDING_FAMILIES = ("bert", "nomic-bert")  # these cannot chat
BESIDE = 2_000_000_000  # bytes of memory that are needed beside a model's file: its context, and us
QUICK = 9_000_000_000  # parameters; a larger one takes minutes for an answer where there is no GPU
# Words in names. A model for code or pictures answers, but a general one is better; one that must think is slow; a base
# model follows no instruction.
SPECIAL = re.compile(r"code|math|vision|\bvl\b|-vl|guard|translat|tool|function|uncensored|abliterated")
THINKS = re.compile(r"think|reason|\br1\b|-r1|qwq|gpt-oss")
BASE = re.compile(r"-base\b|\bbase\b|-text\b|-pt\b|embed|rerank")
_UNITS = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that an Ollama server has."""

    tag: str
    digest: str = ""
    size: int = 0  # bytes of its file; 0: not told
    parameters: int = 0  # 0: not told
    elsewhere: str = ""  # the host that its prompts are sent on to; "" where the server runs it itself


def installed(url: str) -> list[Installed]:
    """Return the chat models of the Ollama at a URL, in its order. Raises ModelMissing when none answers."""
    try:
        models = _asked(url, "tags", PROBE_TIMEOUT)["models"]
        return [_installed(model) for model in models if _family(model) not in EMBEDDING_FAMILIES]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ModelMissing(f"what answers at {url} is no Ollama ({one_line(error)}): see OLLAMA_HOST") from error


def best_first(models: Sequence[Installed], memory: int) -> list[Installed]:
    """Sort models by how well they may answer on a machine with this memory (bytes; 0: not known).

    Measured ones first, then those that fit the memory, then general ones, then the largest that is quick. Models that
    send prompts elsewhere are left out: nobody asked for that.
    """

    def place(model: Installed) -> tuple[object, ...]:
        tag = model.tag.casefold()
        fits = not (memory and model.size) or model.size + BESIDE <= memory
        kind = 3 if BASE.search(tag) else 2 if THINKS.search(tag) else 1 if SPECIAL.search(tag) else 0
        quick = model.parameters <= QUICK
        return card_of(tag) is None, not fits, kind, not quick, -model.parameters if quick else model.parameters

    return sorted((model for model in models if not model.elsewhere), key=place)


def reported_abilities(url: str, tag: str) -> Abilities:
    """Return what the Ollama at a URL tells of a model. Raises ModelMissing when it tells nothing."""
    try:
        shown = _asked(url, "show", SHOW_TIMEOUT, {"model": tag})
        facts = shown.get("model_info") or {}
        context = next((value for key, value in facts.items() if key.endswith(".context_length")), 0)
        capabilities = shown.get("capabilities")
        never = capabilities is not None and "thinking" not in capabilities
        return Abilities(int(context or 0), int(facts.get("general.parameter_count") or 0), "never" if never else None)
    except (ValueError, TypeError, AttributeError) as error:
        raise ModelMissing(f"the Ollama at {url} tells nothing of {tag} ({one_line(error)})") from error


def version(url: str) -> str:
    """Return the version of the Ollama at a URL. Raises ModelMissing when none answers."""
    return str(_asked(url, "version", PROBE_TIMEOUT).get("version", ""))


def _asked(url: str, what: str, timeout: float, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One call of Ollama's own interface. ValueError where the reply is no JSON object."""
    import httpx

    server = f"the Ollama at {url}"
    with proxy_errors(server):
        client = httpx.Client(timeout=timeout, **client_options(url))
    try:
        with client:
            reply = client.post(f"{url}/api/{what}", json=body) if body else client.get(f"{url}/api/{what}")
        value = reply.raise_for_status().json()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ModelMissing(f"no Ollama answers at {url}: start it, or use --model embedded") from error
    return dict(value)


def _installed(model: Mapping[str, Any]) -> Installed:
    details = model.get("details") or {}
    return Installed(
        str(model["model"]),
        str(model.get("digest") or ""),
        int(model.get("size") or 0),
        parameter_count(str(details.get("parameter_size") or "")),
        str(model.get("remote_host") or ""),
    )


def _family(model: Mapping[str, Any]) -> str:
    return str((model.get("details") or {}).get("family") or "")


def parameter_count(text: str) -> int:
    """Return a number of parameters: of "1.8B", 1800000000; 0 of what is none."""
    parts = re.fullmatch(r"([\d.]+)\s*([KMBT])", text.strip().upper())
    try:
        return int(float(parts[1]) * _UNITS[parts[2]]) if parts else 0
    except ValueError:
        return 0
