"""The page in a real browser: first screen, asking, evidence, errors, hostile strings."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assistant.chain import Assistant
from ingest.errors import ModelError
from ingest.pipeline import ingest
from tests.conftest import HashingEmbedder
from tests.scripted import ScriptedModel
from web.example import QUESTIONS

if TYPE_CHECKING:
    from tests.web.conftest import Serve, Visit

pytestmark = pytest.mark.browser
KEPT = "How long does Segments.ai keep my data after I close my account?"
YEARS = "Segments.ai keeps it for 10 years after you closed your account."
Opened = Callable[..., "Visit"]


def ten_years(scripted: ScriptedModel) -> None:
    """Only passages with "10 years" state an answer."""
    scripted.says = lambda _user: YEARS
    scripted.weighs = lambda user: 0.9 if "10 years" in user else 0.1


def test_the_first_screen_says_what_there_is(address: str, visit: Opened) -> None:
    """The policies by name, six questions, one answered with both sides of it, and no scrolling sideways."""
    page = visit(address).page
    page.wait_for_selector("#now mark")
    chips = page.locator("#chosen label").all_inner_texts()
    assert [chip.strip() for chip in chips] == ["AI Expert", "AI Planet", "AIpicMarket", "Lightenup AI", "Segments.ai"]
    assert page.locator("#try button").all_inner_texts() == list(QUESTIONS)
    assert page.inner_text("#now mark").startswith("We do not sell your personal data.")
    assert "may be considered a “sale”" in page.inner_text("#now .said")
    assert "Says two things" in page.inner_text("#now .badge")
    assert "scripted" in (page.get_attribute(".status", "title") or "")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_answer_comes_with_its_evidence(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """The sentence, its citation's policy, number, heading and line, and the quote marked in its clause."""
    ten_years(scripted)
    seen = visit(address)
    assert "10 years" in seen.answered(KEPT)
    card = seen.page.locator("#now .card.active")
    assert "10 years" in card.locator("mark").first.inner_text()
    where = card.locator(".pick").inner_text()
    assert "Segments.ai" in where
    assert "§ 2" in where
    assert re.search(r"line \d+", where)
    assert seen.page.input_value("#box textarea") == ""


def test_a_question_to_click_is_asked(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """A click on a question asks it, and the line for screen readers tells the answer."""
    ten_years(scripted)
    page = visit(address).page
    page.click(f"#try button:has-text('{QUESTIONS[1]}')")
    page.locator("#now .turn.done", has_text=QUESTIONS[1]).wait_for()
    assert "10 years" in page.text_content("#announced[role=status]")


def test_evidence_shows_before_the_words(address: str, visit: Opened, slow: ScriptedModel) -> None:
    """The clauses that were found are there while not a word is; then words come one by one."""
    page = visit(address).page
    slow.delay = 1.0
    page.fill("#box textarea", KEPT)
    page.click("#ask")
    page.wait_for_selector("#now .under-way .nearest .clause")
    assert page.locator("#now .draft").count() == 0
    page.wait_for_selector("#now .draft")
    first = page.inner_text("#now .draft")
    page.wait_for_function("was => document.querySelector('#now .draft')?.innerText.length > was", arg=len(first))


def test_silence_shows_where_it_looked(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """A silent policy gives no citation, but the clauses that were looked at."""
    scripted.weighs = 0.1
    seen = visit(address)
    assert seen.answered("Does AIpicMarket sell umbrellas?") == "AIpicMarket does not say."
    assert "Does not say" in seen.page.inner_text("#now .badge")
    assert seen.page.locator("#now .looked[open] li").count() > 1
    assert seen.page.locator("#now .card").count() == 0


def test_nothing_is_requested_off_the_page(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """From opening to answer every request goes to the page's own address, and no script fails."""
    ten_years(scripted)
    seen = visit(address)
    seen.answered(KEPT)
    assert seen.off_page == []
    assert seen.errors == []


@pytest.mark.parametrize(
    "question,says",
    [("x" * 2001, "2,000 at most"), ("   ", "Write a question first"), ("What is a \x00\x07?", None)],
    ids=["too long", "blank", "control characters"],
)
def test_the_page_is_usable_after_a_mistake(
    address: str, visit: Opened, scripted: ScriptedModel, question: str, says: str | None
) -> None:
    """What cannot be asked gives one plain line; the next question is answered."""
    ten_years(scripted)
    seen = visit(address)
    seen.ask(question)
    if says:
        seen.page.locator(":is(#now .problem, .queued)", has_text=says).wait_for()
    else:
        seen.page.locator("#now .turn.done", has_text="What is a").wait_for()
    assert "10 years" in seen.answered(KEPT)


def test_a_model_that_fails_is_told_in_one_line(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """A failure of ours shows its line, a bug shows none of its text; the box works after both."""

    def failing(error: Exception) -> Callable[[str], str]:
        def fail(_user: str) -> str:
            raise error

        return fail

    seen = visit(address)
    scripted.says = failing(ModelError("the model broke off: ask again"))
    seen.ask(KEPT)
    seen.page.locator("#now .problem", has_text="the model broke off: ask again").wait_for()
    scripted.says = failing(ZeroDivisionError("secret path /etc/here"))
    seen.page.click("#ask")
    seen.page.locator("#now .problem", has_text="Something went wrong").wait_for()
    assert "secret" not in seen.page.content()
    ten_years(scripted)
    assert "10 years" in seen.answered(KEPT)


def test_a_failed_follow_up_shows_what_was_found(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """Beside the error stand the clauses that were found; how it was understood goes into the box, and is answered."""

    def fail(_user: str) -> str:
        raise ModelError("the model is gone: start it")

    ten_years(scripted)
    seen = visit(address)
    seen.answered("How long does AI Planet keep my data after I close my account?")
    assert seen.page.locator("#now .understood").count() == 0
    scripted.says, scripted.weighs = fail, 0.9
    seen.ask("And Segments.ai?")
    seen.page.locator("#now .problem", has_text="the model is gone: start it").wait_for()
    assert seen.page.locator("#now .failed .looked[open] li").count() > 1
    assert seen.page.locator("#now .failed .looked .clause").first.is_visible()
    assert seen.page.input_value("#box textarea") == "And Segments.ai?"
    seen.page.click("#now [data-edit]")
    assert seen.page.input_value("#box textarea") == KEPT
    assert seen.page.evaluate("document.activeElement.matches('#box textarea')")
    ten_years(scripted)
    seen.page.click("#ask")
    seen.page.locator("#now .turn.done", has_text=KEPT).wait_for()
    assert "10 years" in seen.page.inner_text("#now .said .a")


PAYLOADS = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg onload=window.hit=1>",
    "<svg><script>window.hit=1</script></svg>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<iframe src=javascript:parent.hit=1></iframe>",
    "<body onload=window.hit=1>",
    "<details open ontoggle=window.hit=1>",
    "<video><source onerror=window.hit=1></video>",
    "<a href=javascript:window.hit=1 id=clickme>x</a>",
    "<img src=https://evil.example/x.png>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/y.css';</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><button>x</button></form>",
    "<object data=https://evil.example></object>",
    "<embed src=https://evil.example>",
    "![x](https://evil.example/z.png)",
    "[x](javascript:window.hit=1)",
    '"><script>window.hit=1</script>',
    "'><img src=x onerror=window.hit=1>",
    "</blockquote></textarea></title><script>window.hit=1</script>",
    "${window.hit=1}",
    "`${window.hit=1}`",
    "{{constructor.constructor('window.hit=1')()}}",
    "{{#with this}}{{lookup (window.hit=1)}}{{/with}}",
    "$${window.hit=1}$$ \\u003cscript>window.hit=1\\u003c/script>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.hit=1>",
    "\u202e<input autofocus onfocus=window.hit=1>\u0000",
]


def test_nothing_hostile_runs(
    tmp_path: Path, visit: Opened, serve: "Serve", scripted: ScriptedModel, embedder: Any
) -> None:
    """30 payloads in question, answer, policy text, title and file name: none runs, none asks off the page."""
    policies = tmp_path / "policies"
    policies.mkdir()
    hostile = " ".join(PAYLOADS).replace("\0", "")
    (policies / "<img src=x onerror=window.hit=1>.txt").write_text(
        f"{PAYLOADS[0]} Inc Privacy Policy\n\n1. {PAYLOADS[1]}\nWe keep data for 10 years. {hostile}\n", "utf-8"
    )
    ingest([policies], tmp_path / "index", HashingEmbedder())
    scripted.says = lambda _user: f"We keep data for 10 years. {hostile}"
    seen = visit(serve(Assistant(tmp_path / "index", scripted, embedder)))
    seen.ask(f"How long is data kept? {hostile}"[:1900])
    seen.page.locator("#now .turn.done").wait_for()
    seen.page.click("#now .looked summary")
    seen.page.wait_for_timeout(500)
    assert "<img src=x onerror=window.hit=1>" in seen.page.inner_text("#now .evidence")
    assert seen.page.evaluate("window.hit") is None
    assert seen.off_page == []
    assert seen.page.locator("#now img, #now iframe, #now script, #now form, #now style").count() == 0


def test_typed_markup_is_read_and_copied(tmp_path: Path, visit: Opened, serve: "Serve", embedder: Any) -> None:
    """A typed <br> ends a line in the answer and the clause, unseen; what is copied has it, and an image stays text."""
    policies = tmp_path / "policies"
    policies.mkdir()
    typed = 'Cookies live for **2 years**.<br>Then they are deleted <img src="x.png">.'
    (policies / "zeta.md").write_text(f"# Zeta Privacy Policy\n\n## Cookies\n\n{typed}\n", "utf-8")
    ingest([policies], tmp_path / "index", HashingEmbedder())
    page = visit(serve(Assistant(tmp_path / "index", None, embedder))).page
    page.fill("#box textarea", "How long do cookies live?")
    page.click("#ask")
    page.locator("#now .turn.done:not(.example) mark").first.wait_for()
    for place in ("#now .a", "#now .card.active mark"):
        assert page.locator(f"{place} .typed + br").count()
        assert page.locator(f"{place} strong").first.inner_text() == "2 years"
    sizes = page.locator("#now .typed").evaluate_all("nodes => nodes.map(node => node.getBoundingClientRect().width)")
    assert set(sizes) == {0}
    assert typed in (page.get_attribute("#now .foot [data-copy]", "data-copy") or "")
    assert '<img src="x.png">' in page.inner_text("#now .a")
    assert page.locator("#now img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_telephone(address: str, visit: Opened, scripted: ScriptedModel, scheme: str) -> None:
    """At 390 px nothing scrolls sideways, the answer stands over its evidence, the quote is in view in its clause."""
    ten_years(scripted)
    seen = visit(address, width=390, height=844, scheme=scheme)
    seen.answered(KEPT)
    seen.page.wait_for_timeout(300)
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for one in ("main", "#composer", ".chosen", "#tools", "#now .said", "#now .evidence"):
        box = seen.page.locator(one).first.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390, one
    clause, mark = (seen.page.locator(f"#now .card.active {one}").first.bounding_box() for one in (".clause", "mark"))
    assert clause
    assert mark
    assert clause["y"] <= mark["y"] <= clause["y"] + clause["height"]
    assert seen.page.locator("#now .said").bounding_box()["y"] < clause["y"]  # type: ignore[index]
