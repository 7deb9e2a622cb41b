"""The whole policy beside its answer in a real browser: opened at the quote, whole, and with a way back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.chain import Assistant
from tests.web.conftest import Serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Visit

pytestmark = pytest.mark.browser
Opened = Callable[..., "Visit"]
SOLD = "Does Segments.ai sell my personal data?"
ACME = "Acme Privacy Policy\n\n1. Keeping\nAcme keeps personal data for 31 months after an account is closed.\n"


@pytest.fixture
def plain(assistant: Assistant, serve: Serve) -> str:
    """The page with no model: answers are the clauses' own words."""
    return serve(Assistant(assistant.index, None, assistant.embedder))


def read(page: "Page") -> None:
    """Press the button of the open citation, and wait for the policy."""
    page.click("#now .card.active [data-do=read]")
    page.wait_for_selector("#now .evidence > .whole mark.meant")


def in_sight(page: "Page", selector: str) -> bool:
    """Whether an element's top is inside the window and inside the text that scrolls."""
    script = """(e) => {
        const [mark, box] = [e, e.closest(".lines")].map((one) => one.getBoundingClientRect());
        return mark.top >= Math.max(0, box.top) && mark.top < Math.min(innerHeight, box.bottom);
    }"""
    return bool(page.locator(selector).first.evaluate(script))


@pytest.mark.parametrize("width,scheme", [(1280, "light"), (1920, "dark"), (390, "light")])
def test_it_opens_at_the_mark_and_is_whole(
    plain: str, visit: Opened, assistant: Assistant, width: int, scheme: str
) -> None:
    """Every line stands there; the quote is in sight; the second citation leads to its own; the answer stays."""
    seen = visit(plain, width=width, height=800, scheme=scheme)
    page = seen.page
    seen.answered(SOLD)
    read(page)
    (policy,) = (one for one in assistant.policies if one.id == "segments-ai")
    lines = [line.strip() for line in policy.text.split("\n") if line.strip()]
    assert [text.strip() for text in page.locator("#now .whole .tx").all_text_contents()] == lines
    assert "We do not sell" in page.inner_text("#now mark.meant")
    page.wait_for_timeout(200)
    assert in_sight(page, "#now mark.meant")
    page.locator("#now .cite").nth(1).click()
    page.locator("#now mark.meant", has_text="may be considered").wait_for()
    assert in_sight(page, "#now mark.meant")
    if width > 860:
        answer, whole = (page.locator(f"#now {one}").bounding_box() or {} for one in (".a", ".whole"))
        assert answer["x"] + answer["width"] <= whole["x"]
        assert whole["y"] < 800 / 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.errors == seen.off_page == []


def test_the_way_there_and_back_by_keyboard(plain: str, visit: Opened) -> None:
    """Enter opens it with the text in focus; Escape leads back to the button; it opens again."""
    page = visit(plain).page
    page.wait_for_selector("#now .example")
    for _ in range(2):
        page.focus("#now .card.active [data-do=read]")
        page.keyboard.press("Enter")
        page.wait_for_selector("#now .whole .lines:focus")
        page.keyboard.press("Escape")
        page.wait_for_selector("#now .card.active [data-do=read]:focus")
        assert page.locator("#now .whole").count() == 0
        assert page.locator("#now .card.active .clause").is_visible()


def test_a_removed_policy_says_so_in_its_place(plain: str, visit: Opened) -> None:
    """Where the policy is gone a line says so beside the answer, whose own clauses stay."""
    seen = visit(plain)
    page = seen.page
    page.get_by_role("tab", name="Policies").click()
    page.click("#adder button")
    page.fill("#text textarea", ACME)
    page.click("#add")
    page.locator("#added", has_text="is added").wait_for()
    page.click("#tree .policy [data-do=read]")
    page.locator("#tree .policy > .whole", has_text="31 months").wait_for()
    assert not page.locator("#tree .tree").is_visible()
    page.get_by_role("tab", name="Ask").click()
    seen.answered("How long does Acme keep personal data?")
    page.get_by_role("tab", name="Policies").click()
    page.click("#remove")
    page.locator("#added", has_text="is removed").wait_for()
    page.get_by_role("tab", name="Ask").click()
    page.click("#now .card.active [data-do=read]")
    page.locator("#now .evidence > .problem", has_text="not here any more").wait_for()
    assert page.locator("#now .card.active .clause").is_visible()
    assert seen.errors == []


def test_it_opens_in_a_comparison_and_is_no_part_of_a_file(plain: str, visit: Opened, tmp_path: Path) -> None:
    """Beside the cell of a matrix; a saved page holds the clauses, and not the policy that was read beside them."""
    seen = visit(plain)
    page = seen.page
    seen.answered(SOLD)
    read(page)
    page.click("#saving summary")
    with page.expect_download() as saved:
        page.click("#saving [data-save=page]")
    saved.value.save_as(tmp_path / "saved.html")
    text = (tmp_path / "saved.html").read_text()
    assert "We do not sell" in text
    assert 'class="whole"' not in text
    page.get_by_role("tab", name="Compare").click()
    page.click("#compare")
    page.locator("#table .cell").nth(4).click()
    page.click("#drawer .card.active [data-do=read]")
    page.wait_for_selector("#drawer .whole mark.meant")
    page.keyboard.press("Escape")
    assert page.locator("#drawer .drawer").is_visible()
    assert page.locator("#drawer .whole").count() == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_what_a_citation_shows_stays_inside(plain: str, visit: Opened, width: int) -> None:
    """Hovered or in focus, no citation makes the page or the drawer of a comparison scroll sideways."""
    page = visit(plain, width=width).page
    page.wait_for_selector("#now .example .cite")
    page.get_by_role("tab", name="Compare").click()
    page.click("#compare")
    page.locator("#table .cell").nth(4).click()
    page.wait_for_selector("#drawer .cite")
    for cite in page.locator("#drawer .cite").all():
        cite.focus()
        assert page.evaluate("[...document.querySelectorAll('.drawer')].every((e) => e.scrollWidth <= e.clientWidth)")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Ask").click()
    for cite in page.locator("#now .cite").all():
        cite.hover()
        cite.focus()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_earlier_answers_show_their_quotes(plain: str, visit: Opened) -> None:
    """A quote deep in a long clause is in sight in it also when the next question has pushed its answer down."""
    seen = visit(plain)
    seen.answered("Does Segments.ai transfer data outside the EEA?")
    seen.answered("Is my data sold by AI Expert?")
    mark = seen.page.locator("#past .card.active mark").first
    mark.wait_for()
    seen.page.wait_for_timeout(200)
    inside = """(e) => {
        const [mark, box] = [e, e.closest(".clause")].map((one) => one.getBoundingClientRect());
        return mark.top >= box.top && mark.bottom <= box.bottom;
    }"""
    assert mark.evaluate(inside)
