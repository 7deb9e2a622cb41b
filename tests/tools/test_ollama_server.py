"""A local Ollama: how it is found, built, started, given the model, and stopped without touching anything else."""

import json
import os
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import ModelError, ModelMissing, UsageError
from ingest.weights.find import GGUF_SHA256
from tools.ollama import __main__ as command
from tools.ollama import build as ollama_build
from tools.ollama import create_model as ollama_model
from tools.ollama import server

HASWELL = "avx2 fma f16c bmi1 bmi2 movbe"
ICELAKE = HASWELL + " avx512f avx512bw avx512dq avx512vl avx512_vnni avx512_vbmi2 gfni vaes"

# what our code asks of Ollama, and no more: it serves, shows the model it was given, and dies when told
FAKE_OLLAMA = """#!{python}
import http.server, json, os, pathlib, sys
here = pathlib.Path(__file__).parent
if sys.argv[1] == "create":
    (here / "created").write_text(os.environ["OLLAMA_HOST"] + " " + pathlib.Path(sys.argv[-1]).read_text())
    (here / "shown.json").write_bytes((here / "after_create.json").read_bytes())
    sys.exit(0)
if (here / "broken").exists():
    sys.exit("listen tcp: cannot assign requested address")
(here / "environment.json").write_text(json.dumps(dict(os.environ)))

class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, code, text):
        self.send_response(code)
        self.end_headers()
        self.wfile.write(text)
    def do_GET(self):
        self.answer(200, b'{{"version": "0.24.0"}}')
    def do_POST(self):
        shown = here / "shown.json"
        self.answer(200 if shown.exists() else 404, shown.read_bytes() if shown.exists() else b"{{}}")
    def log_message(self, *_):
        pass

name, port = os.environ["OLLAMA_HOST"].split(":")
http.server.HTTPServer((name, int(port)), Handler).serve_forever()
"""
SHOWN = {
    "modelfile": f"FROM /somewhere/sha256-{GGUF_SHA256}",
    "template": ollama_model.TEMPLATE,
    "system": ollama_model.SYSTEM,
    "parameters": "\n".join(f'stop "{stop}"' for stop in ollama_model.STOPS),
}


def script(path: Path, text: str) -> None:
    """Write a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a machine with nothing of Ollama; yield its folder of programs, and end what was started."""
    programs = tmp_path / "programs"
    programs.mkdir()
    weights = tmp_path / "weights.gguf"
    weights.write_bytes(b"GGUF")
    monkeypatch.setenv("CLAUSEWISE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    monkeypatch.setattr(ollama_model, "gguf", lambda: weights)
    yield programs
    server.stop()


@pytest.fixture
def ollama(machine: Path) -> Path:
    """Install the fake Ollama; return its folder."""
    script(machine / "ollama", FAKE_OLLAMA.format(python=sys.executable))
    (machine / "after_create.json").write_text(json.dumps(SHOWN))
    return machine


def cpuinfo(*cores: str) -> str:
    """Return what /proc/cpuinfo says of cores with these flags."""
    return "\n".join(f"processor\t: {n}\nflags\t\t: fpu sse {core}\n" for n, core in enumerate(cores))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (cpuinfo(ICELAKE), "icelake-server"),
        (cpuinfo(ICELAKE, ICELAKE), "icelake-server"),
        (cpuinfo(ICELAKE + " amx_tile amx_int8"), "icelake-server"),
        (cpuinfo(ICELAKE.replace("avx512_vnni", "")), "haswell"),
        (cpuinfo(HASWELL + " gfni vaes avx_vnni"), "haswell"),
        (cpuinfo(ICELAKE, HASWELL), "haswell"),
        (cpuinfo(HASWELL.replace("avx2", "avx")), None),
        (cpuinfo(HASWELL.replace("fma", "")), None),
        (cpuinfo("avx"), None),
        ("", None),
        ("processor: 0\nFeatures: fp asimd\n", None),
    ],
)
def test_cpu_flags_are_what_every_core_has(text: str, expected: str | None) -> None:
    """AVX-512 with VNNI, VBMI2, GFNI and VAES means icelake-server, AVX2 means haswell, less means none."""
    assert ollama_build.march_of(text) == expected


def test_other_processors_get_no_march(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names are those of x86."""
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    monkeypatch.setattr(ollama_build, "_cpuinfo", lambda: cpuinfo(ICELAKE))
    assert ollama_build._flags() == "-O3"


def test_a_processor_without_avx2_is_warned_about(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fourteen times slower is worth a line."""
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(ollama_build, "_cpuinfo", lambda: cpuinfo("avx"))
    assert ollama_build._flags() == "-O3"
    assert "WARNING" in capsys.readouterr().err


def test_an_installed_ollama_is_used(ollama: Path) -> None:
    """Nothing is built where there is one."""
    assert ollama_build.program() == ollama / "ollama"


@pytest.mark.usefixtures("machine")
def test_without_ollama_and_go_the_line_says_what_to_install() -> None:
    """Nothing is downloaded first."""
    with pytest.raises(ModelMissing, match="neither ollama nor go is installed"):
        ollama_build.program()


def with_go(machine: Path, install: str) -> None:
    """Put a compiler that finds all headers and a Go whose install does this on the machine."""
    for name in ("gcc", "g++"):
        script(machine / name, "#!/bin/sh\nexit 0\n")
    (machine / "miniaudio.h").write_text("/* audio */")
    module = f'echo \'{{"Dir": "{machine}"}}\''
    script(machine / "go", f'#!/bin/sh\nif [ "$1" = mod ]; then {module}; exit 0; fi\n{install}\n')


def test_ollama_is_built_once(machine: Path) -> None:
    """The build has its own GOBIN and the header; a second call takes what is there."""
    record = machine / "record"
    with_go(machine, f'echo "$@" "$CGO_CPPFLAGS" >> {record}; /bin/mkdir -p "$GOBIN"; echo built > "$GOBIN/ollama"')
    built = ollama_build.program()
    assert built.read_text() == "built\n"
    assert ollama_build.program() == built
    (said,) = record.read_text().splitlines()
    assert "github.com/ollama/ollama@v0.24.0" in said
    assert "-DGGML_USE_CPU_REPACK" in said
    assert (ollama_build.folder() / "include" / "miniaudio" / "miniaudio.h").is_file()
    assert not list(ollama_build.folder().glob("*.partial"))


def test_a_build_that_fails_is_one_line_and_leaves_no_program(machine: Path) -> None:
    """The line ends in the compiler's last one and names the log."""
    with_go(machine, '/bin/mkdir -p "$GOBIN"; echo half > "$GOBIN/ollama"; echo "undefined: x" >&2; exit 1')
    with pytest.raises(ModelMissing, match=r"undefined: x \(all of it in .*build\.log\)"):
        ollama_build.program()
    with pytest.raises(ModelMissing):
        ollama_build.program()


def test_missing_headers_name_the_packages(machine: Path) -> None:
    """Where there is no apt-get the user learns what to install."""
    with_go(machine, "exit 0")
    script(machine / "g++", "#!/bin/sh\nexit 1\n")
    with pytest.raises(ModelMissing, match="install nlohmann-json3-dev libstb-dev"):
        ollama_build.program()


def test_start_runs_ours_on_this_machine_only(ollama: Path) -> None:
    """A free port of the loopback, our own store, no cloud; the model is created there from the weights."""
    host = server.start()
    environment = json.loads((ollama / "environment.json").read_text())
    assert re.fullmatch(r"127\.0\.0\.1:\d+", host)
    assert environment["OLLAMA_HOST"] == host
    assert environment["OLLAMA_NO_CLOUD"] == "1"
    assert Path(environment["OLLAMA_MODELS"]).is_relative_to(ollama_build.folder())
    created = (ollama / "created").read_text()
    assert created.startswith(host)
    assert "weights.gguf" in created
    assert ollama_model.TEMPLATE in created


def test_a_second_start_finds_the_first(ollama: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so, starts nothing, and does not create the model again."""
    host = server.start()
    (ollama / "created").unlink()
    assert server.start() == host
    assert "runs already" in capsys.readouterr().err
    assert not (ollama / "created").exists()


@pytest.mark.parametrize("key", ["modelfile", "template", "system", "parameters"])
def test_a_model_that_differs_is_created_anew(ollama: Path, key: str) -> None:
    """Weights, template, system message and stops decide."""
    host = server.start()
    (ollama / "created").unlink()
    (ollama / "shown.json").write_text(json.dumps(SHOWN | {key: "something else"}))
    assert server.start() == host
    assert (ollama / "created").exists()


def test_a_model_that_ollama_does_not_take_is_an_error(ollama: Path) -> None:
    """A create that went well and left another model is not believed."""
    (ollama / "after_create.json").write_text("{}")
    with pytest.raises(ModelError, match="ollama create"):
        server.start()


def test_weights_are_shared_with_the_store(ollama: Path) -> None:
    """1 GB is not kept twice."""
    server.start()
    blob = ollama_model.store() / "blobs" / f"sha256-{GGUF_SHA256}"
    assert blob.samefile(ollama.parent / "weights.gguf")


@pytest.mark.usefixtures("ollama")
def test_stop_ends_the_server_and_forgets_it() -> None:
    """After it nothing answers, and a second stop has nothing to do."""
    host = server.start()
    ended = server.stop()
    assert ended is not None
    assert ended.host == host
    assert server.version(host) is None
    assert server.running() is None
    assert server.stop() is None


@pytest.mark.usefixtures("machine")
def test_stop_touches_no_process_that_is_not_ours() -> None:
    """A recorded process id that now belongs to another program is left alone."""
    ollama_build.folder().mkdir(parents=True)
    server._state().write_text(json.dumps({"pid": os.getpid(), "host": "127.0.0.1:1", "program": "/usr/bin/ollama"}))
    assert server.stop() is None
    for damage in ("", "[]", '{"pid": 1}'):
        server._state().write_text(damage)
        assert server.stop() is None


def test_a_server_that_dies_is_one_line(ollama: Path) -> None:
    """Its last word is in the line, and it is not taken to be running."""
    (ollama / "broken").touch()
    with pytest.raises(ModelMissing, match="cannot assign requested address"):
        server.start()
    assert server.running() is None


def test_a_server_that_answers_at_ollama_host_is_used(ollama: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who runs one gets the model there, and no second server."""
    host = server.start()
    server._state().rename(ollama / "elsewhere.json")
    monkeypatch.setenv("OLLAMA_HOST", f"http://{host}")
    assert server.start() == host
    assert not server._state().exists()
    (ollama / "elsewhere.json").rename(server._state())


@pytest.mark.usefixtures("ollama")
def test_a_port_in_use_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something that is not Ollama holds the wanted port."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{other.getsockname()[1]}")
        with pytest.raises(UsageError, match="in use: unset it"):
            server.start()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("127.0.0.1:1234", "127.0.0.1:1234"),
        ("http://localhost:1234", "localhost:1234"),
        ("localhost", "localhost:11434"),
        (":1234", "127.0.0.1:1234"),
        ("[::1]:1234", "[::1]:1234"),
        ("0.0.0.0:1234", "127.0.0.1:1234"),
        ("10.1.2.3:1234", None),
        ("models.example:1234", None),
        ("127.0.0.1:port", None),
        ("127.0.0.1:99999", None),
    ],
)
def test_a_server_is_started_on_this_machine_only(wanted: str, expected: str | None) -> None:
    """OLLAMA_HOST is taken in Ollama's own forms, and refused in one line when it is not the loopback."""
    if expected is None:
        with pytest.raises(UsageError, match="OLLAMA_HOST"):
            server._loopback(wanted)
    else:
        assert server._loopback(wanted) == expected


@pytest.mark.usefixtures("ollama")
def test_the_command_line_prints_what_a_shell_can_take(capsys: pytest.CaptureFixture[str]) -> None:
    """Only the export line is on stdout; status and stop say what runs, by exit code too."""
    assert command.main(["start"]) == 0
    host = capsys.readouterr().out.strip().removeprefix("export OLLAMA_HOST=")
    assert server.version(host) == "0.24.0"
    assert command.main(["status"]) == 0
    assert f"runs at {host}" in capsys.readouterr().out
    assert command.main(["stop"]) == 0
    assert command.main(["status"]) == 1


@pytest.mark.usefixtures("machine")
def test_a_users_mistake_is_one_line_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback for what the user can mend."""
    monkeypatch.setenv("OLLAMA_HOST", "10.1.2.3")
    assert command.main(["start"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.usefixtures("machine")
def test_an_interrupted_build_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C in the minutes of a build prints no traceback."""

    def interrupt() -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "program", interrupt)
    assert command.main(["build"]) == 130
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.fixture(scope="module")
def real_host() -> str:
    """Return the running server with our model: OLLAMA_HOST's, else the one of `make ollama`."""
    host = server._answering()
    if host is None or not ollama_model.has_model(host):
        pytest.skip("no Ollama server with our model runs: make ollama starts one")
    return host


def ask(host: str, messages: list[dict[str, str]], **more: object) -> dict[str, object]:
    """Send one chat as the product does: context given, nothing cut."""
    import httpx

    wanted = {"model": ollama_model.MODEL, "messages": messages, "stream": False, "truncate": False}
    wanted |= {"options": {"num_ctx": 4096, "num_predict": 40}, **more}
    answer = httpx.post(f"http://{host}/api/chat", json=wanted, timeout=250, trust_env=False)
    answer.raise_for_status()
    return dict(answer.json())


SYSTEM = {"role": "system", "content": "Answer in one short sentence."}
FIRST = {"role": "user", "content": "What is the capital of France?"}


@pytest.mark.ollama
def test_the_real_template_is_the_models_own_chatml(real_host: str) -> None:
    """Messages are closed, the assistant's turn is opened, and a begun answer is gone on with."""
    more = {"_debug_render_only": True}
    head = (
        "<|im_start|>system\nAnswer in one short sentence.<|im_end|>\n<|im_start|>user\nWhat is the capital of France?"
    )
    shown = json.dumps(ask(real_host, [SYSTEM, FIRST], **more))
    assert json.dumps(head + "<|im_end|>\n<|im_start|>assistant\n")[1:-1] in shown
    begun = json.dumps(ask(real_host, [SYSTEM, FIRST, {"role": "assistant", "content": "The"}], **more))
    assert json.dumps(head + "<|im_end|>\n<|im_start|>assistant\nThe")[1:] in begun


@pytest.mark.ollama
def test_the_real_model_answers_over_several_turns(real_host: str) -> None:
    """A second question is understood by the first, and special tokens count as one each."""
    turns = [SYSTEM, FIRST, {"role": "assistant", "content": "Paris."}, {"role": "user", "content": "And of Italy?"}]
    answer = ask(real_host, turns)
    assert "Rome" in str(answer["message"])
    assert "<|" not in str(answer["message"])
    assert answer["done_reason"] == "stop"
    assert answer["prompt_eval_count"] == 42


@pytest.mark.ollama
def test_the_real_server_gives_logprobs(real_host: str) -> None:
    """P(Yes) can be read off the first token."""
    answer = ask(real_host, [SYSTEM, FIRST], logprobs=True, top_logprobs=5)
    assert isinstance(answer["logprobs"], list)
    assert len(answer["logprobs"][0]["top_logprobs"]) == 5


@pytest.mark.ollama
def test_the_real_server_refuses_what_does_not_fit(real_host: str) -> None:
    """HTTP 400, not a prompt cut in silence."""
    import httpx

    with pytest.raises(httpx.HTTPStatusError, match="400"):
        ask(real_host, [{"role": "user", "content": "word " * 6000}])
