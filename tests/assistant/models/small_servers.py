"""Small model servers for tests, after the documentation of Ollama's interface and of the OpenAI-compatible ones.

Each says Yes to what its `right` is a part of, and writes `says`. How it thinks, what it tells and what it refuses are
fields: they stand for the servers and models that are not here.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.http_served import served

NUMBERED = re.compile(r'<passage number="(\d+)">\n[^\n]*\n(.*?)\n</passage>', re.DOTALL)
THOUGHTS = "Yes or No? The user asks how long. No, wait: 99 years. I should say so."


@dataclass
class SmallServer:
    """One model behind a port."""

    right: str = "10 years"  # passages that hold this state the answer
    says: str = "Segments.ai keeps it for 10 years after your closed your account."
    thinks: str = "never"  # "off": can be switched off; "low": writes nothing when it is; "always"
    inside: str = ""  # where thoughts stand: "" apart from the text, "marked" between marks, "opened" before </think>
    logprobs: str = "yes"  # "no": not told; "refused": HTTP 400
    schema: str = "yes"  # "ignored"; "refused": HTTP 400
    word: str = ""  # what is said instead of Yes and No, and of JSON
    size: int = 3_100_000_000  # parameters: from 3 billion it is taken for a reader
    strict: bool = False  # HTTP 400 for fields that the first server of the protocol does not have
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def thought(self, switch: Any) -> bool:
        """Whether it thinks at this request."""
        return self.thinks == "always" or (self.thinks in {"off", "low"} and switch is not False)

    def text(self, prompt: str, *, stream: bool, schema: Any) -> str:
        """What it writes."""
        if stream:
            return self.says
        if NUMBERED.search(prompt):
            return self.word or self.read(prompt)
        word = self.word or ("Yes" if self.right in prompt or "water wet" in prompt else "No")
        return json.dumps({"answer": word}) if schema and self.schema == "yes" else word

    def read(self, prompt: str) -> str:
        """What it says of numbered passages: the sentence that it writes, on those that state the answer."""
        sentences = [(n, text) for n, text in NUMBERED.findall(prompt) if self.right in text]
        stands_on = [
            {"passage": int(n), "words": next(line for line in text.split(". ") if self.right in line)}
            for n, text in sentences[:1]
        ]
        filled = [{"text": self.says, "stands_on": stands_on}] if stands_on else []
        return json.dumps({"verdict": "answer" if filled else "silent", "sentences": filled})

    def whole(self, text: str, thought: bool) -> tuple[str, str]:
        """Text and thoughts as they are sent."""
        if not thought:
            return text, ""
        if self.inside == "marked":
            return f"<think>\n{THOUGHTS}\n</think>\n\n{text}", ""
        if self.inside == "opened":
            return f"{THOUGHTS}\n</think>\n\n{text}", ""
        return text, THOUGHTS


def pieces(text: str, size: int = 3) -> Iterator[str]:
    """A text cut without regard to words and marks."""
    return (text[n : n + size] for n in range(0, len(text), size))


def cut(text: str, thoughts: str, most: int) -> tuple[str, str, bool]:
    """Text and thoughts as `most` tokens (words) hold them, and whether that was all."""
    spoken, written = thoughts.split(" ") if thoughts else [], text.split(" ")
    if len(spoken) + len(written) <= most:
        return text, thoughts, True
    return " ".join(written[: max(0, most - len(spoken))]), " ".join(spoken[:most]), False


def logprobs_of(text: str, n: int = 20) -> list[dict[str, Any]]:
    """The first token, with those that might have come instead."""
    first = text.split(" ")[0].split("\n")[0] or "<end>"
    other = "No" if first == "Yes" else "Yes" if first == "No" else "The"
    top = [{"token": first, "logprob": -0.1, "bytes": None}, {"token": other, "logprob": -3.0, "bytes": None}]
    return [top[0] | {"top_logprobs": top[:n]}]


def tokens_of(body: dict[str, Any]) -> int:
    """About as many as a tokenizer counts in the messages."""
    return sum(len(message["content"].split()) for message in body["messages"]) * 5 // 4


class Refusal(Exception):
    """HTTP 400."""


def ollama_chat(small: SmallServer, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """POST /api/chat."""
    think = body.get("think")
    if think and small.thinks == "never":
        raise Refusal('"m" does not support thinking')
    stream = bool(body.get("stream", True))
    text = small.text(body["messages"][-1]["content"], stream=stream, schema=body.get("format"))
    if small.thinks == "low" and think is False:
        text = ""
    thought = small.thought(think)
    text, thoughts, done = cut(*small.whole(text, thought), body["options"]["num_predict"])
    weights = {"logprobs": logprobs_of(thoughts or text)} if body.get("logprobs") and small.logprobs == "yes" else {}
    last = {
        "done": True,
        "done_reason": "stop" if done else "length",
        "prompt_eval_count": tokens_of(body),
        "eval_count": 9,
    }
    if not stream:
        yield {"message": {"role": "assistant", "content": text, "thinking": thoughts or None}} | last | weights
        return
    for piece in pieces(thoughts):
        yield {"message": {"role": "assistant", "content": "", "thinking": piece}, "done": False}
    for piece in pieces(text):
        yield {"message": {"role": "assistant", "content": piece}, "done": False}
    yield {"message": {"role": "assistant", "content": ""}} | last


def openai_chat(small: SmallServer, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """POST /v1/chat/completions."""
    if small.strict and (unknown := set(body) & {"chat_template_kwargs", "reasoning_effort"}):
        raise Refusal(f"Unrecognized request argument supplied: {unknown}")
    if body.get("logprobs") and small.logprobs == "refused":
        raise Refusal("logprobs is not supported")
    schema = body.get("response_format")
    if schema and small.schema == "refused":
        raise Refusal("response_format is not supported")
    switch = (body.get("chat_template_kwargs") or {}).get("enable_thinking")
    stream = bool(body.get("stream"))
    text = small.text(body["messages"][-1]["content"], stream=stream, schema=schema)
    text, thoughts, done = cut(*small.whole(text, small.thought(switch)), body["max_tokens"])
    counted = {"prompt_tokens": tokens_of(body), "completion_tokens": 9, "total_tokens": tokens_of(body) + 9}
    reason = "stop" if done else "length"
    head = {"id": "1", "created": 1, "model": "m"}
    if not stream:
        message = {"role": "assistant", "content": text} | ({"reasoning_content": thoughts} if thoughts else {})
        choice: dict[str, Any] = {"index": 0, "message": message, "finish_reason": reason}
        if body.get("logprobs") and small.logprobs == "yes":
            choice["logprobs"] = {"content": logprobs_of(thoughts or text)}
        yield head | {"object": "chat.completion", "choices": [choice], "usage": counted}
        return
    deltas = [{"reasoning_content": piece} for piece in pieces(thoughts)] + [{"content": p} for p in pieces(text)]
    for delta in deltas:
        choice = {"index": 0, "delta": {"role": "assistant"} | delta, "finish_reason": None}
        yield head | {"object": "chat.completion.chunk", "choices": [choice]}
    choice = {"index": 0, "delta": {}, "finish_reason": reason}
    yield head | {"object": "chat.completion.chunk", "choices": [choice], "usage": counted}


def described(small: SmallServer, path: str) -> dict[str, Any]:
    """What is told of the model, in both protocols."""
    capabilities = ["completion", *(["thinking"] if small.thinks != "never" else [])]
    facts = {"general.parameter_count": small.size, "qwen3.context_length": 40960}
    details = {"family": "qwen3", "parameter_size": f"{small.size / 1e9:.1f}B"}
    listed = {"model": "m:latest", "digest": f"{id(small):x}", "size": 2_000_000_000, "details": details}
    served = {
        "id": "m",
        "object": "model",
        "created": 1,
        "max_model_len": 8192,
        "meta": {"n_params": small.size},
        "of": f"{id(small):x}",
    }
    return {
        "/api/tags": {"models": [listed]},
        "/api/version": {"version": "0.24.0"},
        "/api/show": {"capabilities": capabilities, "model_info": facts},
        "/v1/models": {"object": "list", "data": [served]},
    }[path]


@contextmanager
def serving(small: SmallServer) -> Iterator[str]:
    """The address of a server that speaks both protocols."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(json.dumps(described(small, self.path)).encode())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            small.paths.append(self.path)
            if self.path == "/api/show":
                self.do_GET()
                return
            small.asked.append(body)
            try:
                self._chat(body)
            except Refusal as error:
                message = str(error) if self.path == "/api/chat" else {"message": str(error)}
                self._send(json.dumps({"error": message}).encode(), 400)

        def _chat(self, body: dict[str, Any]) -> None:
            if self.path == "/api/chat":
                self._send(b"".join(json.dumps(line).encode() + b"\n" for line in ollama_chat(small, body)))
            elif body.get("stream"):
                events = (f"data: {json.dumps(event)}\n\n" for event in openai_chat(small, body))
                self._send(("".join(events) + "data: [DONE]\n\n").encode(), kind="text/event-stream")
            else:
                self._send(json.dumps(next(openai_chat(small, body))).encode())

        def _send(self, data: bytes, status: int = 200, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(data)

    with served(Handler) as address:
        yield address
