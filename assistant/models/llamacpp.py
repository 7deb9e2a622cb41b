"""llama.cpp in this process, reached through its OpenAI-compatible server."""

import os
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from assistant.models.calls.failures import missing
from assistant.models.model import CONTEXT
from assistant.models.openai_like import OpenAIModel, openai_client
from ingest.errors import one_line

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike


class EmbeddedModel(OpenAIModel):
    """llama.cpp in this process, behind a port on the loopback that only this process is told of."""

    def __init__(self, weights: Path, digest: str) -> None:
        super().__init__("", weights.stem, f"{weights.stem}@{digest[:12]} (embedded)", "llama.cpp in this process")
        self._weights = weights
        self._loading = Lock()

    @property
    def _llm(self) -> "OpenAILike":
        with self._loading:  # two threads that come first must not load a gigabyte each
            return self._loaded

    @cached_property
    def _loaded(self) -> "OpenAILike":
        self._server = _llama_server(self._weights)
        return openai_client(f"{self._server.listening_address}/v1", self._tag, self._server_name)


def _llama_server(weights: Path) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.cpuparams.n_threads = os.cpu_count() or 2
    params.warmup = False
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = 0  # errors only; llama.cpp prints a screen of settings otherwise
    params.cache_ram_mib = 256  # for prefixes of earlier prompts
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        raise missing(
            "llama.cpp", f"cannot load {weights} ({one_line(error)})", "fetch it anew, or run Ollama"
        ) from error
