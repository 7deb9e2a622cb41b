"""axe-core over every state of the page, light and dark, wide and on a telephone: nothing serious or critical."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from ingest.errors import ModelError
from tests.scripted import ScriptedModel

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Visit

pytestmark = pytest.mark.browser
KEPT = "How long does Segments.ai keep my data after I close my account?"
ACME = (
    "Acme Privacy Policy\n\n1. Sharing\nAcme never sells data.\n\n2. Keeping\n"
    "Acme keeps personal data for 31 months after an account is closed.\n"
)
Opened = Callable[..., "Visit"]

# Rules that only Gradio's own markup breaks, each with the reason why we cannot mend it.
THEIRS: dict[str, str] = {}


def found(page: "Page", state: str) -> list[str]:
    """What axe finds wrong in the page as it is: "state: impact rule, element"."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    options = {"resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in THEIRS}}
    page.wait_for_timeout(250)  # colours fade in
    result = axe.Axe().run(page, options=options).response
    assert result["testEngine"]["name"] == "axe-core"
    return [
        f"{state}: {one['impact']} {one['id']}, {node['html'][:160]}"
        for one in result["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def asking(seen: "Visit", scripted: ScriptedModel) -> list[str]:
    """The Ask tab: first screen, an answer with several citations, silence, an error."""
    wrong = found(seen.page, "first screen")
    seen.answered("What does Segments.ai do with my data?")
    wrong += found(seen.page, "answer")
    scripted.weighs = 0.1
    seen.answered("Does AIpicMarket sell umbrellas?")
    wrong += found(seen.page, "silence")
    scripted.weighs, scripted.says = 0.9, failing
    seen.ask(KEPT)
    seen.page.locator("#now .problem").wait_for()
    return wrong + found(seen.page, "error")


def failing(_user: str) -> str:
    """A model that breaks off."""
    raise ModelError("the model broke off: ask again")


def comparing(seen: "Visit", scripted: ScriptedModel) -> list[str]:
    """The Compare tab: before and after."""
    scripted.says = lambda _user: "The policy says so."
    seen.page.get_by_role("tab", name="Compare").click()
    wrong = found(seen.page, "compare, empty")
    seen.page.click("#compare")
    seen.page.locator("#progress", has_text="5 answers.").wait_for()
    return wrong + found(seen.page, "compared")


def shelved(seen: "Visit") -> list[str]:
    """The Policies tab: the tree with its findings open, a search, an upload."""
    page = seen.page
    page.get_by_role("tab", name="Policies").click()
    page.wait_for_selector("#tree .policy")
    page.click("#tree .odd summary")
    page.locator("#tree .leaf summary").first.click()
    wrong = found(page, "policy")
    page.click("#adder button")
    page.fill("#title input", "Acme")
    page.fill("#text textarea", ACME)
    wrong += found(page, "upload")
    page.click("#add")
    page.locator("#added", has_text="Acme is added").wait_for()
    return wrong + found(page, "uploaded")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(
    address: str, visit: Opened, scripted: ScriptedModel, scheme: str, width: int
) -> None:
    """In every state of the page, no rule of impact serious or critical is broken."""
    seen = visit(address, width=width, height=900, scheme=scheme)
    seen.page.wait_for_selector("#now mark")
    wrong = asking(seen, scripted) + comparing(seen, scripted) + shelved(seen)
    assert wrong == []


def test_axe_can_fail(address: str, visit: Opened) -> None:
    """It sees a button without a name: the page's rules do not keep it from running."""
    page = visit(address).page
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any("button-name" in one for one in found(page, "broken"))
