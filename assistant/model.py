"""Prompt → text, and prompt → which of a few words comes next. One small interface over all kinds of model.

Ollama (through LlamaIndex's class and the official client), any OpenAI-compatible server, llama.cpp in this
process, and a scripted one for tests. Refuses to know clauses and answers. Every library error becomes one of ours.
"""

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ingest.errors import ModelError, ModelMissing, ModelTimeout, PromptTooLong

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage, ChatResponse
    from llama_index.llms.ollama import Ollama
    from llama_index.llms.openai_like import OpenAILike

CONTEXT = 4096  # tokens: what a prompt and its answer may take together; always sent, servers' own defaults differ
CONNECT_TIMEOUT = 2.0  # seconds
SILENCE_TIMEOUT = 120.0  # seconds without a byte: a cold load and a full prompt take 60 on 2 slow cores
TOTAL_TIMEOUT = 300.0  # seconds for one call, however steadily it trickles
TOP = 20  # alternatives asked for when weighing; servers give at most this many


@dataclass(frozen=True, slots=True)
class Chunk:
    """A bit of an answer as it is written. The last one has no text and tells what was counted."""

    text: str
    prompt_tokens: int = 0
    answer_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """How likely each of the offered words is to come next."""

    shares: tuple[float, ...]  # 0 to 1, in the order offered, together 1; all 0 when none was likely
    prompt_tokens: int


class Model(Protocol):
    """What the chain needs of a language model. All raise ModelError when it does not give a whole answer."""

    name: str  # with its digest where one is known: what an Answer says wrote it

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """The model's answer, bit by bit; ends with the chunk that counts, or raises."""
        ...

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """The likelihood of each word as the answer's first token. Words must differ in their first token."""
        ...


class OllamaModel:
    """A model of an Ollama server. The prompt is never cut: one that does not fit raises PromptTooLong."""

    def __init__(self, host: str, tag: str, digest: str = "") -> None:
        self.name = f"{tag}@{digest[:12]}" if digest else tag
        self._host = host
        self._tag = tag

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """See Model. A stream that ends without `done` raises ModelError."""
        with _ollama_errors(self._host, self._tag):
            last: Mapping[str, Any] = {}
            for response in _bounded(self._llm(max_tokens).stream_chat(_messages(system, user))):
                last = response.raw or {}
                yield Chunk(response.delta or "")
        if not last.get("done"):
            raise ModelError(f"Ollama at {self._host} broke off its answer: ask again, or see its log")
        yield Chunk("", last.get("prompt_eval_count") or 0, last.get("eval_count") or 0)

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """See Model."""
        with _ollama_errors(self._host, self._tag):
            reply = self._llm(1).client.chat(
                self._tag,
                [{"role": "system", "content": system}, {"role": "user", "content": user}],
                options={"temperature": 0, "num_ctx": CONTEXT, "num_predict": 1},
                logprobs=True,
                top_logprobs=TOP,
            )
        first = reply.logprobs[0].top_logprobs if reply.logprobs else None
        return Weighed(shares([(t.token, t.logprob) for t in first or ()], words), reply.prompt_eval_count or 0)

    def _llm(self, max_tokens: int) -> "Ollama":
        from llama_index.llms.ollama import Ollama

        return Ollama(
            self._tag,
            self._host,
            temperature=0,
            context_window=CONTEXT,
            additional_kwargs={"num_predict": max_tokens, "seed": 0},
            client=self._client,
            thinking=False,
        )

    @cached_property
    def _client(self) -> Any:
        return _ollama_client(self._host)


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
            for response in _bounded(self._llm.stream_chat(_messages(system, user), max_tokens=max_tokens)):
                finished = finished or any(choice.finish_reason for choice in response.raw.choices)
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
                _messages(system, user), max_tokens=1, logprobs=True, top_logprobs=TOP, stream_options=None
            )
        likely = [(token.token, token.logprob) for token in (reply.logprobs or [[]])[0]]
        usage = getattr(reply.raw, "usage", None)
        return Weighed(shares(likely, words), usage.prompt_tokens if usage else 0)

    @cached_property
    def _llm(self) -> "OpenAILike":
        import httpx
        from llama_index.llms.openai_like import OpenAILike

        return OpenAILike(
            model=self._tag,
            api_base=self._url,
            api_key=os.environ.get("CLAUSEWISE_API_KEY") or "none",
            is_chat_model=True,
            context_window=CONTEXT,
            temperature=0,
            max_retries=0,
            timeout=TOTAL_TIMEOUT,
            additional_kwargs={"stream_options": {"include_usage": True}},
            http_client=httpx.Client(timeout=httpx.Timeout(SILENCE_TIMEOUT, connect=CONNECT_TIMEOUT)),
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


@dataclass
class ScriptedModel:
    """Says what it was given and remembers what it was asked: for tests and demonstrations.

    `says` are the answers of `write` in turn, or a function of the prompt; `weighs` is the share of the first
    word offered, or a function of the prompt.
    """

    says: list[str] | Callable[[str], str] = field(default_factory=list)
    weighs: float | Callable[[str], float] = 1.0
    name: str = "scripted"
    delay: float = 0.0  # seconds before each word
    asked: list[tuple[str, str]] = field(default_factory=list)  # (system, user) of every call

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """See Model. Raises ModelError when the script has run out."""
        self.asked.append((system, user))
        if not callable(self.says) and not self.says:
            raise ModelError("the script has no more answers")
        text = self.says(user) if callable(self.says) else self.says.pop(0)
        words = text.split(" ")[:max_tokens]
        for n, word in enumerate(words):
            time.sleep(self.delay)
            yield Chunk(word if n == 0 else f" {word}")
        yield Chunk("", len(f"{system} {user}".split()), len(words))

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """See Model."""
        self.asked.append((system, user))
        first = self.weighs(user) if callable(self.weighs) else self.weighs
        rest = (1 - first) / max(1, len(words) - 1)
        return Weighed((first, *[rest] * (len(words) - 1)), len(f"{system} {user}".split()))


def shares(likely: Sequence[tuple[str, float]], words: Sequence[str]) -> tuple[float, ...]:
    """Share of each word among those offered, from (token, log probability) pairs; case and blanks are folded.

    A token counts for a word when it begins it: "Y" and " yes" both count for "Yes".
    """
    mass = [0.0] * len(words)
    for token, logprob in likely:
        begun = token.strip().casefold()
        for n, word in enumerate(words):
            if begun and word.casefold().startswith(begun):
                mass[n] += math.exp(logprob)
    total = sum(mass)
    return tuple(m / total if total else 0.0 for m in mass)


def _messages(system: str, user: str) -> "list[ChatMessage]":
    from llama_index.core.llms import ChatMessage

    return [ChatMessage(role="system", content=system), ChatMessage(role="user", content=user)]


def _bounded(responses: "Iterator[ChatResponse]") -> "Iterator[ChatResponse]":
    """The same responses, but no longer than TOTAL_TIMEOUT in all."""
    end = time.monotonic() + TOTAL_TIMEOUT
    for response in responses:
        if time.monotonic() > end:
            raise ModelTimeout(f"the model took longer than {TOTAL_TIMEOUT:.0f} s: ask for less, or use a smaller model")
        yield response


def _ollama_client(host: str) -> Any:
    import httpx
    import ollama

    class Client(ollama.Client):
        """The official client, made to send `truncate: false`: without it Ollama cuts prompts silently."""

        def _request(self, cls: Any, *args: Any, stream: bool = False, **kwargs: Any) -> Any:
            if "messages" in kwargs.get("json", {}):
                kwargs["json"]["truncate"] = False
            return super()._request(cls, *args, stream=stream, **kwargs)

    return Client(host, timeout=httpx.Timeout(SILENCE_TIMEOUT, connect=CONNECT_TIMEOUT))


@contextmanager
def _ollama_errors(host: str, tag: str) -> Iterator[None]:
    """Ollama's and httpx's failures as ours."""
    import httpx
    import ollama

    try:
        yield
    except ollama.ResponseError as error:
        raise _ollama_refusal(error.status_code, error.error, host, tag) from error
    except httpx.TimeoutException as error:
        raise ModelTimeout(f"Ollama at {host} did not answer in {SILENCE_TIMEOUT:.0f} s: ask again") from error
    except (ConnectionError, httpx.TransportError) as error:
        raise ModelMissing(f"Ollama at {host} is gone ({error}): start it, or use --model embedded") from error
    except ValueError as error:  # a line that is not JSON
        raise ModelError(f"Ollama at {host} sent something unreadable: {error}") from error


def _ollama_refusal(status: int, says: str, host: str, tag: str) -> ModelError:
    if "context length" in says:
        return PromptTooLong(f"the prompt is longer than {CONTEXT} tokens")
    if status == 404:  # noqa: PLR2004 HTTP
        return ModelMissing(f"Ollama at {host} has no model {tag}: ollama pull {tag}")
    if status == 503:  # noqa: PLR2004 HTTP
        return ModelError(f"Ollama at {host} is busy: ask again in a while")
    return ModelError(f"Ollama at {host} failed: {says[:200]}")


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
