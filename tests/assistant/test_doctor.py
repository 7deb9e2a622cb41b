"""`python -m assistant --doctor`: each fault that can be found beforehand, made and found."""

import json
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant import doctor
from ingest.weights import assets as pins
from tests.conftest import HashingEmbedder
from tests.http_served import served

Diagnosed = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No Ollama, no weights, an unused port: each test adds what it needs."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    monkeypatch.setenv("CLAUSEWISE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CLAUSEWISE_PORT", "0")
    monkeypatch.setattr(
        "ingest.weights.find._local", lambda _asset: None
    )  # the stores of other programs on this machine


@pytest.fixture
def diagnosed(index: Path, capsys: pytest.CaptureFixture[str]) -> Diagnosed:
    """The exit code and the lines for an index and a setting."""

    def run(where: Path = index, setting: str = "none") -> tuple[int, str]:
        code = doctor.doctor(where, setting)
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any folder passes for the embedding model."""
    monkeypatch.setattr(doctor, "_embedding", lambda: "there")
    monkeypatch.setattr("ingest.embed.MiniLM", HashingEmbedder)


@pytest.mark.usefixtures("weights")
def test_all_is_well_without_a_model_when_none_is_wanted(diagnosed: Diagnosed) -> None:
    """One line a check; what is optional may be missing; exit 0."""
    code, said = diagnosed()
    assert code == 0, said
    assert re.search(r"ok    index: 5 policies, .*, format 1, whole", said)
    assert "ok    model that answers: none, as was asked" in said
    assert "no    Ollama: no Ollama answers at http://127.0.0.1:9" in said
    assert said.endswith("all is well\n")


@pytest.mark.usefixtures("weights")
def test_no_index(diagnosed: Diagnosed, tmp_path: Path) -> None:
    """It says how to make one."""
    code, said = diagnosed(tmp_path)
    assert code == 1
    assert "FAULT index: no index at" in said
    assert "run clausewise ingest" in said


@pytest.mark.usefixtures("weights")
@pytest.mark.parametrize("name", ["record.json", "vectors.npy", "chroma/chroma.sqlite3"])
def test_a_damaged_index(name: str, index: Path, diagnosed: Diagnosed, tmp_path: Path) -> None:
    """A byte of any file is another: told, with what mends it."""
    shutil.copytree(index, tmp_path / "copy")
    (harmed,) = (tmp_path / "copy" / "generations").glob(f"*/{name}")
    data = bytearray(harmed.read_bytes())
    data[len(data) // 2] ^= 1
    harmed.write_bytes(data)
    code, said = diagnosed(tmp_path / "copy")
    assert code == 1
    assert "FAULT index: the index at" in said
    assert "clausewise ingest" in said.split("FAULT index")[1].split("\n")[0]


def test_no_weights(diagnosed: Diagnosed) -> None:
    """The line gives the command that fetches them; nothing is fetched; a model of one's own is optional."""
    code, said = diagnosed()
    assert code == 1
    assert (
        "FAULT embedding weights: the embedding model all-MiniLM-L6-v2 is not on this machine: clausewise weights"
        in said
    )
    assert "no    embedded weights: the language model" in said


def test_weights_of_another_hash_are_told_and_left(diagnosed: Diagnosed, tmp_path: Path) -> None:
    """The doctor removes nothing: fetching does."""
    wrong = tmp_path / "cache" / pins.GGUF.place
    wrong.parent.mkdir()
    wrong.write_bytes(b"other weights")
    folder = tmp_path / "cache" / pins.EMBEDDING.place
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"other weights")
    code, said = diagnosed()
    assert code == 1
    assert said.count("has sha256") == 2
    assert "clausewise weights embedding fetches it anew" in said
    assert wrong.exists()
    assert folder.exists()


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, str]]]:
    """A server that answers and lists these models."""
    models: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"models": models}).encode())

    with served(Handler) as address:
        monkeypatch.setenv("OLLAMA_HOST", address)
        yield models


@pytest.mark.usefixtures("weights")
def test_a_server_without_a_model(ollama: list[dict[str, str]], diagnosed: Diagnosed) -> None:
    """It answers, but nobody has pulled anything."""
    code, said = diagnosed(setting="ollama")
    assert code == 1
    assert "no    Ollama: http://127.0.0.1" in said
    assert said.count("has no model: ollama pull") == 2  # the server, and the model that would answer


@pytest.mark.usefixtures("weights")
def test_a_server_without_the_model_asked_for(ollama: list[dict[str, str]], diagnosed: Diagnosed) -> None:
    """It has another one."""
    ollama.append({"model": "other:latest", "digest": "a"})
    code, said = diagnosed(setting="ollama:gemma3")
    assert code == 1
    assert "FAULT model that answers: the Ollama at" in said
    assert "ollama pull gemma3, or one of other:latest" in said
    assert "ok    Ollama: " in said


@pytest.mark.usefixtures("weights")
def test_too_little_disk_and_memory(diagnosed: Diagnosed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Less than an index, or a model, needs."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=doctor.INDEX_ROOM - 1))
    monkeypatch.setattr(doctor, "free_memory", lambda: doctor.ASKING + 1)
    code, said = diagnosed(setting="embedded")
    assert code == 1
    assert "FAULT disk: 0.2 GB free at" in said
    assert "FAULT memory: 1.0 GB free, 2.5 GB are needed" in said
    assert "ok    memory: 1.0 GB free" in diagnosed(setting="none")[1]


@pytest.mark.usefixtures("weights")
def test_a_folder_without_the_right_to_write(diagnosed: Diagnosed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Room is not enough."""
    monkeypatch.setattr("os.access", lambda *_: False)
    code, said = diagnosed()
    assert code == 1
    assert re.search("FAULT disk: .* cannot be written: take the rights to it, or name another place", said)


@pytest.mark.usefixtures("weights")
def test_wrong_versions(diagnosed: Diagnosed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python and packages outside the ranges of pyproject.toml, and one that is not there."""
    wanted = [">=3.99", ["numpy>=99", "nothing-of-this-name>=1", "httpx>=0.28", "pytest<1; extra == 'dev'"]]
    monkeypatch.setattr(doctor, "_declared", lambda: wanted)
    code, said = diagnosed()
    assert code == 1
    assert "FAULT Python: this is 3." in said
    (line,) = [line for line in said.splitlines() if line.startswith("FAULT packages: numpy is ")]
    assert "and >=99 is needed; nothing-of-this-name is not installed: install Clausewise again" in line
    assert "httpx" not in said
    assert "pytest" not in line


@pytest.mark.usefixtures("weights")
def test_its_object_says_what_its_lines_say(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--json: the same checks and the same end, for a program to read."""
    assert doctor.doctor(index, "none", as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["well"] is True
    states = {check["check"]: check["state"] for check in told["checks"]}
    assert (states["index"], states["Ollama"]) == ("ok", "no")
    assert doctor.doctor(index / "nowhere", "none", as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["well"] is False
    assert "no index at" in next(check["says"] for check in told["checks"] if check["state"] == "fault")


@pytest.mark.usefixtures("weights")
def test_a_port_that_is_taken_is_told_and_no_more(diagnosed: Diagnosed, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no page then, but questions are answered."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("CLAUSEWISE_PORT", str(taken.getsockname()[1]))
        code, said = diagnosed()
    assert code == 0
    assert "is taken (Address already in use): clausewise chat --port 0" in said
    monkeypatch.setenv("CLAUSEWISE_PORT", "http")
    assert "no    port: CLAUSEWISE_PORT is 'http': give a number" in diagnosed()[1]


def test_a_program_that_is_not_installed(diagnosed: Diagnosed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither pyproject.toml nor metadata: one line says what to do, and the other checks go on."""

    def none(name: str) -> None:
        raise doctor.PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    monkeypatch.setattr(doctor, "metadata", none)
    code, told = diagnosed()
    assert code == 1
    assert "FAULT Python: Clausewise is not installed here: run make demo" in told
    assert "index:" in told
