"""A model of an Ollama server, through LlamaIndex's class and the official client.

Every failure of theirs becomes one of ours.
"""

import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.models.calls import limits
from assistant.models.calls.address import client_options, proxy_errors
from assistant.models.calls.failures import broken, missing, short, silent, too_long
from assistant.models.calls.retry import Patient
from assistant.models.model import CONTEXT, TOP, Chunk, Likely, messages
from assistant.ordered_pool import MOST
from ingest.errors import ModelError, ModelMissing

if TYPE_CHECKING:
    from llama_index.llms.ollama import Ollama


class OllamaModel(Patient):
    """A model of an Ollama server. The prompt is never cut: one that does not fit raises PromptTooLong."""

    def __init__(self, url: str, tag: str, digest: str = "") -> None:
        self.name = f"{tag}@{digest[:12]}" if digest else tag
        self._url = url
        self._who = f"Ollama at {url}"
        self._tag = tag

    def _written(self, system: str, user: str, max_tokens: int) -> Generator[Chunk, None, None]:
        last: Mapping[str, Any] = {}
        with _ollama_errors(self._who, self._tag):
            for response in self._llm(max_tokens).stream_chat(messages(system, user)):
                last = response.raw or {}
                if response.delta:
                    yield Chunk(response.delta)
        if not last.get("done"):
            raise broken(self._who, "broke off its answer")
        if last.get("done_reason") == "length":
            raise broken(self._who, f"was not done after {max_tokens} tokens", "ask a narrower question")
        counted = limits.whole_prompt(self._who, last.get("prompt_eval_count") or 0, system, user)
        yield Chunk("", counted, last.get("eval_count") or 0)

    def _likely(self, system: str, user: str, begun: str) -> Generator[Likely, None, None]:
        sent = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        with _ollama_errors(self._who, self._tag):
            reply = self._llm(1).client.chat(
                self._tag,
                [*sent, {"role": "assistant", "content": begun}] if begun else sent,
                options={"temperature": 0, "num_ctx": CONTEXT, "num_predict": 1},
                logprobs=True,
                top_logprobs=TOP,
            )
        first = reply.logprobs[0].top_logprobs if reply.logprobs else ()
        if not (first or begun):  # what was begun may be over: then there is no next token
            raise broken(self._who, "gives no probabilities of words", "use a newer server")
        tokens = tuple((token.token, token.logprob) for token in first or ())
        yield Likely(tokens, limits.whole_prompt(self._who, reply.prompt_eval_count or 0, system, user, begun))

    def _llm(self, max_tokens: int) -> "Ollama":
        from llama_index.llms.ollama import Ollama

        return Ollama(
            self._tag,
            self._url,
            temperature=0,
            context_window=CONTEXT,
            additional_kwargs={"num_predict": max_tokens, "seed": 0},
            client=self._client,
            thinking=False,
        )

    @cached_property
    def _client(self) -> Any:
        return _ollama_client(self._url, self._who)


def _ollama_client(url: str, who: str) -> Any:
    import ollama

    class Client(ollama.Client):
        """The official client, made to send `truncate: false`: without it Ollama cuts prompts silently."""

        def _request(self, cls: Any, *args: Any, stream: bool = False, **kwargs: Any) -> Any:
            if "messages" in kwargs.get("json", {}):
                kwargs["json"]["truncate"] = False
            return super()._request(cls, *args, stream=stream, **kwargs)

    with proxy_errors(who):
        return Client(url, event_hooks=limits.limiting_hooks(who), **client_options(url))


@contextmanager
def _ollama_errors(who: str, tag: str) -> Iterator[None]:
    """Ollama's and httpx's failures as ours."""
    import httpx
    import ollama

    try:
        yield
    except ollama.ResponseError as error:
        raise _ollama_refusal(error.status_code, error.error, who, tag) from error
    except (ConnectionError, httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise missing(who, "cannot be reached", "start it, or use --model embedded") from error
    except httpx.TimeoutException as error:
        raise silent(who, f"said nothing for {limits.SILENCE_TIMEOUT:.0f} s") from error
    except httpx.HTTPError as error:
        raise broken(who, f"broke off ({short(error)})") from error
    except (ValueError, TypeError, AttributeError, LookupError) as error:  # JSON or not, but not what Ollama says
        raise broken(who, f"sent something unreadable ({short(error)})") from error


def _ollama_refusal(status: int, says: str, who: str, tag: str) -> ModelError:
    if "context length" in says:
        return too_long()
    if status == 404:  # noqa: PLR2004 HTTP
        return missing(who, f"has no model {tag}", f"ollama pull {tag}")
    if status == 503:  # noqa: PLR2004 HTTP
        return silent(who, "is busy")
    return broken(who, f"failed ({short(says)})")


# Beginnings of the names of instruct models, best of those that run on an ordinary machine first. Others come after.
PREFERRED = (
    "qwen3:8b", "qwen3:4b", "qwen2.5:7b", "llama3.1:8b", "gemma3:4b", "qwen2.5:3b", "llama3.2:3b",
    "qwen2.5:1.5b", "clausewise-", "qwen2.5-coder",
)  # fmt: skip
EMBEDDING_FAMILIES = ("bert", "nomic-bert")  # these cannot chat
PROBE_TIMEOUT = 1.0  # seconds to wait for a server that may not be there


def installed(url: str) -> list[tuple[str, str]]:
    """Return (tag, digest) of the chat models of the Ollama at a URL, best first. Raises ModelMissing without it."""
    import httpx
    import ollama

    try:
        with proxy_errors(f"Ollama at {url}"):
            client = ollama.Client(url, timeout=PROBE_TIMEOUT, **client_options(url))
        models = client.list().models
    except (ConnectionError, httpx.TransportError, ollama.ResponseError, ValueError) as error:
        raise ModelMissing(f"no Ollama answers at {url}: start it, or use --model embedded") from error
    able = [
        (str(model.model), str(model.digest or ""))
        for model in models
        if not (model.details and model.details.family in EMBEDDING_FAMILIES)
    ]
    return sorted(able, key=lambda model: _preference(model[0]))


def _preference(tag: str) -> int:
    return next((n for n, beginning in enumerate(PREFERRED) if tag.startswith(beginning)), len(PREFERRED))


def slots() -> int:
    """Return how many questions the Ollama at hand answers at once: OLLAMA_NUM_PARALLEL, 1 where that is no number."""
    number = os.environ.get("OLLAMA_NUM_PARALLEL", "").strip()
    return min(max(int(number), 1), MOST) if number.isdecimal() else 1
