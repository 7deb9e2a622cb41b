"""A model of an Ollama server, through LlamaIndex's class and the official client.

Every failure of theirs becomes one of ours.
"""

import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from assistant.models.abilities import Abilities
from assistant.models.calls import limits
from assistant.models.calls.address import client_options, proxy_errors
from assistant.models.calls.failures import broken, missing, refused, silent, too_long
from assistant.models.model import CONTEXT, TOP, Chunk, messages
from assistant.models.served import UNSWITCHED, Reply, Request, ServedModel
from assistant.ordered_pool import MOST
from ingest.errors import ModelError, one_line

if TYPE_CHECKING:
    from llama_index.llms.ollama import Ollama


class OllamaModel(ServedModel):
    """A model of an Ollama server. The prompt is never cut: one that does not fit raises PromptTooLong."""

    # "low" is for models that know only levels, and write nothing at all when thinking is switched off
    switches: ClassVar[Mapping[str, bool | str | None]] = {"off": False, "low": "low", UNSWITCHED: None}
    shortest = "low"

    def __init__(self, url: str, tag: str, digest: str = "", abilities: Abilities | None = None) -> None:
        super().__init__(f"{tag}@{digest[:12]}" if digest else tag, f"Ollama at {url}", abilities)
        self._url = url
        self._tag = tag

    def _written(self, system: str, user: str, max_tokens: int) -> Generator[Chunk, None, None]:
        last: Mapping[str, Any] = {}
        with _ollama_errors(self._server_name, self._tag):
            for response in self._llm(max_tokens).stream_chat(messages(system, user)):
                last = response.raw or {}
                if response.delta:
                    yield Chunk(response.delta)
        if not last.get("done"):
            raise broken(self._server_name, "broke off its answer")
        if last.get("done_reason") == "length":
            raise broken(self._server_name, f"was not done after {max_tokens} tokens", "ask a narrower question")
        counted = limits.whole_prompt(self._server_name, last.get("prompt_eval_count") or 0, system, user)
        yield Chunk("", counted, last.get("eval_count") or 0)

    def _reply(self, request: Request) -> Reply:
        sent = [{"role": "system", "content": request.system}, {"role": "user", "content": request.user}]
        options = {"logprobs": True, "top_logprobs": TOP} if request.logprobs else {}
        with _ollama_errors(self._server_name, self._tag):
            reply = self._client.chat(
                self._tag,
                sent,
                options={"temperature": 0, "num_ctx": CONTEXT, "num_predict": request.max_tokens},
                format=request.schema,
                think=self._think,
                **options,
            )
            message = reply.message
        first = reply.logprobs[0].top_logprobs if reply.logprobs else ()
        return Reply(
            message.content or "",
            bool(message.thinking),
            tuple((token.token, token.logprob) for token in first or ()),
            limits.whole_prompt(self._server_name, reply.prompt_eval_count or 0, request.system, request.user),
            reply.eval_count or 0,
            reply.done_reason != "length",
        )

    @property
    def _think(self) -> bool | str | None:
        """Sent with every request: where it is absent, Ollama lets a model think that can."""
        return self.switches[self.abilities.switch or "off"]

    def _llm(self, max_tokens: int) -> "Ollama":
        from llama_index.llms.ollama import Ollama

        return Ollama(
            self._tag,
            self._url,
            temperature=0,
            context_window=CONTEXT,
            additional_kwargs={"num_predict": max_tokens, "seed": 0},
            client=self._client,
            thinking=cast("Any", self._think),
        )

    @cached_property
    def _client(self) -> Any:
        return _ollama_client(self._url, self._server_name)


def _ollama_client(url: str, server: str) -> Any:
    import ollama

    class Client(ollama.Client):
        """The official client, made to send `truncate: false`: without it Ollama cuts prompts silently."""

        def _request(self, cls: Any, *args: Any, stream: bool = False, **kwargs: Any) -> Any:
            if "messages" in kwargs.get("json", {}):
                kwargs["json"]["truncate"] = False
            return super()._request(cls, *args, stream=stream, **kwargs)

    with proxy_errors(server):
        return Client(url, event_hooks=limits.limiting_hooks(server), **client_options(url))


@contextmanager
def _ollama_errors(server: str, tag: str) -> Iterator[None]:
    """Ollama's and httpx's failures as ours."""
    import httpx
    import ollama

    try:
        yield
    except ollama.ResponseError as error:
        raise _ollama_refusal(error.status_code, error.error, server, tag) from error
    except (ConnectionError, httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise missing(server, "cannot be reached", "start it, or use --model embedded") from error
    except httpx.TimeoutException as error:
        raise silent(server, f"said nothing for {limits.SILENCE_TIMEOUT:.0f} s") from error
    except httpx.HTTPError as error:
        raise broken(server, f"broke off ({one_line(error)})") from error
    except (ValueError, TypeError, AttributeError, LookupError) as error:  # JSON or not, but not what Ollama says
        raise broken(server, f"sent something unreadable ({one_line(error)})") from error


def _ollama_refusal(status: int, says: str, server: str, tag: str) -> ModelError:
    if "context length" in says:
        return too_long()
    if status == 404:  # noqa: PLR2004 HTTP
        return missing(server, f"has no model {tag}", f"ollama pull {tag}")
    if status == 503:  # noqa: PLR2004 HTTP
        return silent(server, "is busy")
    if status == 400:  # noqa: PLR2004 HTTP
        return refused(server, one_line(says))
    return broken(server, f"failed ({one_line(says)})")


def slots() -> int:
    """Return how many questions the Ollama at hand answers at once: OLLAMA_NUM_PARALLEL, 1 where that is no number."""
    number = os.environ.get("OLLAMA_NUM_PARALLEL", "").strip()
    return min(max(int(number), 1), MOST) if number.isdecimal() else 1
