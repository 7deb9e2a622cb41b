"""Twelve ways in which a model server fails, at the socket, in both protocols: what is said, when, and what goes on."""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from assistant.__main__ import main
from assistant.answer.answer import Answer
from assistant.chain import Assistant, Evidence
from assistant.models.calls import limits, retry
from assistant.models.model import Model
from assistant.models.ollama import OllamaModel
from assistant.models.openai_like import OpenAIModel
from ingest.errors import ModelError, ModelMissing, ModelTimeout
from tests.conftest import HashingEmbedder, as_judge

QUESTION = "How long does Segments.ai keep my personal data after I close my account?"
WORDS = ("Segments.ai keeps it", " for 10 years after your closed your account.")
SHORT = 1.0  # seconds: the limit where it is to be met
LATE = 1.0  # seconds after it at most, from when the server has the question: finding the evidence is no model's time
AT_ONCE = 5.0  # seconds, of a busy machine, and far from the limits
COUNTED = {"prompt_tokens": 900, "completion_tokens": 12, "total_tokens": 912}

THERE, ANSWERS, WELL = "the model is not there: ", "the model does not answer: ", "the model answered badly: "


class Reply(NamedTuple):
    """What a server sends, and whether it then keeps the line open, saying nothing or a bit now and then."""

    data: bytes
    holds: bool = False
    drip: bytes = b""


class Server:
    """Sockets, not a web server: it can break off anywhere. Answers well unless `reply` says otherwise."""

    def __init__(self, well: Callable[[dict[str, Any]], Reply]) -> None:
        self.well = well
        self.reply: Callable[[dict[str, Any]], Reply] = well
        self.asked: list[dict[str, Any]] = []
        self.last = 0.0  # when it was asked
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._ended = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):  # closed: the test has ended
            while True:
                threading.Thread(target=self._answer, args=(self._listening.accept()[0],), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(ConnectionError, BrokenPipeError):
            self.asked.append(asked := _request(connection))
            self.last = time.monotonic()
            reply = self.reply(asked)
            connection.sendall(reply.data)
            while reply.holds and not self._ended.wait(0.05):
                connection.sendall(reply.drip)

    def close(self) -> None:
        """Let go of the port and of every line that is held."""
        self._ended.set()
        self._listening.close()


def _request(connection: socket.socket) -> dict[str, Any]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return dict(json.loads(body))


def http(body: bytes, status: int = 200, kind: str = "application/json", more: int = 0) -> bytes:
    """A response; `more` bytes are promised that do not come."""
    lines = f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body) + more}", "Connection: close"
    return "\r\n".join((*lines, "", "")).encode() + body


class Ollama:
    """What an Ollama server says."""

    kind = "application/x-ndjson"

    @staticmethod
    def model(port: int) -> Model:
        """The adapter under test."""
        return as_judge(OllamaModel(f"http://127.0.0.1:{port}", "m"))

    @staticmethod
    def word(text: str) -> bytes:
        """A bit of an answer."""
        return json.dumps({"message": {"role": "assistant", "content": text}, "done": False}).encode() + b"\n"

    @staticmethod
    def end(reason: str = "stop", prompt: int = 900) -> bytes:
        """The last line."""
        last = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": reason}
        return json.dumps(last | {"prompt_eval_count": prompt, "eval_count": 12}).encode() + b"\n"

    @staticmethod
    def weighed(prompt: int = 900) -> bytes:
        """A whole reply to a one-word question: Yes."""
        top = [{"token": "Yes", "logprob": -0.1}, {"token": "No", "logprob": -3.0}]
        reply = {"message": {"role": "assistant", "content": "Yes"}, "done": True, "done_reason": "length"}
        return json.dumps(
            reply | {"prompt_eval_count": prompt, "logprobs": [{"token": "Yes", "logprob": -0.1, "top_logprobs": top}]}
        ).encode()

    error = json.dumps({"error": "something broke"}).encode()
    error_line = error + b"\n"


class OpenAI:
    """What an OpenAI-compatible server says."""

    kind = "text/event-stream"

    @staticmethod
    def model(port: int) -> Model:
        """The adapter under test."""
        return as_judge(OpenAIModel(f"http://127.0.0.1:{port}/v1", "m"))

    @staticmethod
    def _event(text: str, reason: str | None = None, **more: object) -> bytes:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": reason}
        event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        return b"data: " + json.dumps(event | more).encode() + b"\n\n"

    @classmethod
    def word(cls, text: str) -> bytes:
        """A bit of an answer."""
        return cls._event(text)

    @classmethod
    def end(cls, reason: str = "stop", prompt: int = 900) -> bytes:
        """The last events."""
        return cls._event("", reason, usage=COUNTED | {"prompt_tokens": prompt}) + b"data: [DONE]\n\n"

    @staticmethod
    def weighed(prompt: int = 900) -> bytes:
        """A whole reply to a one-word question: Yes."""
        top = [{"token": t, "logprob": p, "bytes": None} for t, p in (("Yes", -0.1), ("No", -3.0))]
        said = {"content": [{"token": "Yes", "logprob": -0.1, "bytes": None, "top_logprobs": top}]}
        choice = {"index": 0, "message": {"role": "assistant", "content": "Yes"}, "finish_reason": "length"}
        reply = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
        return json.dumps(
            reply | {"choices": [choice | {"logprobs": said}], "usage": COUNTED | {"prompt_tokens": prompt}}
        ).encode()

    error = json.dumps({"error": {"message": "something broke"}}).encode()
    error_line = b"data: " + error + b"\n\n"


Protocol = type[Ollama] | type[OpenAI]


class Fault(NamedTuple):
    """One way to fail: what is sent instead while words are written, and what must be said of it."""

    reply: Callable[[Protocol], Reply]
    error: type[ModelError]
    says: str
    tries: int = 1  # how often it is asked in all: again only before the first word


def _stream(protocol: Protocol, body: bytes, more: int = 0) -> bytes:
    return http(body, kind=protocol.kind, more=more)


FAULTS = {
    "unknown model": Fault(lambda p: Reply(http(p.error, 404)), ModelMissing, THERE + ".*has no model m"),
    "500": Fault(lambda p: Reply(http(p.error, 500)), ModelError, WELL + ".*something broke", 3),
    "503 full": Fault(lambda p: Reply(http(p.error, 503)), ModelTimeout, ANSWERS + ".*is busy", 3),
    "hang": Fault(lambda _: Reply(b"", holds=True), ModelTimeout, ANSWERS + ".*said nothing for 1 s"),
    "stall": Fault(
        lambda p: Reply(_stream(p, p.word("Segments"), 999), holds=True), ModelTimeout, ANSWERS + ".*said nothing for"
    ),
    "cut stream": Fault(lambda p: Reply(_stream(p, p.word("Segments"), 999)), ModelError, WELL + ".*broke off"),
    "no done": Fault(lambda p: Reply(_stream(p, p.word("Segments"))), ModelError, WELL + ".*broke off its answer"),
    "error line": Fault(
        lambda p: Reply(_stream(p, p.word("Segments") + p.error_line)), ModelError, WELL + ".*something broke"
    ),
    "garbage line": Fault(
        lambda p: Reply(_stream(p, p.word("Segments") + p.error_line.replace(b'"', b"\xff"))),
        ModelError,
        WELL + ".*unreadable",
    ),
    "length limit": Fault(
        lambda p: Reply(_stream(p, p.word("Segments") + p.end("length"))), ModelError, WELL + ".*not done after 120"
    ),
    "prompt cut": Fault(
        lambda p: Reply(_stream(p, p.word("Segments") + p.end(prompt=9))), ModelError, WELL + ".*counted 9 tokens"
    ),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pause for tenths of seconds."""
    monkeypatch.setattr(retry, "PAUSES", (0.05, 0.1))


def shortened(monkeypatch: pytest.MonkeyPatch, name: str) -> float:
    """Shorten the limit that a fault runs into; the seconds in which it must be told."""
    if name not in {"hang", "stall"}:
        return AT_ONCE
    monkeypatch.setattr(limits, "SILENCE_TIMEOUT", SHORT)
    monkeypatch.setattr(retry, "PATIENCE", SHORT)  # as in earnest: who has been silent is not asked again
    return SHORT + LATE


@contextmanager
def serving(protocol: Protocol) -> Iterator[Server]:
    """A server that answers well."""
    stream = _stream(protocol, b"".join(map(protocol.word, WORDS)) + protocol.end())
    server = Server(lambda asked: Reply(stream if _writes(asked) else http(protocol.weighed())))
    try:
        yield server
    finally:
        server.close()


def _writes(asked: dict[str, Any]) -> bool:
    """Whether it is asked to write: else, to weigh one word."""
    return bool(asked.get("stream"))


@pytest.fixture(params=[Ollama, OpenAI], ids=["ollama", "openai"])
def protocol(request: pytest.FixtureRequest) -> Protocol:
    """Both protocols."""
    return request.param  # type: ignore[no-any-return]


def _failing(server: Server, fault: Reply, when: Callable[[dict[str, Any]], bool]) -> None:
    server.reply = lambda asked: fault if when(asked) else server.well(asked)


def _asked(assistant: Assistant, server: Server) -> tuple[list[Any], ModelError, float]:
    """What a stream gave before it failed, how, and how many seconds after the server was last asked."""
    given: list[Any] = []
    with pytest.raises(ModelError) as raised:
        given.extend(assistant.stream(QUESTION))  # keeps what came before the failure
    return given, raised.value, time.monotonic() - server.last


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_plain_line_after_the_evidence(
    name: str, protocol: Protocol, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While words are written: evidence first, one of three lines in time, no answer; then the next question works."""
    fault = FAULTS[name]
    with serving(protocol) as server:
        assistant = Assistant(index, protocol.model(server.port), HashingEmbedder())
        assistant.ask(QUESTION)  # loads what the first question loads
        server.asked.clear()
        limit = shortened(monkeypatch, name)
        _failing(server, fault.reply(protocol), _writes)
        given, error, seconds = _asked(assistant, server)
        written = [asked for asked in server.asked if _writes(asked)]
        server.reply = server.well
        answer = assistant.ask(QUESTION)
    assert isinstance(given[0], Evidence)
    assert given[0].searched
    assert not any(isinstance(piece, Answer) for piece in given)
    _says(error, fault.error, fault.says)
    assert seconds < limit
    assert len(written) == fault.tries
    assert "10 years" in answer.text


def _says(error: ModelError, kind: type[ModelError], pattern: str) -> None:
    assert type(error) is kind
    assert re.match(pattern, str(error)), error
    assert "\n" not in str(error)
    assert str(error).count(": ") >= 2  # what, where, what to do


WEIGHING = {
    **{name: FAULTS[name] for name in ("unknown model", "500", "503 full", "hang")},
    "stall": Fault(
        lambda p: Reply(http(p.weighed()[:40], more=99), holds=True), ModelTimeout, ANSWERS + ".*said nothing for 1 s"
    ),
    "cut": Fault(lambda p: Reply(http(p.weighed()[:40], more=99)), ModelError, WELL + ".*broke off", 3),
    "half": Fault(lambda p: Reply(http(p.weighed()[:40])), ModelError, WELL + ".*unreadable", 3),
    "no object": Fault(lambda _: Reply(http(b"[]")), ModelError, WELL + ".*unreadable", 3),
    "other object": Fault(lambda _: Reply(http(b'{"ok": true}')), ModelError, WELL, 3),
    "prompt cut": Fault(lambda p: Reply(http(p.weighed(9))), ModelError, WELL + ".*counted 9 tokens", 3),
    "context full": Fault(lambda p: Reply(http(p.weighed(4096))), ModelError, WELL + ".*counted 4096 tokens", 3),
}


@pytest.mark.parametrize("name", WEIGHING)
def test_a_fault_before_the_first_word_is_one_too(
    name: str, protocol: Protocol, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While passages are weighed: the same lines, after the evidence, in time; then the next question works."""
    fault = WEIGHING[name]
    with serving(protocol) as server:
        assistant = Assistant(index, protocol.model(server.port), HashingEmbedder())
        assistant.ask(QUESTION)
        server.asked.clear()
        limit = shortened(monkeypatch, name)
        _failing(server, fault.reply(protocol), lambda asked: not _writes(asked))
        given, error, seconds = _asked(assistant, server)
        tried = len(server.asked)
        server.reply = server.well
        answer = assistant.ask(QUESTION)
    assert [type(piece) for piece in given if piece] == [Evidence]  # an empty word is a step between passages
    _says(error, fault.error, fault.says)
    assert seconds < limit
    assert tried == fault.tries
    assert "10 years" in answer.text


def test_a_server_that_is_gone_is_told_and_its_return_seen(protocol: Protocol, index: Path) -> None:
    """Nobody listens: the evidence, the line, at once; the same assistant answers when somebody listens again."""
    with serving(protocol) as server:
        assistant = Assistant(index, protocol.model(server.port), HashingEmbedder())
        assistant.ask(QUESTION)
    start = time.monotonic()
    given, error, _ = _asked(assistant, server)
    assert isinstance(given[0], Evidence)
    _says(error, ModelMissing, THERE + ".*cannot be reached")
    assert time.monotonic() - start < AT_ONCE
    with serving(protocol) as back:
        assistant.model = protocol.model(back.port)
        assert "10 years" in assistant.ask(QUESTION).text


def test_the_command_shows_what_was_found_and_the_line(
    protocol: Protocol, index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`python -m assistant` with a server that broke off: the clauses, then one line, exit 2, nothing as an answer."""
    with serving(protocol) as server:
        _failing(server, FAULTS["no done"].reply(protocol), _writes)
        assistant = Assistant(index, protocol.model(server.port), HashingEmbedder())
        monkeypatch.setattr("assistant.__main__._open", lambda _: assistant)
        assert main([QUESTION, "--index", str(index)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Looked at:\n    Segments.ai" in said.err
    assert said.err.rstrip().split("\n")[-1].startswith(f"error: {WELL}")


@pytest.mark.parametrize("name", ["500", "503 full", "cut"])
def test_what_passes_is_asked_again_and_nobody_notices(name: str, protocol: Protocol, index: Path) -> None:
    """A fault before the first word that is gone at the second try is no fault."""
    with serving(protocol) as server:
        fault = WEIGHING[name].reply(protocol)
        server.reply = lambda asked: fault if len(server.asked) % 2 else server.well(asked)
        answer = Assistant(index, protocol.model(server.port), HashingEmbedder()).ask(QUESTION)
    assert "10 years" in answer.text


def test_nothing_is_asked_again_after_the_first_word(protocol: Protocol) -> None:
    """A stream that breaks off is asked for once, however soon it broke."""
    with serving(protocol) as server:
        _failing(server, FAULTS["no done"].reply(protocol), _writes)
        words = protocol.model(server.port).write("s", "u", 9)
        assert next(words).text == "Segments"
        with pytest.raises(ModelError):
            next(words)
        assert len(server.asked) == 1


@pytest.mark.parametrize("drip", [b" ", b"\n", b"x"], ids=["blanks", "empty lines", "one line"])
def test_bytes_without_end_are_given_up(drip: bytes, protocol: Protocol, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then, for ever: each comes in time, all together do not."""
    monkeypatch.setattr(limits, "TOTAL_TIMEOUT", SHORT)
    with serving(protocol) as server:
        server.reply = lambda _: Reply(_stream(protocol, protocol.word("Segments"), 9_999), holds=True, drip=drip)
        with pytest.raises(ModelError) as raised:
            list(protocol.model(server.port).write("s", "u", 9))
    assert str(raised.value).startswith(("the model does not answer: ", "the model answered badly: "))
    assert time.monotonic() - server.last < SHORT + LATE


def test_a_flood_is_given_up(protocol: Protocol, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply of more than LONGEST bytes is not read to its end."""
    monkeypatch.setattr(limits, "LONGEST", 1_000_000)
    with serving(protocol) as server:
        server.reply = lambda _: Reply(_stream(protocol, b"x" * 1_000_001, 10**9))
        with pytest.raises(ModelError, match="sent more than 1 MB"):
            list(protocol.model(server.port).write("s", "u", 9))


def test_an_address_that_swallows_all_is_given_up_soon(protocol: Protocol, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that does not even refuse is not waited for as long as a model that thinks."""
    monkeypatch.setattr(limits, "CONNECT_TIMEOUT", 0.3)
    full = socket.socket()
    full.bind(("127.0.0.1", 0))
    full.listen(0)
    waiting = [socket.socket() for _ in range(3)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(full.getsockname())  # the line of those to be let in is full now
    start = time.monotonic()
    with pytest.raises(ModelMissing, match=THERE):
        list(protocol.model(full.getsockname()[1]).write("s", "u", 9))
    assert time.monotonic() - start < AT_ONCE
    for one in (*waiting, full):
        one.close()


@pytest.mark.parametrize("url", ["http://[", "http://a b:1", "nothing"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    """A slip in --model is no traceback."""
    with pytest.raises(ModelMissing, match=THERE):
        OpenAIModel(f"{url}/v1", "m").weigh("s", "u", ("Yes", "No"))
