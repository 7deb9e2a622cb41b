"""Create our model in an Ollama server, from the verified weights."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ingest.errors import ModelError, ModelMissing
from ingest.weights.find import GGUF_SHA256, gguf
from tools.ollama.build import folder

MODEL = "clausewise-qwen2.5-coder-1.5b"
CALL_SECONDS = 5.0

# Ollama takes a bare "{{ .Prompt }}" from this GGUF, and answers become nonsense. This is the ChatML of the model's own
# template: every message closed, but a last one of the assistant, which the model goes on with.
TEMPLATE = """\
{{- range $i, $_ := .Messages }}
{{- $last := eq (len (slice $.Messages $i)) 1 -}}
<|im_start|>{{ .Role }}
{{ .Content }}{{ if not (and $last (eq .Role "assistant")) }}<|im_end|>
{{ end }}
{{- if and $last (ne .Role "assistant") }}<|im_start|>assistant
{{ end }}
{{- end }}"""
SYSTEM = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."  # the model's own, where none is given
STOPS = ("<|im_start|>", "<|im_end|>")


def store() -> Path:
    """Return where our server keeps its models."""
    return folder() / "models"


def create_model(host: str, program: Callable[[], Path]) -> None:
    """Give the server the model, unless it has exactly that; raises ModelError when it does not take it."""
    if has_model(host):
        return
    weights = gguf()
    _share(weights)
    print(f"creating the model {MODEL} from {weights}", file=sys.stderr, flush=True)
    modelfile = folder() / "Modelfile"
    modelfile.parent.mkdir(parents=True, exist_ok=True)
    modelfile.write_text(modelfile_of(weights), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 the program found on PATH or built by us
        [str(program()), "create", MODEL, "-f", str(modelfile)],
        env={**os.environ, "OLLAMA_HOST": host},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not has_model(host):
        errors = [line for line in done.stderr.splitlines() if line.startswith("Error")] or [f"exit {done.returncode}"]
        raise ModelError(f"ollama create {MODEL} failed: {errors[-1][:200]} (Modelfile: {modelfile})")


def modelfile_of(weights: Path) -> str:
    """Return the Modelfile: weights, template, stops, and no chance."""
    stops = "".join(f'PARAMETER stop "{stop}"\n' for stop in STOPS)
    return f'FROM {weights}\nTEMPLATE """{TEMPLATE}"""\nSYSTEM """{SYSTEM}"""\n{stops}PARAMETER temperature 0\n'


def has_model(host: str) -> bool:
    """Say whether the server's model has our weights, template, system message and stops."""
    import httpx

    try:
        answer = httpx.post(f"http://{host}/api/show", json={"model": MODEL}, timeout=CALL_SECONDS, trust_env=False)
        shown = answer.json() if answer.is_success else {}
    except (httpx.HTTPError, ValueError) as error:
        raise ModelMissing(f"the Ollama server at {host} does not say what models it has ({error})") from error
    return (
        f"sha256-{GGUF_SHA256}" in str(shown.get("modelfile", ""))
        and shown.get("template") == TEMPLATE
        and shown.get("system") == SYSTEM
        and all(f'"{stop}"' in str(shown.get("parameters", "")) for stop in STOPS)
    )


def _share(weights: Path) -> None:
    """Link the weights into our server's store under their digest, so that 1 GB is neither copied nor kept twice."""
    blob = store() / "blobs" / f"sha256-{GGUF_SHA256}"
    blob.parent.mkdir(parents=True, exist_ok=True)
    if blob.exists():
        return
    try:
        blob.hardlink_to(weights.resolve())
    except OSError as error:
        print(f"Ollama's store cannot share the weights ({error.strerror}): it copies them", file=sys.stderr)
