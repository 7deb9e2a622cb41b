"""The page behind HTTP: security headers, who may ask, our own files, and the port. Knows fastapi and uvicorn.

Without a setting it answers this machine only; `Public` says under which names and path others reach it.

Nothing is fetched off the page and nothing inline runs but the scripts that Gradio itself renders: their hashes are
in the Content-Security-Policy of the very response that carries them. 'unsafe-eval' stays because Gradio's
HTML component compiles its (constant) template with Function(); styles are inline because Svelte sets them so.
"""

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator, Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.workbook import Posted, workbook
from ingest.errors import UsageError
from web.memo import Memo, memo
from web.words.table import words

if TYPE_CHECKING:
    import socket

    import uvicorn
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES = {"127.0.0.1", "localhost", "[::1]"}  # other Host headers are DNS rebinding
LAST_WORDS = 0.5  # seconds in which those who wait are told that the server stops; Gradio sends what it has in 0.05 s
APART = 2.0  # seconds between the two events of /page/stream
MAX_BODY = 21_000_000  # bytes of any request: a policy has 20 MB at most
_SCRIPT = "text/javascript; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SCRIPTS = tuple(
    f"{name}.js" for name in ("page", "stream", "policies", "reader", "keep", "files", "compare", "sets", "wrong")
)
STATIC = {
    **dict.fromkeys(("page.css", "tabs.css"), "text/css; charset=utf-8"),
    **dict.fromkeys(SCRIPTS, _SCRIPT),
}

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "x-accel-buffering": "no",  # nginx passes on what is streamed as it comes
}
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self' blob:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Public:
    """How others reach the page: the names they may use beside this machine's own, and the path it is served under.

    Raises UsageError when a name or the path is none: Public({"policies.example.org"}, "/policies").
    """

    names: AbstractSet[str] = frozenset()
    root_path: str = ""

    def __post_init__(self) -> None:
        for name in self.names:
            if not re.fullmatch(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]", name):
                raise UsageError(f"--allow-host {name!r}: give a name alone, in small letters: policies.example.org")
        if self.root_path and not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)+", self.root_path):
            raise UsageError(f"--root-path {self.root_path!r}: give it as /policies")


THIS_MACHINE = Public()


class Ending:
    """The end of the server: what is called first, and the moment from which no response is held open."""

    def __init__(self) -> None:
        self.first: list[Callable[[], bool]] = []  # each tells its own people, and whether there were any
        self.now = asyncio.Event()

    async def begin(self) -> None:
        """Tell those who wait, and then let go of the responses that would stay open: each open page holds one."""
        told = [tell() for tell in self.first]
        if any(told):
            await asyncio.sleep(LAST_WORDS)
        self.now.set()


def serve(app: "FastAPI", listening: "socket.socket") -> None:
    """Answer until interrupted or told to stop."""
    server(app).run(sockets=[listening])


def server(app: "FastAPI") -> "uvicorn.Server":
    """Make a server that tells those who wait for an answer before it stops."""
    import uvicorn

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: "list[socket.socket] | None" = None) -> None:
            await app.state.ending.begin()
            await super().shutdown(sockets)

    return Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2, server_header=False))


def application(public: Public = THIS_MACHINE) -> "FastAPI":
    """A FastAPI with our files and headers, to mount the page in."""
    from fastapi import FastAPI
    from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse

    app = FastAPI(title="Clausewise", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.ending = Ending()
    app.add_middleware(Guard, public=public, ending=app.state.ending)

    @app.get("/page/words.json")
    def table() -> JSONResponse:
        return JSONResponse({**words()})

    @app.get("/page/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(_two_events(), media_type="text/event-stream")

    @app.post("/page/xlsx")
    def xlsx(sheets: Posted) -> Response:
        return Response(workbook(sheets.matrix, sheets.quotes), media_type=_XLSX)

    @app.post("/page/docx")
    def docx(content: Memo) -> Response:
        return Response(memo(content), media_type=_DOCX)

    @app.get("/page/{name}")
    def static(name: str) -> FileResponse:
        from fastapi import HTTPException

        if name not in STATIC:
            raise HTTPException(404)
        return FileResponse(
            Path(__file__).parent / "static" / name, media_type=STATIC[name], headers={"cache-control": "no-cache"}
        )

    return app


async def _two_events() -> AsyncIterator[str]:
    """An event now and one later: page.js sees whether a proxy holds the first back until the second."""
    yield "data: now\n\n"
    await asyncio.sleep(APART)
    yield "data: later\n\n"


class Guard:
    """Refuses foreign hosts, foreign origins and huge bodies; gives every response its security headers."""

    def __init__(self, app: "ASGIApp", public: Public, ending: Ending) -> None:
        self._app = app
        self._public = public
        self._ending = ending

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """One request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        if (refusal := _refusal(dict(scope["headers"]), self._public.names)) is not None:
            await _plain(send, *refusal)
            return
        receive = _until(self._ending.now, _limited(receive))
        response = _Headers(send)
        await self._app({**scope, "root_path": self._public.root_path}, receive, response.send)
        if response.open and self._ending.now.is_set():
            await send({"type": "http.response.body", "body": b""})


class _Headers:
    """Sends a response with our headers; HTML is held until it is whole, for the hashes of its scripts."""

    def __init__(self, send: "Send") -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""
        self.open = False  # begun, and more is to come

    async def send(self, message: "Message") -> None:
        self.open = message["type"] == "http.response.start" or bool(message.get("more_body"))
        if message["type"] == "http.response.start":
            if _is_html(message):
                self._start = message
                return
            message["headers"] = _with(message["headers"], _POLICY.format(hashes=""))
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            self._start["headers"] = _with(self._start["headers"], _POLICY.format(hashes=_hashes(self._body)))
            await self._send(self._start)
            message = {"type": "http.response.body", "body": self._body}
            self._start = None
        await self._send(message)


def _refusal(headers: dict[bytes, bytes], names: AbstractSet[str]) -> tuple[int, str] | None:
    host = headers.get(b"host", b"").decode("latin-1")
    forwarded = headers.get(b"x-forwarded-host", b"").decode("latin-1") or host
    if not {_name(host), *map(_name, forwarded.split(","))} <= NAMES | names:
        return (
            421,
            "This page does not answer under this name. Who serves it to others allows a name with --allow-host.",
        )
    origin = headers.get(b"origin", f"http://{host}".encode()).decode("latin-1")
    if origin not in {f"http://{host}", f"https://{host}"} and urlsplit(origin).hostname not in names:
        return 403, "Another site's page may not ask here."
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > MAX_BODY:
        return 413, "That is too large: 20 MB at most."
    return None


def _name(host: str) -> str:
    """The name in a Host header: "Example.org:80" → "example.org"."""
    return re.sub(r":\d+$", "", host.strip()).lower()


def _limited(receive: "Receive") -> "Receive":
    """The same, but a body that has no stated length ends the request when it grows too large."""
    seen = 0

    async def limited() -> "Message":
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > MAX_BODY else message

    return limited


def _until(end: asyncio.Event, receive: "Receive") -> "Receive":
    """The same, but from the end of the server on nobody is there any more: what is streamed ends, and quietly."""

    async def until() -> "Message":
        message, ended = asyncio.ensure_future(receive()), asyncio.ensure_future(end.wait())
        try:
            await asyncio.wait((message, ended), return_when=asyncio.FIRST_COMPLETED)
            return message.result() if message.done() else {"type": "http.disconnect"}
        finally:
            message.cancel()
            ended.cancel()

    return until


async def _plain(send: "Send", status: int, text: str) -> None:
    headers = _with([(b"content-type", b"text/plain; charset=utf-8")], _POLICY.format(hashes=""))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def _with(headers: Iterable[tuple[bytes, bytes]], policy: str) -> list[tuple[bytes, bytes]]:
    ours = _HEADERS | {"content-security-policy": policy}
    kept = [(name, value) for name, value in headers if name.decode("latin-1").lower() not in ours]
    return kept + [(name.encode(), value.encode()) for name, value in ours.items()]


def _is_html(message: "Message") -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])


def _hashes(body: bytes) -> str:
    """CSP sources for the inline scripts of a page."""
    digests = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _INLINE.findall(body))
    return "".join(f" 'sha256-{digest}'" for digest in digests)
