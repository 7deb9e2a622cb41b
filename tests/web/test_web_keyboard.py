"""The page without a mouse: asking, citations, comparing, adding a policy; names, roles, live regions."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import FileChooser, Page

    from tests.web.conftest import Visit

pytestmark = pytest.mark.browser
KEPT = "What does Segments.ai do with my data?"
ACME = "Acme Privacy Policy\n\n1. Keeping\nAcme keeps personal data for 31 months after an account is closed.\n"
Opened = Callable[..., "Visit"]


SHOWN = "(({outlineStyle, boxShadow}) => outlineStyle !== 'none' || boxShadow !== 'none')"


def reach(page: "Page", selector: str, key: str = "Tab", at_most: int = 60) -> None:
    """Press Tab until what the selector names has the focus, and is seen to have it."""
    for _ in range(at_most):
        page.keyboard.press(key)
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            seen = page.evaluate(f"{SHOWN}(getComputedStyle(document.activeElement))")
            around = page.evaluate(
                f"{SHOWN}(getComputedStyle(document.activeElement.closest('#box') ?? document.body))"
            )
            assert seen or around, f"{selector} has the focus and nothing shows it"
            return
    raise AssertionError(f"{at_most} times {key} do not lead to {selector}")


def tab(page: "Page", name: str) -> None:
    """Go to a tab of the page: Tab to their row, the arrow along it. Each arrow has to choose another tab."""
    reach(page, "[role=tab]", "Shift+Tab")
    chosen = "document.querySelector('[role=tab][aria-selected=true]').innerText.trim()"
    for _ in range(5):
        before = page.evaluate(chosen)
        if before == name:
            return
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"before => {chosen} !== before", arg=before)  # a busy machine chooses a moment later
    raise AssertionError(f"the arrow does not lead to {name}")


def test_asking_and_citations(address: str, visit: Opened) -> None:
    """The box has the focus at first; Enter asks; Tab leads to the citations, Enter and arrows walk through them."""
    seen = visit(address)
    page = seen.page
    page.keyboard.type(KEPT)
    page.keyboard.press("Enter")
    page.locator("#now .turn.done", has_text=KEPT).wait_for()
    assert page.evaluate("document.activeElement.matches('#box textarea')"), "the next question can be typed"
    reach(page, "#chosen input")
    page.keyboard.press("Space")
    assert page.locator("#chosen input:checked").count() == 1
    page.keyboard.press("Space")
    reach(page, "#now .cite[data-n='2']")
    page.keyboard.press("Enter")
    active = page.locator("#now .card.active")
    assert active.get_attribute("data-n") == "2"
    page.keyboard.press("ArrowLeft")
    assert active.get_attribute("data-n") == "1"
    reach(page, "#now [data-copy]")
    reach(page, "#now .step[data-step='1']")
    page.keyboard.press("Space")
    assert active.get_attribute("data-n") == "2"
    reach(page, "#now .card.active .clause")


def test_comparing(address: str, visit: Opened) -> None:
    """Tab and Enter lead to the tab, its box, a set, Compare and a column to sort by."""
    page = visit(address).page
    tab(page, "Compare")
    reach(page, "#questions textarea")
    page.keyboard.press("Control+A")
    page.keyboard.type("Is personal data sold?")
    reach(page, "#sets .set")
    reach(page, "#sets .keep summary")
    page.keyboard.press("Enter")
    reach(page, "#sets .set-name")
    page.keyboard.type("One")
    page.keyboard.press("Enter")
    page.locator("#sets .set-said", has_text="“One” is kept").wait_for()
    reach(page, "#compare")
    page.keyboard.press("Enter")
    page.locator("#progress", has_text="5 answers.").wait_for()
    reach(page, "#table .sort[data-column='1']")
    page.keyboard.press("Enter")
    assert page.locator("#table th[aria-sort=ascending]").inner_text().startswith("AI Expert")


def chooser(page: "Page") -> "FileChooser":
    """The file chooser that Enter opens; a person presses again where the page was still drawing."""
    from playwright.sync_api import TimeoutError as Late

    for patience in (5_000, 5_000, 30_000):  # milliseconds
        if not page.evaluate("document.activeElement.matches('#file button')"):
            reach(page, "#file button")
        with suppress(Late):
            with page.expect_file_chooser(timeout=patience) as opened:
                page.keyboard.press("Enter")
            return opened.value
    raise AssertionError("Enter opens no file chooser")


def test_adding_and_reading(address: str, visit: Opened) -> None:
    """Tab and Enter lead to the tab, a policy, the upload and its file chooser; then to search and clauses."""
    page = visit(address).page
    tab(page, "Policies")
    reach(page, "#one input")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.locator("#tree .leaf").first.wait_for()
    page.wait_for_timeout(500)  # what the choice brings is drawn
    reach(page, "#adder button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#file button:visible")
    page.wait_for_timeout(300)  # it unfolds
    chooser(page).set_files({"name": "acme.txt", "mimeType": "text/plain", "buffer": ACME.encode()})
    page.locator("#added", has_text="is added. Only you see it").wait_for()
    reach(page, "#tree .search")
    page.keyboard.type("31 months")
    page.locator("#tree .hits", has_text="1 clause").wait_for()
    reach(page, "#tree .leaf summary")
    page.keyboard.press("Enter")
    reach(page, "#remove", "Shift+Tab")
    page.keyboard.press("Enter")
    page.locator("#added", has_text="is removed.").wait_for()


NAMELESS = """() => [...document.querySelectorAll('button, input, textarea, progress, [role=region], [role=tab]')]
    .filter(e => e.checkVisibility() && !(e.innerText || e.getAttribute('aria-label') || e.labels?.[0]?.innerText))
    .map(e => e.outerHTML.slice(0, 120))"""


def test_names_roles_and_live_regions(address: str, visit: Opened) -> None:
    """Every control has a name; what happened is told in status regions that were there before it happened."""
    seen = visit(address)
    page = seen.page
    page.evaluate("document.querySelector('#announced').dataset.mine = 'the same element'")
    seen.answered(KEPT)
    assert page.evaluate(NAMELESS) == []
    live = page.locator("#announced[role=status][data-mine]")
    assert "citations" in (live.text_content() or "")
    assert page.get_by_role("article", name=f"Question: {KEPT}").get_by_role("region", name="Evidence").count() == 1
    for name, told in [("Compare", "#progress"), ("Checklist", "#checking"), ("Policies", "#added")]:
        page.get_by_role("tab", name=name).click()
        page.wait_for_selector(f"{told}[role=status]", state="attached")
        assert page.evaluate(NAMELESS) == []


def test_from_the_box_to_the_answer(address: str, visit: Opened) -> None:
    """Two presses of Tab lead to a button that is seen then; Enter on it leads to the answer's first citation."""
    page = visit(address).page
    page.keyboard.type(KEPT)
    page.keyboard.press("Enter")
    page.locator("#now .turn.done", has_text=KEPT).wait_for()
    reach(page, ".skip", at_most=2)
    assert page.locator(".skip").bounding_box()["width"] > 50  # type: ignore[index]
    page.keyboard.press("Enter")
    page.wait_for_selector("#now .cite:focus")
