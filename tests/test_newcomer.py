"""Ten mistakes of a person who is new here: each is one line (what, where, what to do), and no traceback."""

import errno
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from pypdf import PdfWriter

from clausewise import DOORS
from ingest.pipeline import ingest
from tests.conftest import ROOT, HashingEmbedder
from tests.http_served import served
from tests.test_clausewise import run

ADVICE = "name where your policies are, or try --examples"


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that a person stands in, with one policy and an index of it."""
    (tmp_path / "acme.md").write_text("# Acme Policy\n\n1. Retention\n\nWe keep data for 10 days.\n")
    ingest([tmp_path / "acme.md"], tmp_path / ".clausewise", HashingEmbedder())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    return tmp_path


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that has another model than the one that is asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"models": [{"model": "other:latest", "digest": "a"}]}')

    with served(Handler) as address:
        monkeypatch.setenv("OLLAMA_HOST", address)
        yield


def one_line(*arguments: str) -> str:
    """What the command says of the mistake: one line on stderr and nothing else; exit 2."""
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert re.fullmatch("error: [^\n]+\n", done.stderr), done.stderr
    return done.stderr.removeprefix("error: ").rstrip()


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    "arguments,says",
    [
        ("ingest polices", f"no such file or folder: polices: {ADVICE}"),
        ("ingest", f"no such file or folder: policies: {ADVICE}"),
        (
            "ask Who? --index elsewhere",
            "no index at elsewhere: run clausewise ingest FOLDER, or clausewise ingest --ex",
        ),
        ("ask Who? --policy amce --no-model", "no policy 'amce' in the index: it holds acme"),
        ("check gdpr-13-14 --policy amce", "no policy 'amce'"),
        ("ask Who? --model ollama", "no Ollama answers at http://127.0.0.1:9: start it, or use --model embedded"),
        ("eval --policies polices", "--policies polices: no such folder: name the one of the policies"),
    ],
)
def test_a_name_that_is_wrong(arguments: str, says: str) -> None:
    """A folder, an index, a policy, a server that is not there."""
    assert one_line(*arguments.split()).startswith(says)


@pytest.mark.usefixtures("acme", "ollama")
def test_a_model_that_was_not_pulled() -> None:
    """The line has the command that pulls it, and what there is instead."""
    assert "has no model qwen3: ollama pull qwen3, or one of other" in one_line(
        "ask", "Who?", "--model", "ollama:qwen3"
    )


def test_a_pdf_of_pictures(acme: Path) -> None:
    """Pages without a letter are a scan."""
    scan = PdfWriter()
    scan.add_blank_page(200, 200)
    scan.write(acme / "scan.pdf")
    assert one_line("ingest", "scan.pdf") == "scan.pdf has no text in it (a scan? recognise its text first)"


@pytest.mark.usefixtures("acme")
def test_a_port_in_use() -> None:
    """The line names the port and the flag."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        says = one_line("chat", "--no-model", "--port", str(port))
    assert says.startswith(f"port {port} cannot be used (Address already in use): ")
    assert says.endswith("stop what holds it, or give another with --port")


def test_no_rights_to_the_folder(acme: Path) -> None:
    """Neither for an index nor for a report; root may write anywhere but into the system's own folder."""
    (acme / "locked").mkdir(mode=0o500)
    locked = "/sys" if os.geteuid() == 0 else str(acme / "locked")
    says = one_line("ingest", "acme.md", "--index", f"{locked}/index")
    assert says.startswith(f"cannot write the index at {locked}/index (")
    assert says.endswith(": take the rights to it, or name another place")
    says = one_line("diff", "acme.md", "acme.md", "--out", f"{locked}/report.md")
    assert says.startswith(f"cannot write {locked}/report.md (")
    assert says.endswith(": take the rights to it, or name another place")


def test_a_full_disk(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old index still answers; tests/reliability fills a real disk."""

    def full(path: Path, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    (acme / "bolt.md").write_text("# Bolt Policy\n\n1. Sale\n\nWe sell no data.\n")
    monkeypatch.setattr("ingest.index.folder_store.write_durably", full)
    monkeypatch.setattr("ingest.embed.MiniLM", HashingEmbedder)
    says = one_line("ingest", "bolt.md", "--add")
    assert says.startswith(
        "cannot write the index at .clausewise (No space left on device), nothing was changed: make room"
    )
    assert "Acme" in run("ingest", "--show", "acme").stdout


def test_an_index_of_another_version(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a later one, and of one from before generations had numbers."""
    monkeypatch.setattr("ingest.index.record.FORMAT", 2)
    assert (
        one_line("ask", "Who?", "--no-model")
        == "the index at .clausewise is of another version: run clausewise ingest again"
    )
    (acme / ".clausewise" / "current").write_text("0123456789abcdef")
    assert "was written by an earlier version: run clausewise ingest again" in one_line("ask", "Who?", "--no-model")


@pytest.mark.parametrize("command", ["ingest acme.md", "ask Who? --no-model", "chat --no-model --port 0"])
def test_ctrl_c_in_the_middle(acme: Path, command: str) -> None:
    """One line that says what became of the work, and the exit code that shells know."""
    code = (
        "import sys, threading, _thread; from clausewise import main\n"
        "threading.Timer(0.3, _thread.interrupt_main).start(); main(prog_name='clausewise')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()],
        cwd=acme,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (128 + signal.SIGINT, "")
    assert done.stderr == "stopped: nothing is half written, and the same command starts again\n"


@pytest.mark.parametrize(
    "door", ["clausewise", "app", *sorted({door.module for door in DOORS if door.module.endswith("__main__")})]
)
def test_ctrl_c_before_a_command_runs(tmp_path: Path, door: str) -> None:
    """One line and the same code also while a command's modules are imported; after that the command tells of it.

    Only of what Python does before it comes to our first line we cannot tell.
    """
    code = f"""
import runpy, sys, typing
class Stop:
    def find_spec(self, name, *rest):
        if not name.startswith(("ingest", "{door.split(".")[0]}")): raise KeyboardInterrupt
for heavy in ("argparse", "click", "copy", "tempfile", "json", "importlib.machinery"): sys.modules.pop(heavy, None)
sys.meta_path.insert(0, Stop())
runpy.run_module("{door}", run_name="__main__", alter_sys=True)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (-signal.SIGINT, "")
    assert done.stderr == "stopped: nothing is half written, and the same command starts again\n"


def test_a_bug_keeps_its_traceback(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody foresaw is not put into one line."""

    def broken(*_: object, **__: object) -> None:
        raise IsADirectoryError(errno.EISDIR, "Is a directory")

    monkeypatch.setattr("ingest.commands.show.show", broken)
    with pytest.raises(IsADirectoryError):
        run("ingest", "--show", str(acme / "acme.md"))
