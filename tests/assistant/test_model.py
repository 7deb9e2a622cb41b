"""Models: what they weigh, and every way in which a server fails, against a real HTTP server that fails so."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import assistant.model as interface
from assistant import via_ollama, via_openai
from assistant.model import ScriptedModel, shares
from assistant.via_ollama import OllamaModel
from assistant.via_openai import OpenAIModel
from ingest.errors import ModelError, ModelMissing, ModelTimeout, PromptTooLong

Respond = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@contextmanager
def server(respond: Respond) -> Iterator[str]:
    """A server on a free port that answers every POST with `respond`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            respond(self, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_port}"
    finally:
        running.shutdown()


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
    assert [chunk.text for chunk in chunks] == ["Yes", " it is", "", ""]
    assert (chunks[-1].prompt_tokens, chunks[-1].answer_tokens) == (7, 3)
    assert asked[0]["truncate"] is False
    assert asked[0]["options"]["num_ctx"] == interface.CONTEXT
    assert asked[0]["options"]["num_predict"] == 9


@pytest.mark.parametrize(
    "body,status,error,says",
    [
        (line("Yes") + line(" it"), 200, ModelError, "broke off"),
        (line("Yes") + "not json\n", 200, ModelError, "unreadable"),
        (line("Yes") + json.dumps({"error": "out of memory"}) + "\n", 200, ModelError, "out of memory"),
        (json.dumps({"error": "model 'm' not found"}), 404, ModelMissing, "ollama pull m"),
        (json.dumps({"error": "server busy"}), 503, ModelError, "busy"),
        (json.dumps({"error": "the input length exceeds the context length"}), 400, PromptTooLong, "longer than"),
        (json.dumps({"error": "boom"}), 500, ModelError, "boom"),
    ],
    ids=["no done", "garbage", "error line", "unknown model", "queue full", "too long", "500"],
)
def test_ollama_s_failures_are_told_plainly(body: str, status: int, error: type[Exception], says: str) -> None:
    """Each way to fail is one of our errors, in one line that says what to do."""
    with server(lambda handler, _: send(handler, body, status)) as url, pytest.raises(error, match=says) as raised:
        written(url)
    assert "\n" not in str(raised.value)


def test_no_server_is_told_plainly() -> None:
    """A port where nobody listens."""
    with pytest.raises(ModelMissing, match="is gone"):
        written("http://127.0.0.1:9")


def test_a_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes the question and says nothing is left after the limit."""
    monkeypatch.setattr(via_ollama, "SILENCE_TIMEOUT", 0.2)
    start = time.monotonic()
    with server(lambda *_: time.sleep(1)) as url, pytest.raises(ModelTimeout):
        written(url)
    assert time.monotonic() - start < 1.2


def test_an_endless_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that trickles for ever is left after the total limit."""
    monkeypatch.setattr(interface, "TOTAL_TIMEOUT", 0.3)

    def trickle(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _n in range(40):
            handler.wfile.write(line("x").encode())
            handler.wfile.flush()
            time.sleep(0.05)

    with server(trickle) as url, pytest.raises(ModelTimeout, match="longer than"):
        written(url)


def test_a_stream_cut_in_the_middle_is_an_error() -> None:
    """A connection that breaks while words come."""

    def cut(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "10000")
        handler.end_headers()
        handler.wfile.write(line("Yes").encode())

    with server(cut) as url, pytest.raises(ModelError):
        written(url)


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


@pytest.mark.parametrize(
    "body,status,error",
    [
        (sse(event("Yes")), 200, ModelError),
        ('{"error": {"message": "no such model"}}', 404, ModelMissing),
        ('{"error": {"message": "request exceeds the available context size"}}', 400, PromptTooLong),
        ('{"error": {"message": "boom"}}', 500, ModelError),
    ],
    ids=["no finish", "unknown model", "too long", "500"],
)
def test_openai_s_failures_are_told_plainly(body: str, status: int, error: type[Exception]) -> None:
    """Each way to fail is one of our errors."""
    with server(lambda handler, _: send(handler, body, status)) as url, pytest.raises(error):
        openai_written(url)


def test_openai_s_silence_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other protocol has the same limit."""
    monkeypatch.setattr(via_openai, "SILENCE_TIMEOUT", 0.2)
    with server(lambda *_: time.sleep(1)) as url, pytest.raises(ModelTimeout):
        openai_written(url)


def test_shares_fold_tokens() -> None:
    """The tokens "Yes", " yes" and "Y" all speak for yes; what was not offered does not count."""
    found = shares([("Yes", -1.0), (" yes", -2.0), ("No", -1.0), ("Perhaps", -0.1)], ("Yes", "No"))
    assert sum(found) == pytest.approx(1)
    assert found[0] > found[1]


@given(st.lists(st.tuples(st.text(max_size=4), st.floats(-50, 0))))
def test_shares_are_shares(likely: list[tuple[str, float]]) -> None:
    """They add up to one, or all are zero."""
    found = shares(likely, ("Yes", "No"))
    assert sum(found) == pytest.approx(1) or found == (0, 0)


def test_the_scripted_model_remembers_and_runs_out() -> None:
    """It says what was queued, in turn, and an unplanned question is an error."""
    model = ScriptedModel(says=["one two"])
    assert "".join(chunk.text for chunk in model.write("s", "u", 9)) == "one two"
    assert model.asked == [("s", "u")]
    with pytest.raises(ModelError, match="no more"):
        list(model.write("s", "u", 9))
