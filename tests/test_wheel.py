"""The wheel: built, put into an empty environment, and used from another folder, as one who has no checkout does.

Only our own wheel is installed there: of the packages that it needs, those of this environment are lent to it by a .pth
file, as a full install fetches gigabytes. This environment's own Clausewise is not: .pth files of a lent folder are
not read.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
QUESTION = "How long does Acme keep my data?"
CASE = {"id": "q1", "kind": "number", "verdict": "answer", "by": "me", "why": "", "question": QUESTION} | {
    "policies": ["acme"],
    "named": True,
    "gold": [{"policy": "acme", "quote": "We keep your data for 10 days."}],
    "points": [["10 days"]],
}
Run = Callable[..., subprocess.CompletedProcess[str]]


def ours() -> list[str]:
    """The files of the checkout that a user needs, without those that are only built or tested with."""
    places = ("assistant", "eval", "ingest", "policies", "prompts", "web", "app.py", "clausewise.py")
    listed = subprocess.run(["git", "ls-files", *places], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.split("\n")[:-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: nothing is left in the checkout."""
    place = tmp_path_factory.mktemp("source")
    for name in [*ours(), "pyproject.toml", "README.md", "LICENSE"]:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place / name)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", place / "dist", place]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = (place / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def clausewise(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command of an environment that holds the wheel."""
    place = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    python = place / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(pip, check=True, capture_output=True)
    (packages,) = (place / "lib").glob("python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_paths()["purelib"])
    return [str(place / "bin" / "clausewise")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder far from any checkout, with a policy and a question of the user's own."""
    place = tmp_path_factory.mktemp("user")
    (place / "mine").mkdir()
    (place / "mine" / "acme.md").write_text("# Acme Policy\n\n## 1. Retention\n\nWe keep your data for 10 days.\n")
    (place / "mine.jsonl").write_text(json.dumps(CASE))
    return place


@pytest.fixture
def run(clausewise: list[str], folder: Path) -> Run:
    """Runs the command in the user's folder."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*clausewise, *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return command


def test_every_file_is_in_it(wheel: Path) -> None:
    """Code, static files, TOML tables, prompts, templates, checklists, languages and the example policies."""
    assert set(ours()) <= set(ZipFile(wheel).namelist())


def test_an_empty_machine_is_told_what_to_do(run: Run) -> None:
    """Before anything is ingested: one line, and help that needs no index."""
    done = run("ask", "Who gets my data?")
    assert done.returncode == 2
    assert "clausewise ingest --examples" in done.stderr
    assert run("ask", "--help").stdout.startswith("usage: clausewise ask")


@pytest.mark.real
def test_the_commands_work_from_another_folder(run: Run, clausewise: list[str], folder: Path) -> None:
    """Ingest the examples, ask them, check them, score a set of one's own; the code is the wheel's."""
    done = run("ingest", "--examples")
    assert done.returncode == 0, done.stderr
    assert "segments-ai: Segments.ai, 48 clauses" in done.stdout
    done = run("ask", "--model", "none", "--json", "How long does Segments.ai keep my personal data?")
    assert "10 years" in json.loads(done.stdout)["text"]
    assert "Segments.ai: " in run("check", "gdpr-13-14", "--policy", "segments-ai").stdout
    assert run("ingest", "mine", "--index", "my-index").returncode == 0
    done = run("eval", "--cases", "mine.jsonl", "--policies", "mine", "--index", "my-index", "--model", "none")
    assert done.returncode == 0, done.stderr
    assert "GATE PASSED" in done.stdout
    assert (folder / "eval-out" / "report.html").stat().st_size > 1000
    python = Path(clausewise[0]).parent / "python"
    where = subprocess.run(
        [python, "-c", "import ingest; print(ingest.__file__)"], cwd=folder, capture_output=True, text=True, check=True
    )
    assert where.stdout.startswith(str(python.parent.parent))


@pytest.mark.real
def test_the_page_is_served_from_another_folder(run: Run, clausewise: list[str], folder: Path) -> None:
    """`clausewise chat` answers / with the page, and its own files beside it."""
    assert run("ingest", "mine", "--index", "page-index").returncode == 0
    command = [*clausewise, "chat", "--port", "0", "--model", "none", "--index", "page-index"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as serving:
        watch = threading.Timer(90, serving.kill)
        watch.start()
        try:
            assert serving.stdout
            address = re.search(r"http://127\.0\.0\.1:\d+", serving.stdout.readline())
            assert address
            assert "Clausewise" in httpx.get(address.group(), timeout=30).text
            assert httpx.get(f"{address.group()}/page/page.css").status_code == httpx.codes.OK
        finally:
            watch.cancel()
            serving.terminate()
            serving.wait(15)
