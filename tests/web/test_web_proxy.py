"""The page behind a real nginx and a real Caddy: on a name of theirs, on a sub-path, with streams held back."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn

from assistant.chain import Assistant
from assistant.loopback import HOST, bound
from ingest.errors import UsageError
from tests.web.conftest import until
from web.page import build
from web.server import Public

if TYPE_CHECKING:
    from tests.web.conftest import Visit

Opened = Callable[..., "Visit"]
NAME = "policies.example.org"
KEPT = "How long does Segments.ai keep my personal data after I close my account?"
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
    location /policies/ {{ {lines} }}
  }}
}}
"""
# The lines that SECURITY.md gives.
NGINX_LINES = "proxy_pass http://127.0.0.1:{page}; proxy_set_header Host $http_host; client_max_body_size 21m;"
CADDY_LINES = "handle /policies/* {{\n  reverse_proxy 127.0.0.1:{page}\n}}"


@pytest.fixture
def page_port(assistant: Assistant) -> Iterator[int]:
    """The port of the page, served under /policies and allowed under another name."""
    with bound(0) as listening:
        app = build(assistant, Public(frozenset({NAME}), "/policies"))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until(lambda: server.started)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def proxy(page_port: int, tmp_path: Path) -> Iterator[Callable[..., int]]:
    """Start a proxy before the page with these lines; give its port."""
    started: list[subprocess.Popen[bytes]] = []

    def start(kind: str, lines: str) -> int:
        port, filled = free_port(), lines.format(page=page_port)
        started.append(subprocess.Popen(command(kind, port, filled, tmp_path)))
        until(lambda: answers(port))
        return port

    yield start
    for process in started:
        process.terminate()
        process.wait(10)


def command(kind: str, port: int, lines: str, folder: Path) -> list[str]:
    """Write the proxy's settings; return the command that starts it."""
    program = shutil.which(kind) or shutil.which(kind, path="/usr/sbin")
    if not program:
        pytest.skip(f"no {kind} here: apt-get install {kind}")
    settings = folder / kind
    if kind == "nginx":
        settings.write_text(NGINX.format(folder=folder, port=port, lines=lines))
        return [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(settings)]
    settings.write_text(f"{{\n  admin off\n}}\nhttp://:{port} {{\n  bind 127.0.0.1\n  {lines}\n}}\n")
    return [program, "run", "--config", str(settings), "--adapter", "caddyfile"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        return int(listening.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens on a port."""
    with socket.socket() as asked:
        return asked.connect_ex((HOST, port)) == 0


@pytest.mark.browser
@pytest.mark.parametrize(
    "kind,lines",
    [
        ("nginx", NGINX_LINES),
        ("nginx", NGINX_LINES.replace("{page};", "{page}/;")),  # takes the path off
        ("caddy", CADDY_LINES),
        ("caddy", CADDY_LINES.replace("handle ", "handle_path ")),
    ],
)
def test_a_question_is_answered_behind_a_proxy(proxy: Callable[..., int], visit: Opened, kind: str, lines: str) -> None:
    """On a sub-path, kept or taken off by the proxy, the page draws, streams, answers and saves."""
    port = proxy(kind, lines)
    seen = visit(f"http://{HOST}:{port}/policies/")
    assert "10 years" in seen.answered(KEPT)
    seen.page.wait_for_timeout(2_500)
    assert seen.page.locator(".held-back").count() == 0
    seen.page.click("#saving summary")
    with seen.page.expect_download():
        seen.page.click("[data-save=memo]")
    assert [error for error in seen.errors if "/favicon.ico" not in error] == []  # at the root, which is the proxy's
    own = (f"http://{HOST}:{port}/policies", f"http://{HOST}:{port}/favicon.ico")
    assert all(url.startswith(own) for url in seen.off_page)


@pytest.mark.browser
def test_streams_held_back_are_told(proxy: Callable[..., int], visit: Opened) -> None:
    """A proxy that collects what is streamed is told of in one line, with where its remedy stands."""
    packs = "proxy_ignore_headers X-Accel-Buffering; gzip on; gzip_proxied any; gzip_types text/event-stream;"
    page = visit(f"http://{HOST}:{proxy('nginx', f'{NGINX_LINES} {packs}')}/policies/").page
    page.locator(".held-back", has_text="SECURITY.md").wait_for(timeout=10_000)


def test_a_name_must_be_allowed(page_port: int) -> None:
    """The allowed name is answered with its own origin, any other is not; nor is a forwarded one."""
    with httpx.Client(base_url=f"http://{HOST}:{page_port}") as http:
        own = {"host": NAME.upper(), "origin": f"https://{NAME}"}
        assert http.get("/policies/", headers=own).status_code == 200
        assert http.get("/policies/", headers={"host": "evil.example"}).status_code == 421
        assert http.get("/policies/", headers={"x-forwarded-host": "evil.example"}).status_code == 421
        assert http.get("/policies/", headers={"host": NAME, "origin": "https://evil.example"}).status_code == 403
        config = http.get("/policies/config", headers={"host": NAME, "x-forwarded-proto": "https"}).json()
    assert config["root"] == f"https://{NAME}/policies"


@pytest.mark.parametrize("name", ["https://a.example", "*", "a.example:80", "A.example", ""])
def test_a_bad_name_is_one_line(name: str) -> None:
    """What is no name is refused when the page starts."""
    with pytest.raises(UsageError, match="--allow-host"):
        Public(frozenset({name}))


@pytest.mark.parametrize("path", ["policies", "/policies/", "/", "/a b", "/../x\n"])
def test_a_bad_path_is_one_line(path: str) -> None:
    """What is no path is refused when the page starts."""
    with pytest.raises(UsageError, match="--root-path"):
        Public(root_path=path)


def test_security_has_the_lines() -> None:
    """SECURITY.md gives the very lines that are tried here."""
    written = " ".join((Path(__file__).parents[2] / "SECURITY.md").read_text().split())
    assert NGINX_LINES.format(page=7860) in written
    assert " ".join(CADDY_LINES.format(page=7860).split()) in written
