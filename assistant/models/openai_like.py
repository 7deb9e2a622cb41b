"""A model of any OpenAI-compatible server, llama.cpp's in this process among them, through LlamaIndex's class.

Every failure of theirs becomes one of ours.
"""

import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from assistant.models.abilities import Abilities
from assistant.models.calls import limits
from assistant.models.calls.address import client_options, proxy_errors
from assistant.models.calls.failures import broken, missing, refused, silent, too_long
from assistant.models.model import CONTEXT, TOP, Chunk, messages
from assistant.models.served import UNSWITCHED, Reply, Request, ServedModel
from assistant.settings import api_key
from ingest.errors import ModelError, one_line

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike

BUSY = {429, 503}  # HTTP
NOT_TAKEN = {400, 422}
# as llama.cpp, vLLM and OpenAI say it
_TOO_LONG = re.compile(r"exceed\w* [\w ]*context|maximum context length|context_length_exceeded", re.IGNORECASE)
UNFINISHED = {"length": "was not done after {} tokens", "content_filter": "would not finish its answer ({} tokens)"}


class OpenAIModel(ServedModel):
    """A model of any OpenAI-compatible server: vLLM, SGLang, llama.cpp's, LM Studio, and ours in this process."""

    # Chat templates take different words for it; those that a template does not know change nothing. Ollama's and
    # others' servers of this protocol know efforts only.
    switches: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "template": {"chat_template_kwargs": {"enable_thinking": False, "thinking": False, "reasoning_effort": "low"}},
        "effort none": {"reasoning_effort": "none"},
        "effort low": {"reasoning_effort": "low"},
        UNSWITCHED: {},
    }
    shortest = "effort low"

    def __init__(
        self, url: str, tag: str, name: str = "", server: str = "", abilities: Abilities | None = None
    ) -> None:
        super().__init__(name or f"{tag} at {url}", server or f"the server at {url}", abilities)
        self._url = url
        self._tag = tag

    def _written(self, system: str, user: str, max_tokens: int) -> Generator[Chunk, None, None]:
        reason, prompt_tokens, answer_tokens = "", 0, 0
        with _openai_errors(self._server_name, self._tag):
            sent = messages(system, user)
            for response in self._llm.stream_chat(sent, max_tokens=max_tokens, extra_body=self._switch):
                reason = _reason(response.raw) or reason
                if usage := getattr(response.raw, "usage", None):
                    prompt_tokens, answer_tokens = usage.prompt_tokens, usage.completion_tokens
                if response.delta:
                    yield Chunk(response.delta)
        if not reason:
            raise broken(self._server_name, "broke off its answer")
        if reason in UNFINISHED:
            raise broken(self._server_name, UNFINISHED[reason].format(max_tokens), "ask a narrower question")
        yield Chunk("", limits.whole_prompt(self._server_name, prompt_tokens, system, user), answer_tokens)

    def _reply(self, request: Request) -> Reply:
        options: dict[str, Any] = {"logprobs": True, "top_logprobs": TOP} if request.logprobs else {}
        if request.schema:
            schema = {"name": "reply", "schema": request.schema, "strict": True}
            options["response_format"] = {"type": "json_schema", "json_schema": schema}
        with _openai_errors(self._server_name, self._tag):
            reply = self._llm.chat(
                messages(request.system, request.user),
                max_tokens=request.max_tokens,
                stream_options=None,
                extra_body=self._switch,
                **options,
            )
            text = str(reply.message.content or "")
        first = reply.logprobs[0] if reply.logprobs else ()
        usage = getattr(reply.raw, "usage", None)
        return Reply(
            text,
            _thought(reply.raw),
            tuple((token.token, token.logprob) for token in first),
            limits.whole_prompt(self._server_name, usage.prompt_tokens if usage else 0, request.system, request.user),
            usage.completion_tokens if usage else 0,
            _reason(reply.raw) not in UNFINISHED,
        )

    @property
    def _switch(self) -> Mapping[str, Any]:
        return self.switches[self.abilities.switch or "template"]

    @cached_property
    def _llm(self) -> "OpenAILike":
        return openai_client(self._url, self._tag, self._server_name)


def openai_client(url: str, tag: str, server: str) -> "OpenAILike":
    """Return LlamaIndex's client for a server, with our limits."""
    import httpx
    from llama_index.llms.openai_like import OpenAILike

    with proxy_errors(server):
        http_client = httpx.Client(event_hooks=limits.limiting_hooks(server), **client_options(url))
    return OpenAILike(  # type: ignore[call-arg]  # its pydantic fields do not tell of http_client
        model=tag,
        api_base=url,
        api_key=api_key(),
        is_chat_model=True,
        context_window=CONTEXT,
        temperature=0,
        max_retries=0,
        http_client=http_client,
        additional_kwargs={"stream_options": {"include_usage": True}},
    )


def _reason(raw: Any) -> str:
    """Why the answer ends here, if it does."""
    return next((choice.finish_reason for choice in getattr(raw, "choices", ()) if choice.finish_reason), "")


def _thought(raw: Any) -> bool:
    """Whether the server tells of thoughts beside the text: vLLM and llama.cpp have two names for them."""
    messages_ = (getattr(choice, "message", None) for choice in getattr(raw, "choices", ()))
    return any(getattr(message, name, None) for message in messages_ for name in ("reasoning_content", "reasoning"))


@contextmanager
def _openai_errors(server: str, tag: str) -> Iterator[None]:
    """The OpenAI client's failures as ours."""
    import httpx
    import openai

    try:
        yield
    except openai.APIConnectionError as error:  # its client wraps whatever happened, ours among it
        raise _openai_unheard(error.__cause__ or error, server) from error
    except openai.APIStatusError as error:
        raise _openai_refusal(error.status_code, str(error), server, tag) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:  # in the middle of a stream it wraps nothing
        raise _openai_unheard(error, server) from error
    except openai.APIError as error:
        raise broken(server, f"failed ({one_line(error)})") from error
    except (ValueError, TypeError, AttributeError, LookupError) as error:  # JSON or not, but no answer
        raise broken(server, f"sent something unreadable ({one_line(error)})") from error


def _openai_unheard(error: BaseException, server: str) -> ModelError:
    import httpx

    if isinstance(error, ModelError):
        return error
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return missing(server, "has no address that can be read", "give --model http://HOST:PORT")
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return missing(server, "cannot be reached", "start it, or use --model embedded")
    if isinstance(error, httpx.TimeoutException):
        return silent(server, f"said nothing for {limits.SILENCE_TIMEOUT:.0f} s")
    return broken(server, f"broke off ({one_line(error)})")


def _openai_refusal(status: int, says: str, server: str, tag: str) -> ModelError:
    if _TOO_LONG.search(says):
        return too_long()
    if status == 404:  # noqa: PLR2004 HTTP
        return missing(server, f"has no model {tag}, or not at this address", "see its list of models")
    if status in BUSY:
        return silent(server, "is busy")
    if status in NOT_TAKEN:
        return refused(server, one_line(says))
    return broken(server, f"failed ({one_line(says)})")
