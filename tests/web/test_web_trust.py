"""Trust on the face of an answer, in a real browser: what undercuts it, words mended, a memo, the way back."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from assistant.chain import Assistant
from tests.scripted import ScriptedModel
from tests.web.conftest import Serve

if TYPE_CHECKING:
    from tests.web.conftest import Visit

pytestmark = pytest.mark.browser
Opened = Callable[..., "Visit"]
SOLD = "Does Segments.ai sell my personal data?"
KEPT = "How long does Segments.ai keep my data after I close my account?"
UNDERCUTS = "may be considered a “sale”"


@pytest.fixture
def plain(assistant: Assistant, serve: Serve) -> str:
    """The page with no model: answers are the clauses' own words."""
    return serve(Assistant(assistant.index, None, assistant.embedder))


@pytest.fixture(autouse=True)
def ten_years(scripted: ScriptedModel) -> None:
    """Only passages with "10 years" state an answer."""
    scripted.weighs = lambda user: 0.9 if "10 years" in user else 0.1
    scripted.says = lambda _user: "It is kept for 10 years after you closed your account."


def test_the_first_screen_shows_both_sides(address: str, visit: Opened) -> None:
    """The example says that the policy says two things, each with its clause to open."""
    page = visit(address).page
    assert UNDERCUTS in page.inner_text("#now .example .said")
    page.click("#now .example .said .cite >> nth=1")
    assert UNDERCUTS in page.inner_text("#now .card.active mark")


def test_both_sides_are_shown(plain: str, visit: Opened) -> None:
    """Asked without a model, the same question has the same verdict and the same words as the example."""
    seen = visit(plain)
    example = seen.page.inner_text("#now .example .badge")
    assert UNDERCUTS in seen.answered(SOLD)
    assert seen.page.inner_text("#now .verdict .badge") == example
    seen.page.reload()
    seen.page.locator("#now .turn.done .said", has_text=UNDERCUTS).wait_for()


def test_small_talk_is_told_what_to_ask(address: str, visit: Opened) -> None:
    """The word "hello" is no question of a policy: questions are offered to click, and nothing follows on from it."""
    seen = visit(address)
    seen.ask("hello")
    page = seen.page
    page.locator("#now .turn.talk", has_text="Ask about a policy").wait_for()
    assert page.locator("#follows .chip").count() == 0
    page.locator("#now .talk [data-ask]").first.click()
    page.locator("#now .turn.done").wait_for()


def test_mended_words_are_shown(address: str, visit: Opened) -> None:
    """A misspelt word is told with what it was taken for, and can be changed."""
    seen = visit(address)
    seen.answered("How long does Segments.ai keep my persnal data?")
    assert "persnal → personal" in seen.page.inner_text("#now .understood")
    seen.page.click("#now .understood [data-edit]")
    assert "personal" in seen.page.input_value("#box textarea")


def test_a_memo_is_saved(address: str, visit: Opened) -> None:
    """Two clicks: a Word file named by date, with the question, its quote, the policy's date and fingerprint."""
    seen = visit(address)
    seen.answered(KEPT)
    page = seen.page
    page.click("#saving summary")
    with page.expect_download() as download:
        page.click("[data-save=memo]")
    assert download.value.suggested_filename.endswith(".docx")
    memo = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    text = "\n".join(paragraph.text for paragraph in memo.paragraphs)
    assert KEPT in text
    assert "10 years after your closed your account" in text
    assert "policy of 25 Jan 2024, file SHA-256" in text


def test_the_way_back_from_a_clause(address: str, visit: Opened) -> None:
    """A citation opens in its policy; the browser's Back leads to the answer."""
    seen = visit(address)
    seen.answered(KEPT)
    page = seen.page
    page.click("#now .card.active .card-foot a")
    page.wait_for_selector("#tree .leaf.here")
    page.go_back()
    page.locator("#now .turn.done").wait_for(state="visible")
    assert seen.errors == []
