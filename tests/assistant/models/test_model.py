"""Models: what they send, stream, count and weigh, against a real HTTP server. How they fail: tests/reliability."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import assistant.models.model as interface
from assistant.models import llamacpp
from assistant.models.model import shares
from assistant.models.ollama import OllamaModel
from assistant.models.openai_like import OpenAIModel
from ingest.errors import ModelError, PromptTooLong
from tests.http_served import served
from tests.scripted import ScriptedModel

Respond = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@contextmanager
def server(respond: Respond) -> Iterator[str]:
    """A server on a free port that answers every POST with `respond`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            respond(self, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    with served(Handler) as address:
        yield address


def send(handler: BaseHTTPRequestHandler, body: str, status: int = 200) -> None:
    """Answer with this body."""
    handler.send_response(status)
    handler.end_headers()
    handler.wfile.write(body.encode())


def line(text: str, **more: object) -> str:
    """One line of Ollama's stream."""
    return json.dumps({"message": {"role": "assistant", "content": text}, "done": False} | more) + "\n"


WHOLE = line("Yes") + line(" it is") + line("", done=True, done_reason="stop", prompt_eval_count=7, eval_count=3)


def written(url: str) -> str:
    """What the model at this server writes."""
    return "".join(chunk.text for chunk in OllamaModel(url, "m").write("s", "u", 9))


def test_ollama_streams_and_counts() -> None:
    """Words come as they are written; the last chunk counts tokens; context and truncation are always sent."""
    asked: list[dict[str, Any]] = []
    with server(lambda handler, body: (asked.append(body), send(handler, WHOLE))[1]) as url:
        chunks = list(OllamaModel(url, "m").write("s", "u", 9))
    assert [chunk.text for chunk in chunks] == ["Yes", " it is", ""]
    assert (chunks[-1].prompt_tokens, chunks[-1].answer_tokens) == (7, 3)
    assert asked[0]["truncate"] is False
    assert asked[0]["options"]["num_ctx"] == interface.CONTEXT
    assert asked[0]["options"]["num_predict"] == 9


def test_a_prompt_too_long_for_ollama_is_told_apart() -> None:
    """The caller shows fewer clauses then: it is asked once, and nothing was cut."""
    body = json.dumps({"error": "the input length exceeds the context length"})
    asked: list[object] = []
    respond = lambda handler, _: (asked.append(1), send(handler, body, 400))[1]  # noqa: E731
    with server(respond) as url, pytest.raises(PromptTooLong, match="longer than"):
        written(url)
    assert len(asked) == 1


def sse(*events: dict[str, Any]) -> str:
    """An OpenAI-style stream."""
    return "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"


def event(text: str = "", reason: str | None = None, **more: object) -> dict[str, Any]:
    """One event of such a stream."""
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": reason}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]} | more


def openai_written(url: str) -> list[interface.Chunk]:
    """What an OpenAI-compatible server writes."""
    return list(OpenAIModel(f"{url}/v1", "m").write("s", "u", 9))


def test_openai_streams_and_counts() -> None:
    """The same interface over the other protocol."""
    counted = {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}}
    body = sse(event("Yes"), event(" it is"), event("", "stop"), event() | counted)

    def respond(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        handler.wfile.write(body.encode())

    with server(respond) as url:
        chunks = openai_written(url)
    assert "".join(chunk.text for chunk in chunks) == "Yes it is"
    assert (chunks[-1].prompt_tokens, chunks[-1].answer_tokens) == (5, 2)


def test_a_prompt_too_long_for_an_openai_server_is_told_apart() -> None:
    """In that protocol too."""
    body = '{"error": {"message": "request exceeds the available context size"}}'
    with server(lambda handler, _: send(handler, body, 400)) as url, pytest.raises(PromptTooLong, match="longer than"):
        openai_written(url)


def test_threads_that_come_first_load_one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gigabyte is not loaded twice."""
    loaded: list[Path] = []

    def load(weights: Path) -> SimpleNamespace:
        loaded.append(weights)
        time.sleep(0.2)
        return SimpleNamespace(listening_address="http://127.0.0.1:9")

    monkeypatch.setattr(llamacpp, "_llama_server", load)
    model = llamacpp.EmbeddedModel(Path("weights.gguf"), "digest")
    with ThreadPoolExecutor(4) as pool:
        asked = {id(one) for one in pool.map(lambda _: model._llm, range(4))}
    assert len(loaded) == len(asked) == 1


def test_shares_fold_tokens() -> None:
    """The tokens "Yes", " yes" and "Y" all speak for yes; what was not offered does not count."""
    found = shares([("Yes", -1.0), (" yes", -2.0), ("No", -1.0), ("Perhaps", -0.1)], ("Yes", "No"))
    assert found is not None
    assert sum(found) == pytest.approx(1)
    assert found[0] > found[1]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of ours
@given(st.lists(st.tuples(st.text(max_size=4), st.floats(-50, 0))))
def test_shares_are_shares(likely: list[tuple[str, float]]) -> None:
    """They add up to one; where neither word is likely there are none."""
    found = shares(likely, ("Yes", "No"))
    assert found is None or sum(found) == pytest.approx(1)


def test_the_scripted_model_remembers_and_runs_out() -> None:
    """It says what was queued, in turn, and an unplanned question is an error."""
    model = ScriptedModel(says=["one two"])
    assert "".join(chunk.text for chunk in model.write("s", "u", 9)) == "one two"
    assert model.asked == [("s", "u")]
    with pytest.raises(ModelError, match="no more"):
        list(model.write("s", "u", 9))
