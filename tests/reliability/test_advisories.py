"""The advisory check tells "none", "some" and "not checked" apart, against a database that says so on the loopback."""

import importlib.util
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.http_served import served

pytest.importorskip("uv", reason="uv is not installed here: make installs it")

spec = importlib.util.spec_from_file_location("audit", ROOT / "tools" / "audit.py")
assert spec
assert spec.loader
audit = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audit)

ADVISORY = {
    "id": "GHSA-1",
    "modified": "2026-01-01T00:00:00Z",
    "published": "2026-01-01T00:00:00Z",
    "summary": "a hole",
    "details": "",
    "affected": [],
}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No second try after a pause."""
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")


Tells = Callable[[list[str]], Any]


@contextmanager
def database(tells: Tells, status: int = 200) -> Iterator[list[str]]:
    """A server of OSV's protocol that answers what it is asked with `tells`; gives uv's arguments."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._send(tells([query["package"]["name"] for query in asked["queries"]]))

        def do_GET(self) -> None:
            self._send(ADVISORY)

        def _send(self, reply: object) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(reply).encode())

    with served(Handler) as address:
        yield ["--service-url", address]


def knowing(*bad: str) -> Tells:
    """A database in which these packages have an advisory."""
    known = {"id": ADVISORY["id"], "modified": ADVISORY["modified"]}
    return lambda asked: {"results": [{"vulns": [known]} if name in bad else {} for name in asked]}


def test_none(capsys: pytest.CaptureFixture[str]) -> None:
    """All pins were looked up, the canary was found, and nothing else."""
    with database(knowing("django")) as where:
        assert audit.main(more=where) == audit.NONE
    assert re.match(r"0 known advisories for [12]\d\d packages", capsys.readouterr().out)


def test_some(capsys: pytest.CaptureFixture[str]) -> None:
    """Each is named with its version."""
    with database(knowing("django", "httpx")) as where:
        assert audit.main(more=where) == audit.FOUND
    said = capsys.readouterr().out
    assert "httpx 0." in said
    assert ": GHSA-1: a hole" in said
    assert "django" not in said


@pytest.mark.parametrize(
    "tells,status",
    [(knowing("django"), 500), (lambda _: "garbage", 200), (lambda _: {"results": []}, 200), (knowing(), 200)],
    ids=["fails", "garbage", "knows nothing of anything", "finds no canary"],
)
def test_not_checked_is_neither(tells: Tells, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    """A database that fails, or is silent of what is known to be bad, is told in one line; the code is another."""
    with database(tells, status) as where:
        assert audit.main(more=[*where]) == audit.UNCHECKED
    said = capsys.readouterr()
    assert said.err.startswith("NOT CHECKED: ")
    assert said.err.count("\n") == 1
    assert "known advisories for" not in said.out


def test_nobody_answers(capsys: pytest.CaptureFixture[str]) -> None:
    """A machine without a way out is told so."""
    assert audit.main(more=["--service-url", "http://127.0.0.1:9"]) == audit.UNCHECKED
    assert "NOT CHECKED" in capsys.readouterr().err


def test_the_canary_is_none_of_ours() -> None:
    """Else it would hide an advisory of ours."""
    assert f"\n{audit.CANARY[0]}==" not in (ROOT / "constraints.txt").read_text("utf-8")
