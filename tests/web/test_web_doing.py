"""What a person does with answers, in a real browser: moving through citations, stopping, saving, comparing, adding."""

import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.chain import Assistant
from tests.ingest.policy_files import docx, pdf
from tests.scripted import ScriptedModel

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Visit

pytestmark = pytest.mark.browser
KEPT = "How long does Segments.ai keep my data after I close my account?"
Opened = Callable[..., "Visit"]
ACME = (
    "Acme Privacy Policy\n\n1. Sharing\nAcme never sells data.\n\n2. Keeping\n"
    "Acme keeps personal data for 31 months after an account is closed.\n"
)


def saved(page: "Page", kind: str) -> str:
    """What a button saves."""
    if kind in {"markdown", "page"} and page.locator("#saving[open]").count() == 0:
        page.click("#saving summary")
    with page.expect_download() as download:
        page.click(f"[data-save={kind}]")
    assert re.fullmatch(r"clausewise-\d{4}-\d\d-\d\d-[a-z0-9-]+\.\w+", download.value.suggested_filename)
    return Path(download.value.path()).read_text("utf-8")


def test_citations_are_walked_by_click_and_arrow(address: str, visit: Opened) -> None:
    """A click on a citation opens its clause; the arrows go on and back, and stop at both ends."""
    seen = visit(address)
    seen.answered("What does Segments.ai do with my data?")
    page = seen.page
    cards = page.locator("#now .card").count()
    assert cards > 1
    active = page.locator("#now .card.active")
    page.click("#now .cite[data-n='2']")
    assert active.get_attribute("data-n") == "2"
    assert page.locator("#now .pick[aria-expanded=true]").count() == 1
    for key, now in [("ArrowLeft", 1), ("ArrowLeft", 1), ("ArrowRight", 2)]:
        page.keyboard.press(key)
        assert active.get_attribute("data-n") == str(now)
    for _ in range(cards):
        page.keyboard.press("ArrowRight")
    assert active.get_attribute("data-n") == str(cards)
    assert page.inner_text("#now .at") == f"{cards} of {cards}"


def stop(page: "Page") -> None:
    """Click Stop: within a second it is told, and the box is free."""
    before = time.monotonic()
    page.click("#stop")
    page.wait_for_selector("#now .stopped")
    page.wait_for_selector("#ask")
    assert time.monotonic() - before < 1


def test_stop_works_at_once(address: str, visit: Opened, slow: ScriptedModel) -> None:
    """Within a second of Stop the box is free and nothing more is written; the next question is answered."""
    page = visit(address).page
    page.fill("#box textarea", KEPT)
    page.click("#ask")
    page.wait_for_selector("#now .draft")
    stop(page)
    page.wait_for_timeout(1200)
    assert page.locator("#now .draft").count() == 0
    slow.delay = 0
    page.fill("#box textarea", KEPT)
    page.click("#ask")
    page.wait_for_selector("#now .turn.done")


def test_stop_ends_the_judging(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """Stopped while the model judges clauses, the page is free within a second, and the model judges no further."""
    judging = 0.7  # seconds a clause

    def slowly(_user: str) -> float:
        time.sleep(judging)
        return 0.1

    scripted.weighs = slowly
    page = visit(address).page
    page.fill("#box textarea", KEPT)
    page.click("#ask")
    page.wait_for_selector("#now .under-way .nearest .clause")
    stop(page)
    page.wait_for_timeout(judging * 1_500)  # what was being judged may end
    judged = len(scripted.asked)
    page.wait_for_timeout(judging * 2_500)
    assert len(scripted.asked) == judged
    assert page.locator("#now .stopped").count() == 1
    scripted.weighs = 0.9
    page.fill("#box textarea", KEPT)
    page.click("#ask")
    page.wait_for_selector("#now .turn.done")


def test_a_conversation_is_saved(address: str, visit: Opened) -> None:
    """Both files hold every question, in the order asked; the page runs and fetches nothing."""
    seen = visit(address)
    hostile = "How long does <img src=x> AI Planet keep *data*?"
    seen.answered(KEPT)
    seen.answered(hostile)
    assert seen.page.locator("#past .turn").count() == 1
    text, page = saved(seen.page, "markdown"), saved(seen.page, "page")
    assert text.index("Segments.ai") < text.index("AI Planet")
    assert r"\<img src=x\> AI Planet keep \*data\*" in text
    assert "<mark>" in page
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|img|link|iframe|button)\b|https?://[^\s<\"]+\.(js|css|png)", page)


def test_an_answer_is_copied(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """The clipboard holds the question, the answer and each citation with its policy, clause, line and quote."""
    scripted.says = lambda _user: "Segments.ai keeps it for 10 years after you closed your account."
    scripted.weighs = lambda user: 0.9 if "10 years" in user else 0.1
    seen = visit(address)
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    seen.answered(KEPT)
    seen.page.click("#now [data-copy]")
    seen.page.locator("#now [data-copy]", has_text="Copied").wait_for()
    question, answer, *cites, source = seen.page.evaluate("navigator.clipboard.readText()").split("\n")
    assert question == KEPT
    assert "10 years" in answer
    assert answer.endswith("[1]")
    assert re.fullmatch(r"\[1\] Segments\.ai § 2: .+, line \d+: “.*10 years.*”", cites[0])
    assert re.fullmatch(
        r"Segments\.ai: policy of 25 Jan 2024, file SHA-256 [0-9a-f]{64}, read \d{1,2} \w{3} \d{4}", source
    )
    seen.page.locator("#now [data-copy]", has_text="Copy answer").wait_for()


def test_silence_is_saved_with_what_was_looked_at(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """The Markdown of a silent answer names the clauses that were searched, with their lines."""
    scripted.weighs = 0.1
    seen = visit(address)
    seen.answered("Does AIpicMarket sell umbrellas?")
    text = saved(seen.page, "markdown")
    assert "**Does not say.** AIpicMarket does not say." in text
    assert len(re.findall(r"^- AIpicMarket.*, line \d+$", text, re.MULTILINE)) > 1


def test_a_policy_is_read_and_searched(address: str, visit: Opened) -> None:
    """The clause tree of a policy, and only the clauses that hold the words searched for."""
    page = visit(address).page
    page.get_by_role("tab", name="Policies").click()
    page.click("#one input")
    page.get_by_role("option", name=re.compile("Segments.ai")).click()
    page.wait_for_selector("#tree .policy[aria-label='Segments.ai']")
    page.fill("#tree .search", "sell your personal")
    page.locator("#tree .hits", has_text=re.compile(r"^\d+ clause")).wait_for()
    shown = page.locator("#tree .leaf:visible")
    assert 0 < shown.count() < 10
    assert all("sell your personal" in text.casefold() for text in shown.all_text_contents())


def test_a_visitors_policy_is_theirs_alone(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """Pasted, it is asked and removed by the one who added it; another visitor never sees its name or words."""
    scripted.weighs = lambda user: 0.9 if "31 months" in user else 0.1
    scripted.says = lambda _user: "Acme keeps data for 31 months."
    mine, other = visit(address), visit(address)
    mine.page.get_by_role("tab", name="Policies").click()
    mine.page.click("#adder button")
    mine.page.fill("#title input", "Acme")
    mine.page.fill("#text textarea", ACME)
    mine.page.click("#add")
    mine.page.locator("#added", has_text="Acme is added").wait_for()
    mine.page.get_by_role("tab", name="Ask").click()
    assert "31 months" in mine.answered("How long does Acme keep data?")
    assert "31 months" not in other.answered("How long does Acme keep data?")
    other.page.reload()
    other.page.locator("#now .turn").wait_for()
    assert "Acme" not in other.page.inner_text("#chosen")
    assert "31 months" not in other.page.content()
    mine.page.get_by_role("tab", name="Policies").click()
    mine.page.click("#remove")
    mine.page.locator("#added", has_text="removed").wait_for()
    assert not any("Acme" in one for one in mine.page.locator("#chosen label").all_text_contents())


@pytest.mark.parametrize(
    "name,data",
    [
        ("acme.txt", ACME.encode()),
        ("acme.md", f"# {ACME}".encode()),
        ("acme.html", f"<html><body><main><h1>Acme</h1><p>{ACME}</p></main></body></html>".encode()),
        ("acme.pdf", pdf([[(line, 11, line[:1].isdigit()) for line in ACME.splitlines() if line]])),
        ("acme.docx", docx("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ACME.splitlines() if line))),
    ],
)
def test_a_file_is_added(address: str, visit: Opened, name: str, data: bytes) -> None:
    """An upload becomes a policy whose clauses are shown."""
    page = visit(address).page
    page.get_by_role("tab", name="Policies").click()
    page.click("#adder button")
    page.set_input_files("#file input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": data})
    page.locator("#added", has_text="is added. Only you see it").wait_for()
    assert "31 months" in page.locator("#tree").text_content()  # type: ignore[operator]


def test_several_files_and_a_zip_are_added(address: str, visit: Opened) -> None:
    """Two files at once, then two more in a ZIP: all four can be ticked."""
    page = visit(address).page
    page.get_by_role("tab", name="Policies").click()
    page.click("#adder button")
    names = ["Acme", "Birch", "Cedar", "Dogwood"]
    texts = [ACME.replace("Acme", name).encode() for name in names]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in zip(names[2:], texts[2:], strict=True):
            archive.writestr(f"in/{name}.txt", text)
    two = [
        {"name": f"{n}.txt", "mimeType": "text/plain", "buffer": t} for n, t in zip(names[:2], texts[:2], strict=True)
    ]
    page.set_input_files("#file input[type=file]", two)  # type: ignore[arg-type]
    page.locator("#added", has_text="2 policies are added: Acme, Birch").wait_for()
    page.click("#adder button")
    packed_file = {"name": "more.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    page.set_input_files("#file input[type=file]", packed_file)  # type: ignore[arg-type]
    page.locator("#added", has_text="2 policies are added: Cedar, Dogwood").wait_for()
    assert page.locator("#chosen label").count() == 9


def test_a_file_that_is_none_is_one_line(address: str, visit: Opened, assistant: Assistant) -> None:
    """Bytes under a policy's name are refused without naming a folder of the server; a true one is added after."""
    page = visit(address).page
    page.get_by_role("tab", name="Policies").click()
    page.click("#adder button")
    for name in ("broken.pdf", "zeros.txt", "broken.docx"):
        page.set_input_files(
            "#file input[type=file]", {"name": name, "mimeType": "text/plain", "buffer": b"\0\1\2" * 99}
        )
        page.locator("#added", has_text=f"Not added: {name}").wait_for()
        assert "/" not in page.inner_text("#added")
    page.fill("#text textarea", ACME)
    page.click("#add")
    page.locator("#added", has_text="is added").wait_for()
    assert len(assistant.policies) == 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out(address: str, visit: Opened, scheme: str) -> None:
    """Every word of the page has the contrast of WCAG AA (4.5, large type 3) against what is behind it."""
    seen = visit(address, scheme=scheme)
    seen.answered(KEPT)
    faint = seen.page.evaluate((Path(__file__).parent / "contrast.js").read_text("utf-8"))
    assert faint == []
