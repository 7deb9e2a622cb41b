"""No failure of a handler leaves the page silent: each shows a line, and the next question is answered."""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from assistant.chain import Assistant
from tests.scripted import ScriptedModel
from web.components import guarded
from web.page import Page
from web.question_queue import QuestionQueue

if TYPE_CHECKING:
    from tests.web.conftest import Visit

Opened = Callable[..., "Visit"]
KEPT = "How long does Segments.ai keep my data after I close my account?"
ACME = (
    "Acme Privacy Policy\n\n1. Sharing\nAcme never sells data.\n\n2. Keeping\n"
    "Acme keeps personal data for 31 months after an account is closed.\n"
)


class Bomb:
    """A value that fails whatever is done with it."""

    def __getattribute__(self, name: str) -> Any:
        raise ZeroDivisionError("secret")

    def __bool__(self) -> bool:
        raise ZeroDivisionError("secret")

    def __iter__(self) -> Iterator[Any]:
        raise ZeroDivisionError("secret")

    def __str__(self) -> str:
        raise ZeroDivisionError("secret")


async def last(handler: Callable[..., Any], arguments: list[Any]) -> dict[Any, Any]:
    """What a handler shows last."""
    if inspect.isasyncgenfunction(handler):
        shown = [one async for one in handler(*arguments)]
        return dict(shown[-1])
    return dict(await handler(*arguments))


def handlers(assistant: Assistant) -> list[Any]:
    """Every event of the page but `/ask`, which answers programs in its own form."""
    functions = Page(assistant).blocks().fns.values()
    return [one for one in functions if one.fn and one.api_name != "ask"]  # cancelling has no handler


def test_every_handler_tells_its_failure(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug in any of the page's handlers becomes a line with role alert, which holds nothing of the bug."""
    events = handlers(assistant)
    assert len(events) >= 14

    def broken(*_given: object) -> None:
        raise ZeroDivisionError("secret")

    for module in (
        "web.page",
        "web.tabs.ask_tab",
        "web.tabs.compare_tab",
        "web.tabs.checklist_tab",
        "web.tabs.policies_tab",
    ):
        monkeypatch.setattr(f"{module}.policies_shown", broken, raising=False)
    for event in events:
        with ThreadPoolExecutor(1) as thread:
            shown = thread.submit(asyncio.run, last(event.fn, [Bomb()] * len(event.inputs))).result()
        lines = [value for value in shown.values() if isinstance(value, str) and 'role="alert"' in value]
        assert lines, f"{event.fn} is silent"
        assert "secret" not in lines[0]


def test_a_handler_that_works_is_left_alone() -> None:
    """What a guarded handler gives is what it gave before."""
    shown = guarded(lambda one: {"shown": one}, lambda error: {"line": error})
    with ThreadPoolExecutor(1) as thread:  # a browser test before it leaves a loop running in this one
        given = thread.submit(asyncio.run, last(shown, [7])).result()
    assert given == {"shown": 7}


@pytest.mark.browser
def test_a_removed_policy_leaves_the_tab_alive(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """Asked about and removed, a visitor's policy stays in the past answers, and the next question is answered."""
    scripted.weighs = lambda user: 0.9 if "31 months" in user or "10 years" in user else 0.1
    scripted.says = lambda user: "Acme keeps data for 31 months." if "31 months" in user else "It is kept for 10 years."
    seen = visit(address)
    page = seen.page
    page.get_by_role("tab", name="Policies").click()
    page.click("#adder button")
    page.fill("#title input", "Acme")
    page.fill("#text textarea", ACME)
    page.click("#add")
    page.locator("#added", has_text="Acme is added").wait_for()
    page.get_by_role("tab", name="Ask").click()
    assert "31 months" in seen.answered("How long does Acme keep data?")
    page.get_by_role("tab", name="Policies").click()
    page.click("#remove")
    page.locator("#added", has_text="Acme is removed").wait_for()
    page.get_by_role("tab", name="Ask").click()
    assert "10 years" in seen.answered(KEPT)
    assert "31 months" in page.inner_text("#past")
    page.get_by_role("tab", name="Policies").click()
    page.click("#undo")
    page.locator("#added", has_text="Acme is back").wait_for()


@pytest.mark.browser
def test_a_bug_while_asking_is_a_line(
    address: str, visit: Opened, scripted: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the queue itself breaks, the person sees one plain line; mended, the next question is answered."""
    scripted.says = lambda _user: "It is kept for 10 years after you closed your account."
    scripted.weighs = lambda user: 0.9 if "10 years" in user else 0.1

    def broken(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError("secret")

    seen = visit(address)
    with monkeypatch.context() as patched:
        patched.setattr(QuestionQueue, "ask", broken)
        seen.ask(KEPT)
        seen.page.locator("#now .problem", has_text="Something went wrong").wait_for()
    assert "secret" not in seen.page.content()
    assert "10 years" in seen.answered(KEPT)
