"""Sets of questions in a real browser: the one that ships, one's own, in files, and what is refused."""

import json
import re
import time
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
HOSTILE = "<img src=x onerror=window.hit=1>"
TWO = "Is personal data sold?\nIs personal data encrypted?"


def compare(seen: "Visit") -> "Page":
    """The Compare tab."""
    seen.page.get_by_role("tab", name="Compare").click()
    seen.page.wait_for_selector("#sets .set")
    return seen.page


def keep(page: "Page", name: str, questions: str) -> None:
    """Write questions and keep them under a name."""
    page.fill("#questions textarea", questions)
    if page.locator("#sets .keep[open]").count() == 0:
        page.click("#sets .keep summary")
    page.fill("#sets .set-name", name)
    page.click("#sets [data-set=keep]")


def says(page: "Page", text: str) -> None:
    """Wait for a line."""
    page.locator("#sets .set-said", has_text=text).wait_for()


def test_the_checklist_has_twelve_questions(address: str, visit: Opened) -> None:
    """The button fills them in; more than twenty are refused in one line, in the browser and on the server."""
    page = compare(visit(address))
    page.click("#sets .set:has-text('Procurement checklist')")
    page.wait_for_function("document.querySelector('#questions textarea').value.split('\\n').length === 12")
    keep(page, "Too many", "".join(f"Why {n}?\n" for n in range(21)))
    says(page, "20 at most")
    assert page.locator("#sets .own").count() == 0
    page.click("#compare")
    page.locator("#progress", has_text="20 at most").wait_for()


def test_ones_own_set_is_kept_and_run(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """Kept under a hostile name it is there after a reload, fills the box, runs over all policies, and is deleted."""

    def slowly(_user: str) -> float:
        time.sleep(0.1)  # so that the progress is seen
        return 0.1

    scripted.weighs = slowly
    seen = visit(address)
    page = compare(seen)
    keep(page, HOSTILE, TWO)
    says(page, "is kept in this browser: 2 questions.")
    page.reload()
    page = compare(seen)
    page.locator("#sets .own .set").wait_for()  # read from the browser's store a moment after the page is there
    assert page.locator("#sets .set").all_inner_texts()[1] == f"{HOSTILE} · 2 questions"
    page.click("#sets .own .set")
    assert page.input_value("#questions textarea") == TWO
    assert page.input_value("#sets .set-name") == HOSTILE
    page.click("#compare")
    page.locator("#progress progress").wait_for()
    page.locator("#progress", has_text="10 answers.").wait_for()
    assert page.locator("#table tbody .cell").count() == 10
    page.click("#folded button")
    page.click("#sets .drop")
    says(page, "is deleted.")
    assert page.locator("#sets .set").count() == 1
    assert page.evaluate("window.hit") is None
    assert seen.errors == []
    assert seen.off_page == []


def test_a_set_travels_as_a_file(address: str, visit: Opened) -> None:
    """Saved by one visitor and opened by another, it brings its name and its questions; nobody else sees kept ones."""
    mine, other = compare(visit(address)), compare(visit(address))
    keep(mine, "My set", TWO)
    with mine.expect_download() as download:
        mine.click("#sets [data-set=file]")
    data = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == "My-set.txt"
    assert data.decode() == f"# My set\n{TWO}\n"
    assert other.locator("#sets .own").count() == 0
    other.click("#sets .keep summary")
    opened = other.locator("#sets .set-file")
    opened.set_input_files({"name": "My-set.txt", "mimeType": "text/plain", "buffer": data})
    says(other, "2 questions filled in")
    assert other.input_value("#questions textarea") == TWO
    assert other.input_value("#sets .set-name") == "My set"


@pytest.mark.parametrize(
    "data,line",
    [
        (b"", "Write a question first"),
        (b"x" * 170_000, "too large"),
        (b"Why?\n" * 21, "20 at most"),
        (b"# Named\n" + b"y" * 2_001, "2000 at most"),
    ],
    ids=["empty", "huge", "too many", "too long"],
)
def test_a_file_that_is_no_set_is_one_line(address: str, visit: Opened, data: bytes, line: str) -> None:
    """It is refused, and the questions in the box stay."""
    page = compare(visit(address))
    was = page.input_value("#questions textarea")
    page.click("#sets .keep summary")
    page.locator("#sets .set-file").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": data})
    says(page, line)
    assert page.input_value("#questions textarea") == was


@pytest.mark.parametrize("left", ["no json", "7", json.dumps([{"name": 1}, {"name": "Good", "questions": ["Why?"]}])])
def test_what_others_left_in_the_browser_does_no_harm(address: str, visit: Opened, left: str) -> None:
    """Words that are no sets are passed over; what is a set is shown; a new one can be kept."""
    seen = visit(address)
    seen.page.evaluate("left => localStorage.setItem('clausewise.sets', left)", left)
    seen.page.reload()
    page = compare(seen)
    page.wait_for_selector("[data-drawn]", state="attached")
    assert page.locator("#sets .own").count() == ("Good" in left)
    keep(page, "New", "How long?")
    says(page, "“New” is kept")
    assert re.search(r"New · 1 question$", page.locator("#sets .own .set").last.inner_text())
    assert seen.errors == []
