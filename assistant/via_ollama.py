"""A model of an Ollama server, through LlamaIndex's class and the official client.

Every failure of theirs becomes one of ours. Refuses to know clauses and answers.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.model import (
    CONNECT_TIMEOUT,
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
    from llama_index.llms.ollama import Ollama


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
            for response in bounded(self._llm(max_tokens).stream_chat(messages(system, user))):
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
