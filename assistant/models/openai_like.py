"""A model of any OpenAI-compatible server, llama.cpp's in this process among them, through LlamaIndex's class.

Every failure of theirs becomes one of ours.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.models.calls import limits
from assistant.models.calls.address import client_options, proxy_errors
from assistant.models.calls.failures import broken, missing, short, silent, too_long
from assistant.models.calls.retry import Patient
from assistant.models.model import CONTEXT, TOP, Chunk, Likely, messages
from assistant.settings import api_key
from ingest.errors import ModelError

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike

BUSY = {429, 503}  # HTTP
# What makes a server go on with an answer that is begun: vLLM must be told, llama.cpp must not think first.
GOES_ON = {
    "continue_final_message": True,
    "add_generation_prompt": False,
    "chat_template_kwargs": {"enable_thinking": False},
}
UNFINISHED = {"length": "was not done after {} tokens", "content_filter": "would not finish its answer ({} tokens)"}


class OpenAIModel(Patient):
    """A model of any OpenAI-compatible server: vLLM, llama.cpp's, and ours in this process."""

    def __init__(self, url: str, tag: str, name: str = "", who: str = "") -> None:
        self.name = name or f"{tag} at {url}"
        self._url = url
        self._who = who or f"the server at {url}"
        self._tag = tag

    def _written(self, system: str, user: str, max_tokens: int) -> Generator[Chunk, None, None]:
        reason, prompt_tokens, answer_tokens = "", 0, 0
        with _openai_errors(self._who, self._tag):
            for response in self._llm.stream_chat(messages(system, user), max_tokens=max_tokens):
                reason = _reason(response.raw) or reason
                if usage := getattr(response.raw, "usage", None):
                    prompt_tokens, answer_tokens = usage.prompt_tokens, usage.completion_tokens
                if response.delta:
                    yield Chunk(response.delta)
        if not reason:
            raise broken(self._who, "broke off its answer")
        if reason in UNFINISHED:
            raise broken(self._who, UNFINISHED[reason].format(max_tokens), "ask a narrower question")
        yield Chunk("", limits.whole_prompt(self._who, prompt_tokens, system, user), answer_tokens)

    def _likely(self, system: str, user: str, begun: str) -> Generator[Likely, None, None]:
        sent = messages(system, user, begun)
        with _openai_errors(self._who, self._tag):
            reply = self._llm.chat(
                sent,
                max_tokens=1,
                logprobs=True,
                top_logprobs=TOP,
                stream_options=None,
                **({"extra_body": GOES_ON} if begun else {}),
            )
        first = reply.logprobs[0] if reply.logprobs else ()
        if not (first or begun):  # what was begun may be over: then there is no next token
            raise broken(self._who, "gives no probabilities of words", "use a server that has logprobs")
        tokens = tuple((token.token, token.logprob) for token in first)
        usage = getattr(reply.raw, "usage", None)
        counted = limits.whole_prompt(self._who, usage.prompt_tokens if usage else 0, system, user, begun)
        yield Likely(tokens, counted)

    @cached_property
    def _llm(self) -> "OpenAILike":
        return openai_client(self._url, self._tag, self._who)


def openai_client(url: str, tag: str, who: str) -> "OpenAILike":
    """Return LlamaIndex's client for a server, with our limits."""
    import httpx
    from llama_index.llms.openai_like import OpenAILike

    with proxy_errors(who):
        http_client = httpx.Client(event_hooks=limits.limiting_hooks(who), **client_options(url))
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


@contextmanager
def _openai_errors(who: str, tag: str) -> Iterator[None]:
    """The OpenAI client's failures as ours."""
    import httpx
    import openai

    try:
        yield
    except openai.APIConnectionError as error:  # its client wraps whatever happened, ours among it
        raise _openai_unheard(error.__cause__ or error, who) from error
    except openai.APIStatusError as error:
        raise _openai_refusal(error.status_code, str(error), who, tag) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:  # in the middle of a stream it wraps nothing
        raise _openai_unheard(error, who) from error
    except openai.APIError as error:
        raise broken(who, f"failed ({short(error)})") from error
    except (ValueError, TypeError, AttributeError, LookupError) as error:  # JSON or not, but no answer
        raise broken(who, f"sent something unreadable ({short(error)})") from error


def _openai_unheard(error: BaseException, who: str) -> ModelError:
    import httpx

    if isinstance(error, ModelError):
        return error
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return missing(who, "has no address that can be read", "give --model http://HOST:PORT")
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return missing(who, "cannot be reached", "start it, or use --model embedded")
    if isinstance(error, httpx.TimeoutException):
        return silent(who, f"said nothing for {limits.SILENCE_TIMEOUT:.0f} s")
    return broken(who, f"broke off ({short(error)})")


def _openai_refusal(status: int, says: str, who: str, tag: str) -> ModelError:
    if "context" in says and "exceed" in says:
        return too_long()
    if status == 404:  # noqa: PLR2004 HTTP
        return missing(who, f"has no model {tag}, or not at this address", "see its list of models")
    if status in BUSY:
        return silent(who, "is busy")
    return broken(who, f"failed ({short(says)})")
