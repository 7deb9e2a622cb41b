"""A visitor's own policies in a real browser: several at once, a folder, another name, messages in view, marks."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.scripted import ScriptedModel

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Visit

pytestmark = pytest.mark.browser
Opened = Callable[..., "Visit"]
KEPT = "How long does Segments.ai keep my data after I close my account?"
ACME = (
    "Acme Privacy Policy\n\n1. Sharing\nAcme never sells data.\n\n3. Keeping\n"
    "Acme keeps personal data for 31 months after an account is closed.\n"
)


def to_policies(page: "Page") -> "Page":
    """The Policies tab with the form that adds some."""
    page.get_by_role("tab", name="Policies").click()
    page.click("#adder button")
    return page


def files(texts: dict[str, bytes]) -> list[dict[str, object]]:
    """Files as a browser uploads them."""
    return [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in texts.items()]


def in_view(page: "Page", selector: str) -> bool:
    """Whether an element stands inside the window as a whole."""
    script = "(e) => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }"
    return bool(page.locator(selector).first.evaluate(script))


def test_one_bad_file_does_not_stop_the_others(address: str, visit: Opened) -> None:
    """Two of four are added, each with what is odd in it; a click leads to the line; the others are named with why."""
    page = to_policies(visit(address).page)
    birch = ACME.replace("Acme", "Birch")
    texts = {"acme.txt": ACME.encode(), "broken.pdf": b"%PDF-1.4 cut", "birch.txt": birch.encode(), "scan.png": b"x"}
    page.set_input_files("#file input[type=file]", files(texts))  # type: ignore[arg-type]
    page.locator("#added", has_text="2 policies are added: Acme, Birch").wait_for()
    assert "Not added: broken.pdf" in page.inner_text("#added")
    assert "Not added: scan.png is a picture" in page.inner_text("#added")
    odd = page.locator("#added .odd", has_text="Acme")
    odd.locator("summary").click()
    odd.locator("a").first.click()
    page.locator("#tree .policy[data-policy=your-acme] .leaf.here").wait_for()


def test_a_folder_is_added(address: str, visit: Opened, tmp_path: Path) -> None:
    """Its policies are added, from any depth; a picture in it is named; what systems put there is not."""
    (tmp_path / "vendors" / "more").mkdir(parents=True)
    (tmp_path / "vendors" / "acme.txt").write_text(ACME)
    (tmp_path / "vendors" / "more" / "birch.txt").write_text(ACME.replace("Acme", "Birch"))
    (tmp_path / "vendors" / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / "vendors" / ".DS_Store").write_bytes(b"\0")
    page = to_policies(visit(address).page)
    with page.expect_file_chooser() as chooser:
        page.click("#folder")
    chooser.value.set_files(tmp_path / "vendors")
    page.locator("#added", has_text="2 policies are added").wait_for()
    told = page.inner_text("#added")
    assert "photo.png is a picture" in told
    assert "DS_Store" not in told


def test_a_policy_of_ones_own_is_renamed(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """Its new name is ticked and answered by; its old one is understood, too; a shared policy has no such button."""
    scripted.weighs = lambda user: 0.9 if "31 months" in user else 0.1
    scripted.says = lambda _user: "It is kept for 31 months."
    seen = visit(address)
    page = to_policies(seen.page)
    assert page.locator("[data-rename]").count() == 0
    page.fill("#text textarea", ACME)
    page.click("#add")
    page.once("dialog", lambda dialog: dialog.accept("Vendor 12"))
    page.click("[data-rename]")
    page.locator("#added", has_text="It is called Vendor 12 now").wait_for()
    assert page.inner_text("#tree h2").startswith("Vendor 12")
    page.get_by_role("tab", name="Ask").click()
    assert "Vendor 12" in page.inner_text("#chosen")
    assert "31 months" in seen.answered("How long does Vendor 12 keep data?")
    assert "31 months" in seen.answered("And how long does Acme keep personal data?")


@pytest.mark.parametrize("name,says", [("  ", "needs a name"), ("segments.AI", "another policy here is called")])
def test_a_name_that_cannot_be_is_one_line(address: str, visit: Opened, name: str, says: str) -> None:
    """No name, or another policy's, is refused in a line; the policy keeps its own."""
    page = to_policies(visit(address).page)
    page.fill("#text textarea", ACME)
    page.click("#add")
    page.once("dialog", lambda dialog: dialog.accept(name))
    page.click("[data-rename]")
    page.locator("#added .problem", has_text=says).wait_for()
    assert page.inner_text("#tree h2").startswith("Acme")


@pytest.mark.parametrize("width", [390, 1280])
def test_what_went_wrong_comes_into_view(address: str, visit: Opened, width: int) -> None:
    """Wherever the visitor stands: at the foot of the form, on a laptop and on a telephone."""
    page = to_policies(visit(address, width=width, height=700).page)
    page.locator("#add").scroll_into_view_if_needed()
    page.set_input_files("#file input[type=file]", files({"broken.pdf": b"%PDF-1.4 cut"}))  # type: ignore[arg-type]
    page.locator("#added .problem", has_text="Not added: broken.pdf").wait_for()
    page.wait_for_timeout(200)
    assert in_view(page, "#added .problem")


def test_a_hit_is_marked_where_it_leads(address: str, visit: Opened) -> None:
    """The words that were searched are marked in the clause that a hit opens; a second click leads there again."""
    page = visit(address).page
    page.get_by_role("tab", name="Policies").click()
    page.fill("#search-all input", "retention")
    page.press("#search-all input", "Enter")
    page.locator("#hits a").first.click()
    page.locator("#tree .leaf.here mark").first.wait_for()
    assert page.inner_text("#tree .leaf.here mark").lower() == "retention"
    page.evaluate("scrollTo(0, 0)")
    page.locator("#hits a").first.click()
    page.wait_for_timeout(200)
    assert in_view(page, "#tree .leaf.here mark")


def test_an_empty_question_changes_nothing(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """Ask with an empty box, by click and by Enter: a line says what to do, and the answer stays."""
    scripted.weighs = lambda user: 0.9 if "10 years" in user else 0.1
    scripted.says = lambda _user: "It is kept for 10 years."
    seen = visit(address)
    seen.answered(KEPT)
    for press in (lambda: seen.page.click("#ask"), lambda: seen.page.press("#box textarea", "Enter")):
        press()
        seen.page.locator(".queued", has_text="Write a question first").wait_for()
        assert seen.page.locator("#now .turn.done").get_attribute("data-question") == KEPT
        seen.page.fill("#box textarea", "a")
        seen.page.locator(".queued").wait_for(state="hidden")
        seen.page.fill("#box textarea", "")


def test_a_misspelt_search_is_asked_about(address: str, visit: Opened) -> None:
    """Where no clause has a word, the one that was meant is offered, and finds; a word like none offers nothing."""
    page = visit(address).page
    page.get_by_role("tab", name="Policies").click()
    page.fill("#tree input.search", "retension")
    page.click("#tree .hits button")  # no clause of this policy has it: search all
    offered = page.locator("#hits [role=status] button")
    assert offered.inner_text() == "retention"
    offered.click()
    page.locator("#hits mark", has_text="retention").first.wait_for()
    assert page.input_value("#search-all input") == "retention"
    page.fill("#search-all input", "xylophones")
    page.press("#search-all input", "Enter")
    page.locator("#hits", has_text="No clause of any policy has “xylophones”.").wait_for()
    assert offered.count() == 0
