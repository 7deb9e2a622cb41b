"""The real page on a free port, in a thread, with a scripted model; and Debian's Chromium to look at it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from assistant.chain import Assistant
from assistant.loopback import HOST, bound
from tests.scripted import ScriptedModel
from web.page import build
from web.server import server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Serve = Callable[[Assistant], str]


@contextmanager
def served(assistant: Assistant) -> Iterator[str]:
    """The page's address, while it is served."""
    with bound(0) as listening:
        running = server(build(assistant))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until(lambda: running.started)
        yield f"http://{HOST}:{listening.getsockname()[1]}"
        running.should_exit = True
        thread.join(10)


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something to become true; fail when it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve the page over an assistant; give its address."""
    with ExitStack() as stack:
        yield lambda assistant: stack.enter_context(served(assistant))


@pytest.fixture
def address(assistant: Assistant, serve: Serve) -> str:
    """The page over the five policies with the scripted model."""
    return serve(assistant)


@pytest.fixture
def slow(scripted: ScriptedModel) -> ScriptedModel:
    """The scripted model, half a second a word."""
    scripted.says = lambda _user: " ".join(["word"] * 100)
    scripted.delay = 0.5
    return scripted


class Visit:
    """One visitor's page, and all that it did behind their back."""

    def __init__(self, page: "Page", address: str) -> None:
        self.page = page
        self.off_page: list[str] = []  # addresses asked for that are not the page's own
        self.errors: list[str] = []  # of scripts, and refusals of the Content-Security-Policy
        page.set_default_timeout(30_000)
        page.on("request", lambda request: self._asked_for(request.url, address))
        page.on(
            "console",
            lambda message: (
                self.errors.append(f"{message.text} ({message.location['url']})") if message.type == "error" else None
            ),
        )
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(address)
        page.wait_for_selector("#box textarea")
        page.wait_for_selector("#header h1")

    def _asked_for(self, url: str, address: str) -> None:
        if not url.startswith((f"{address}/", "data:", "blob:")):
            self.off_page.append(url)

    def ask(self, question: str) -> None:
        """Type a question and press Ask."""
        self.page.fill("#box textarea", question)
        self.page.click("#ask")

    def answered(self, question: str) -> str:
        """Ask, wait for the answer, and give its text."""
        self.ask(question)
        self.page.locator("#now .turn.done:not(.example)", has_text=question[:40].strip()).wait_for()
        return self.page.inner_text("#now .said .a")


@pytest.fixture
def visit(chromium: "Browser") -> "Iterator[Callable[..., Visit]]":
    """Opens the page at an address as a new visitor, in a window of a size and a scheme."""
    with ExitStack() as stack:

        def opened(address: str, width: int = 1280, height: int = 900, scheme: str = "light") -> Visit:
            context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
            stack.callback(context.close)
            return Visit(context.new_page(), address)

        yield opened
