"""A model that thinks on a real Ollama: the model that we ship with, under a template with Ollama's thinking fields."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.chain import Assistant
from assistant.models.calls.address import ollama_url
from assistant.models.choose import choose
from assistant.models.ollama import OllamaModel
from ingest.embed import MiniLM
from ingest.pipeline import ingest
from tools.ollama.create_model import MODEL, STOPS, SYSTEM

pytestmark = [
    pytest.mark.ollama,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not os.environ.get("OLLAMA_HOST"), reason="no Ollama server: run make ollama, set OLLAMA_HOST"),
]
NAME = "clausewise-test-thinks"
QUESTION = "How long does Segments.ai keep my personal data after I close my account?"
# As qwen3's: thoughts stand between marks; told not to think, the model is given empty ones; else they are opened.
TEMPLATE = """\
{{- range $i, $_ := .Messages }}
{{- $last := eq (len (slice $.Messages $i)) 1 -}}
<|im_start|>{{ .Role }}
{{ if .Thinking }}<think>{{ .Thinking }}</think>{{ end }}
{{- .Content }}{{ if not (and $last (eq .Role "assistant")) }}<|im_end|>
{{ end }}
{{- if and $last (ne .Role "assistant") }}<|im_start|>assistant
{{ if $.Think }}<think>
{{ else if $.IsThinkSet }}<think>

</think>

{{ end }}
{{- end }}
{{- end }}"""


def ask(what: str, body: dict[str, Any], method: str = "POST") -> dict[str, Any]:
    """One call of Ollama's interface."""
    reply = httpx.request(method, f"{ollama_url()}/api/{what}", json=body, timeout=300, trust_env=False)
    reply.raise_for_status()
    return dict(reply.json()) if reply.content else {}


@pytest.fixture(scope="module")
def thinking() -> Iterator[str]:
    """The name of a model that thinks unless it is told not to; removed afterwards."""
    made = {"model": NAME, "from": MODEL, "template": TEMPLATE, "system": SYSTEM, "stream": False}
    ask("create", made | {"parameters": {"stop": list(STOPS), "temperature": 0}})
    yield NAME
    ask("delete", {"model": NAME}, "DELETE")


def test_the_server_takes_it_for_a_model_that_thinks(thinking: str) -> None:
    """It reports the capability, and lets it think where nothing is said: what came before would be silent."""
    assert "thinking" in ask("show", {"model": thinking})["capabilities"]
    asked = {"model": thinking, "messages": [{"role": "user", "content": "Is water wet? Yes or No?"}], "stream": False}
    message = ask("chat", asked | {"options": {"num_predict": 8}})["message"]
    assert message.get("thinking")
    assert not message["content"]


def test_its_abilities_are_found_out(thinking: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It can be switched off, its server tells probabilities and holds replies to a schema."""
    monkeypatch.setenv("CLAUSEWISE_CACHE", str(tmp_path))
    model = choose(f"ollama:{thinking}")
    assert isinstance(model, OllamaModel)
    abilities = model.abilities
    assert (abilities.thinking, abilities.logprobs, abilities.structured) == ("switchable", True, True)
    assert (abilities.context, abilities.parameters) == (32768, 1777088000)


def test_the_flagship_is_answered(thinking: str, policies_dir: Path, tmp_path: Path) -> None:
    """As by the model that does not think: ten years, from its clause, with no thought in it."""
    ingest([policies_dir], tmp_path, MiniLM())
    answer = Assistant(tmp_path, OllamaModel(ollama_url(), thinking), MiniLM()).ask(QUESTION)
    assert answer.verdict == "answer"
    assert "10 years" in answer.text
    assert answer.citations[0].clause.id == "segments-ai/privacy-statement/2"
    assert "think" not in answer.text
