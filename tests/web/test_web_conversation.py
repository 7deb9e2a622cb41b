"""Conversations in a real browser: what is carried over, a new one, reloads, earlier ones, waiting and stopping."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.scripted import ScriptedModel

if TYPE_CHECKING:
    from tests.web.conftest import Visit

pytestmark = pytest.mark.browser
Opened = Callable[..., "Visit"]
KEPT = "How long does Segments.ai keep my data after I close my account?"
OTHER = "How long does AI Planet keep my data?"
ACME = (
    "Acme Privacy Policy\n\n1. Sharing\nAcme never sells data.\n\n2. Keeping\n"
    "Acme keeps personal data for 31 months after an account is closed.\n"
)


@pytest.fixture(autouse=True)
def ten_years(scripted: ScriptedModel) -> None:
    """Only passages with "10 years" or "31 months" state an answer."""
    scripted.weighs = lambda user: 0.9 if "10 years" in user or "31 months" in user else 0.1
    scripted.says = lambda _user: "It is kept for 10 years after you closed your account."


def test_what_is_carried_over_is_seen_and_dropped(address: str, visit: Opened) -> None:
    """A follow-up names the policy that it took from before; × asks it again without."""
    seen = visit(address)
    seen.answered(KEPT)
    seen.answered("Is my data encrypted there?")
    page = seen.page
    assert page.inner_text("#now .carried bdi") == "Segments.ai"
    page.click("#now .carried .drop")
    page.wait_for_function("document.querySelector('#past').querySelectorAll('.turn').length === 2")
    page.locator("#now .turn.done").wait_for()
    assert page.locator("#now .carried").count() == 0


def test_what_the_next_question_carries_is_let_go(address: str, visit: Opened) -> None:
    """The chip under the box says what a question follows on from; × lets it go."""
    seen = visit(address)
    seen.answered(KEPT)
    page = seen.page
    assert page.inner_text("#follows bdi") == KEPT
    page.click("#follows .drop")
    page.wait_for_function("document.querySelector('#follows .chip') === null")
    seen.answered("Is my data encrypted there?")
    assert page.locator("#now .carried").count() == 0


def test_a_reload_keeps_the_conversation(address: str, visit: Opened) -> None:
    """After a reload both turns stand there with their evidence, and a follow-up leans on them."""
    seen = visit(address)
    seen.answered(KEPT)
    seen.answered(OTHER)
    page = seen.page
    page.reload()
    page.locator("#now .turn.done", has_text=OTHER).wait_for()
    assert page.locator("#past .turn", has_text=KEPT).locator("mark").count() > 0
    seen.answered("Is my data encrypted there?")
    assert page.inner_text("#now .carried bdi") == "AI Planet"
    assert seen.errors == []


def test_a_visitors_policy_outlives_a_reload(address: str, visit: Opened) -> None:
    """Added and asked about, it is there after a reload of the same tab; another visitor does not get it."""
    seen = visit(address)
    page = seen.page
    page.get_by_role("tab", name="Policies").click()
    page.click("#adder button")
    page.fill("#title input", "Acme")
    page.fill("#text textarea", ACME)
    page.click("#add")
    page.locator("#added", has_text="Acme is added").wait_for()
    page.reload()
    page.locator("#chosen label", has_text="Acme").wait_for()
    other = visit(address).page
    other.wait_for_selector("#now mark")
    assert "Acme" not in other.inner_text("#chosen")


def test_tampered_words_are_not_shown(address: str, visit: Opened) -> None:
    """A kept quote that does not stand in its clause is refused, and no markup of it runs."""
    seen = visit(address)
    seen.answered(KEPT)
    page = seen.page
    page.evaluate("""() => { const now = JSON.parse(sessionStorage.getItem('clausewise.now'));
        now.turns[0].answer.citations[0].quote = '<img src=x onerror=window.hit=1>';
        const text = JSON.stringify(now);
        addEventListener('pagehide', () => sessionStorage.setItem('clausewise.now', text)); }""")
    page.reload()
    page.locator("#now .problem", has_text="has changed").wait_for()
    assert page.evaluate("window.hit") is None


def test_new_and_history(address: str, visit: Opened) -> None:
    """New empties the page; the earlier conversation is opened from the history, saved as a file, and deleted."""
    seen = visit(address)
    seen.answered(KEPT)
    page = seen.page
    page.click("[data-do=new]")
    page.locator("#now .turn.example").wait_for()
    seen.answered(OTHER)
    assert page.locator("#past .turn").count() == 0
    page.click("#history summary")
    page.locator("#history .kept-row").nth(1).wait_for()
    assert page.locator("#history .kept-row").count() == 2
    page.locator("#history [data-history=open]", has_text=KEPT[:30]).click()
    page.locator("#now .turn.done", has_text=KEPT).wait_for()
    if page.locator("#history[open]").count() == 0:
        page.click("#history summary")
    with page.expect_download() as download:
        page.click("#history [data-history=export]")
    assert len(json.loads(Path(download.value.path()).read_text("utf-8"))) == 2
    page.locator("#history [data-history=delete]").first.click()
    assert page.locator("#history .kept-row").count() == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#history [data-history=wipe]")
    assert page.locator("#history .kept-row").count() == 0
    assert page.evaluate("localStorage.getItem('clausewise.history')") is None


def test_stop_gives_the_question_back(address: str, visit: Opened, slow: ScriptedModel) -> None:
    """The stopped question is in the box again."""
    page = visit(address).page
    page.fill("#box textarea", KEPT)
    page.click("#ask")
    page.wait_for_selector("#now .under-way")
    page.click("#stop")
    page.wait_for_selector("#now .stopped")
    page.wait_for_function("text => document.querySelector('#box textarea').value === text", arg=KEPT)


def test_a_question_asked_while_busy_is_next(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """Enter while an answer is under way: the question waits in view and is asked afterwards."""
    scripted.delay = 0.1
    page = visit(address).page
    page.fill("#box textarea", KEPT)
    page.keyboard.press("Enter")
    page.wait_for_selector("#now .under-way")
    page.fill("#box textarea", OTHER)
    page.keyboard.press("Enter")
    page.locator(".queued", has_text=OTHER).wait_for()
    page.locator("#now .turn.done", has_text=OTHER).wait_for()
    assert page.locator("#past .turn", has_text=KEPT).count() == 1
    assert not page.locator(".queued").is_visible()


def test_a_clash_is_asked_about(address: str, visit: Opened) -> None:
    """Where one policy is ticked and the question names another, the page asks which; a click answers."""
    seen = visit(address)
    page = seen.page
    page.check("#chosen input[name='ai-planet']")
    seen.ask(KEPT)
    page.locator("#now .clash", has_text="You ticked AI Planet, but the question names Segments.ai").wait_for()
    page.click("#now .clash [data-only='segments-ai']")
    page.locator("#now .turn.done", has_text=KEPT).wait_for()
    assert "10 years" in page.inner_text("#now .said .a")


def test_a_reload_in_the_middle_says_so(address: str, visit: Opened, slow: ScriptedModel) -> None:
    """The question whose answer was cut off is in the box again, and a line in view says why; asked, it is answered."""
    seen = visit(address)
    page = seen.page
    seen.ask(KEPT)
    page.locator("#now .under-way .draft").wait_for()
    page.reload()
    page.locator(".queued", has_text="loaded again before the answer came").wait_for()
    assert page.input_value("#box textarea") == KEPT
    slow.delay = 0
    page.click("#ask")
    page.locator("#now .turn.done:not(.example)", has_text=KEPT).wait_for()
    assert not page.locator(".queued").is_visible()


def test_what_is_typed_outlives_a_reload(address: str, visit: Opened) -> None:
    """Half a question is in the box again; one that was asked is not."""
    seen = visit(address)
    page = seen.page
    page.locator("#now .example").wait_for()
    page.fill("#box textarea", "Half a ques")
    page.reload()
    page.wait_for_function("document.querySelector('#box textarea')?.value === 'Half a ques'")
    seen.answered(KEPT)
    page.reload()
    page.locator("#now .turn.done", has_text=KEPT).wait_for()
    page.wait_for_timeout(300)
    assert page.input_value("#box textarea") == ""


@pytest.mark.parametrize("how", ["refused", "gone"])
def test_a_file_that_cannot_be_made_is_a_line(address: str, visit: Opened, how: str) -> None:
    """Neither a memo nor a sheet is saved with an error in it: a line stands beside the button; mended, it is saved."""
    seen = visit(address)
    page = seen.page
    seen.answered(KEPT)
    page.route("**/page/docx", lambda route: route.fulfill(status=500) if how == "refused" else route.abort())
    page.click("#saving summary")
    page.click("#saving [data-save=memo]")
    page.locator("#saving .problem", has_text="save as Markdown").wait_for()
    assert page.locator("#saving .problem").is_visible()
    page.unroute("**/page/docx")
    with page.expect_download() as saved:
        page.click("#saving [data-save=memo]")
    assert saved.value.suggested_filename.endswith(".docx")
    assert page.locator("#saving .problem").count() == 0


def test_what_is_typed_while_the_next_one_runs_stays(address: str, visit: Opened, slow: ScriptedModel) -> None:
    """Stop gives its question back and the one that waited is asked; a question asked by a button wipes nothing."""
    seen = visit(address)
    page = seen.page
    seen.ask(KEPT)
    page.locator("#now .under-way").wait_for()
    page.fill("#box textarea", OTHER)
    page.keyboard.press("Enter")
    page.locator(".queued", has_text=OTHER).wait_for()
    page.click("#stop")
    page.locator("#now .turn", has_text=OTHER).wait_for()
    assert page.input_value("#box textarea") == KEPT
    slow.delay = 0
    page.locator("#now .turn.done", has_text=OTHER).wait_for()
    assert page.input_value("#box textarea") == KEPT
    page.reload()
    page.wait_for_function("(text) => document.querySelector('#box textarea')?.value === text", arg=KEPT)
