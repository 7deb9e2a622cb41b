"""A model of any OpenAI-compatible server, llama.cpp's in this process among them, through LlamaIndex's class.

Every failure of theirs becomes one of ours. Refuses to know clauses and answers.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.model import (
    CONTEXT,
    SILENCE_TIMEOUT,
    TOP,
    Chunk,
    Weighed,
    bounded,
    messages,
    shares,
)
from ingest.errors import ModelError, ModelMissing, ModelTimeout, PromptTooLong

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike


class OpenAIModel:
    """A model of any OpenAI-compatible server: vLLM, llama.cpp's, and ours in this process."""

    def __init__(self, url: str, tag: str, name: str = "") -> None:
        self.name = name or f"{tag} at {url}"
        self._url = url
        self._tag = tag

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """See Model. A stream that ends without a finish reason raises ModelError."""
        finished, prompt_tokens, answer_tokens = False, 0, 0
        with _openai_errors(self._url):
            for response in bounded(self._llm.stream_chat(messages(system, user), max_tokens=max_tokens)):
                finished = finished or any(choice.finish_reason for choice in getattr(response.raw, "choices", ()))
                if usage := getattr(response.raw, "usage", None):
                    prompt_tokens, answer_tokens = usage.prompt_tokens, usage.completion_tokens
                yield Chunk(response.delta or "")
        if not finished:
            raise ModelError(f"the server at {self._url} broke off its answer: ask again, or see its log")
        yield Chunk("", prompt_tokens, answer_tokens)

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """See Model."""
        with _openai_errors(self._url):
            reply = self._llm.chat(
                messages(system, user), max_tokens=1, logprobs=True, top_logprobs=TOP, stream_options=None
            )
        likely = [(token.token, token.logprob) for token in (reply.logprobs or [[]])[0]]
        usage = getattr(reply.raw, "usage", None)
        return Weighed(shares(likely, words), usage.prompt_tokens if usage else 0)

    @cached_property
    def _llm(self) -> "OpenAILike":
        from llama_index.llms.openai_like import OpenAILike

        return OpenAILike(
            model=self._tag,
            api_base=self._url,
            api_key=os.environ.get("CLAUSEWISE_API_KEY") or "none",
            is_chat_model=True,
            context_window=CONTEXT,
            temperature=0,
            max_retries=0,
            timeout=SILENCE_TIMEOUT,
            additional_kwargs={"stream_options": {"include_usage": True}},
        )


class EmbeddedModel(OpenAIModel):
    """llama.cpp in this process, behind a port on the loopback that only this process is told of."""

    def __init__(self, weights: Path, digest: str) -> None:
        super().__init__("", weights.stem, f"{weights.stem}@{digest[:12]} (embedded)")
        self._weights = weights

    @cached_property
    def _llm(self) -> "OpenAILike":
        self._server = _llama_server(self._weights)
        self._url = f"{self._server.listening_address}/v1"
        return OpenAIModel(self._url, self._tag)._llm  # noqa: SLF001 our own


@contextmanager
def _openai_errors(url: str) -> Iterator[None]:
    """The OpenAI client's failures as ours."""
    import httpx
    import openai

    try:
        yield
    except (openai.APITimeoutError, httpx.TimeoutException) as error:
        raise ModelTimeout(f"the server at {url} did not answer in {SILENCE_TIMEOUT:.0f} s: ask again") from error
    except openai.APIConnectionError as error:
        raise ModelMissing(f"no server at {url}: start it, or use --model embedded") from error
    except openai.NotFoundError as error:
        raise ModelMissing(f"the server at {url} has no such model or address") from error
    except openai.APIError as error:
        if "context" in str(error) and "exceed" in str(error):
            raise PromptTooLong(f"the prompt is longer than {CONTEXT} tokens") from error
        raise ModelError(f"the server at {url} failed: {str(error)[:200]}") from error
    except (httpx.TransportError, ValueError) as error:
        raise ModelError(f"the server at {url} broke off: {error}") from error


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
        raise ModelMissing(f"llama.cpp cannot load {weights}: {error}") from error
