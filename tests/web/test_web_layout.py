"""The layout in a real browser: centred at every width, the answer and its quote on the first screen, nothing jumps."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.chain import Assistant
from tests.scripted import ScriptedModel
from tests.web.conftest import Serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Visit

pytestmark = pytest.mark.browser
Opened = Callable[..., "Visit"]
DEMO = {  # the questions of `make demo`, and words of the passage that answers each
    "How long does Segments.ai keep my personal data after I close my account?": "10 years after your closed",
    "Does AIpicMarket use Google Analytics cookies?": "",  # it does not say: its nearest passage is shown
    "Does AI Planet sell its customers' personal information?": "do not sell",
    "How old must children be before AI Expert lets them use its service?": "children",
    "Which e-mail address should I write to with questions about the lightenup.ai policy?": "legal@lightenup.ai",
}
LONG = (
    "We value our customers’ privacy and do not sell their personal information to others. However, we may share"
    " personal information in certain situations as outlined below and with AI Marketplace and its affiliates who are"
    " either subject to this Privacy Notice or follow similar protective practices."
)
PICTURED = {
    "no": "Does Segments.ai sell my personal data?",
    "list": "What personal data does AIpicMarket collect?",
    "period": "How long does Segments.ai keep my data?",
    "unsure": "Is there a data protection officer at AI Expert?",
    "silent": "Does AIpicMarket sell umbrellas?",
}
SHIFTS = """() => { window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries())
    if (!one.hadRecentInput) window.shift += one.value; }).observe({ type: 'layout-shift', buffered: false }); }"""


def picture(page: "Page", name: str) -> None:
    """Keep a picture for the papers, where CLAUSEWISE_PICTURES names a folder."""
    if folder := os.environ.get("CLAUSEWISE_PICTURES"):
        page.wait_for_timeout(400)
        page.screenshot(path=Path(folder) / f"{name}.png")


def plain_assistant(assistant: Assistant) -> Assistant:
    """One without a language model; pictures for the papers are made over vectors that understand English."""
    kept = os.environ.get("CLAUSEWISE_INDEX")
    return Assistant.open(Path(kept), "none") if kept else Assistant(assistant.index, None, assistant.embedder)


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1366, 1440, 1920, 2560])
def test_the_page_is_centred(address: str, visit: Opened, width: int) -> None:
    """The margins left and right of the box are equal within 2 px, and nothing scrolls sideways."""
    page = visit(address, width=width).page
    page.wait_for_selector("#now mark")
    box = page.locator("#composer").bounding_box()
    assert box
    assert abs(box["x"] - (width - box["x"] - box["width"])) <= 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("window", [(1280, 800), (390, 844)])
def test_the_quote_is_on_the_first_screen(
    address: str, visit: Opened, scripted: ScriptedModel, window: tuple[int, int]
) -> None:
    """For the five demo questions, one after the other, the marked quote ends above 800 px."""
    width, height = window
    seen = visit(address, width=width, height=height)
    for question, words in DEMO.items():
        scripted.weighs = lambda user, words=words: 0.9 if words and words in user else 0.1  # type: ignore[misc]
        scripted.says = lambda _user, words=words: f"It says {words}."  # type: ignore[misc]
        seen.answered(question)
        seen.page.wait_for_timeout(200)
        proof = "#now mark" if words else "#now .evidence .tx"
        mark = seen.page.locator(proof).locator("visible=true").first.bounding_box()
        assert mark, question
        assert 0 < mark["y"] < mark["y"] + mark["height"] <= 800, question
    picture(seen.page, f"answer-{width}")


def test_a_long_quote_is_on_a_telephones_first_screen(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """At 390 px, where the answer repeats a long quote, the last of its clause, the whole mark ends above 800 px."""
    scripted.weighs = lambda user: 0.9 if LONG in user else 0.1
    scripted.says = lambda _user: f"No. {LONG}"
    seen = visit(address, width=390, height=844)
    seen.answered("Does AI Planet sell its customers' personal information?")
    seen.page.wait_for_timeout(300)
    assert LONG[-40:] in seen.page.inner_text("#now .a")
    mark, clause = (seen.page.locator(f"#now .card.active {one}").bounding_box() for one in ("mark", ".clause"))
    assert mark
    assert clause
    assert clause["y"] <= mark["y"] < mark["y"] + mark["height"] <= 800


def test_nothing_jumps(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """From asking to the answer, what is shown shifts by less than 0.05; the offers are folded away."""
    scripted.delay = 0.3
    seen = visit(address, width=1280, height=800)
    seen.page.wait_for_selector("#now mark")
    seen.page.evaluate(SHIFTS)
    seen.answered("How long does Segments.ai keep my personal data after I close my account?")
    seen.page.wait_for_timeout(300)
    assert seen.page.evaluate("window.shift") < 0.05
    assert not seen.page.locator("#try").is_visible()


def test_a_line_under_the_box_moves_nothing(address: str, visit: Opened) -> None:
    """What the page says of the box stands whole under it: policies, offers and the answer keep their places."""
    page = visit(address, width=1280, height=800).page
    page.wait_for_selector("#now mark")
    places = [page.locator(one).bounding_box() for one in ("#composer", "#chosen", "#try", "#now .q")]
    page.click("#ask")
    line = page.locator(".queued")
    line.wait_for()
    assert [page.locator(one).bounding_box() for one in ("#composer", "#chosen", "#try", "#now .q")] == places
    shown, box = line.bounding_box(), places[0]
    assert shown
    assert box
    assert box["y"] + box["height"] <= shown["y"]
    assert line.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_the_box_stays_in_view(address: str, visit: Opened) -> None:
    """Far down in the conversation the box can still be typed into."""
    seen = visit(address, width=1280, height=800)
    for _ in range(3):
        seen.answered("What does Segments.ai do with my data?")
    seen.page.evaluate("scrollTo(0, 1500)")
    box = seen.page.locator("#box textarea").bounding_box()
    assert box
    assert 0 <= box["y"] < 200


@pytest.mark.parametrize("window", [(1280, 800, "light"), (390, 844, "light"), (1920, 1080, "dark")])
def test_pictures(assistant: Assistant, serve: Serve, visit: Opened, window: tuple[int, int, str]) -> None:
    """The first screen, five answers, a comparison and a policy are drawn at three widths, in the window."""
    width, height, scheme = window
    address = serve(plain_assistant(assistant))
    seen = visit(address, width=width, height=height, scheme=scheme)
    page, ending = seen.page, f"{width}-{scheme}"
    page.wait_for_selector("#now mark")
    picture(page, f"first-{ending}")
    for name, question in PICTURED.items():
        seen.answered(question)
        picture(page, f"{name}-{ending}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("tab", name="Compare").click()
    page.click("#compare")
    page.locator("#progress", has_text="5 answers.").wait_for()
    picture(page, f"compare-{ending}")
    page.get_by_role("tab", name="Policies").click()
    page.wait_for_selector("#tree .policy")
    shelves = page.locator("#shelves").bounding_box()
    assert shelves
    assert shelves["height"] < height / 3
    picture(page, f"policy-{ending}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
