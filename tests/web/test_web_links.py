"""Links, citations and corrections in a real browser: #p=…&c=…, Copy citation, hover on [n], corrections."""

import json
import re
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


@pytest.fixture
def seen(address: str, visit: Opened, scripted: ScriptedModel) -> "Visit":
    """A page with one answer that has one citation."""
    scripted.weighs = lambda user: 0.9 if "10 years" in user else 0.1
    scripted.says = lambda _user: "It is kept for 10 years after you closed your account."
    opened = visit(address)
    opened.answered(KEPT)
    return opened


def test_a_link_opens_its_clause_for_a_colleague(seen: "Visit", visit: Opened, address: str) -> None:
    """The link in "Open in the policy" leads another visitor to the same clause, opened and in view."""
    link = seen.page.get_attribute("#now .card.active a", "href") or ""
    assert link.startswith("#p=segments-ai&c=segments-ai/")
    seen.page.click("#now .card.active a")
    seen.page.wait_for_selector("#tree .leaf.here details[open]")
    colleague = visit(address).page
    colleague.goto(f"{address}/{link}")
    colleague.reload()
    here = colleague.wait_for_selector("#tree .leaf.here details[open]")
    assert here
    assert "10 years" in here.inner_text()
    box = here.bounding_box()
    assert box
    assert box["y"] < 900


def test_a_link_fills_in_a_question(address: str, visit: Opened) -> None:
    """#q=… stands in the box and is not asked by itself."""
    page = visit(address).page
    page.goto(f"{address}/#q=Is%20my%20data%20sold%3F")
    page.reload()
    page.wait_for_function("document.querySelector('#box textarea')?.value === 'Is my data sold?'")
    assert page.locator("#now .under-way").count() == 0


def test_a_citation_is_copied_with_its_source(seen: "Visit", address: str) -> None:
    """Policy, clause, line, quote, fingerprint, date, and a link to the clause."""
    page = seen.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.click("#now .card.active [data-copy]")
    page.locator("#now .card.active [data-copy]", has_text="Copied").wait_for()
    text, link = page.evaluate("navigator.clipboard.readText()").split("\n")
    shape = r"Segments\.ai § 2: .+, line \d+: “.*10 years.*” \(file [0-9a-f]{12}, read \d{1,2} \w{3} \d{4}\)"
    assert re.fullmatch(shape, text)
    assert link.startswith(f"{address}/#p=segments-ai&c=")


def test_hover_and_focus_show_the_quote(seen: "Visit") -> None:
    """The quote of [1] is shown over everything else on hover and on focus."""
    page = seen.page
    tip = page.locator("#now .citing .tip").first
    assert not tip.is_visible()
    page.hover("#now .cite")
    assert "10 years" in tip.inner_text()
    page.mouse.move(5, 5)
    assert not tip.is_visible()
    page.focus("#now .cite")
    assert tip.is_visible()


def test_a_wrong_answer_becomes_a_test_question(seen: "Visit", policies_dir: Path, tmp_path: Path) -> None:
    """Silence and another passage are kept as lines that `python -m eval` reads."""
    from eval.cases import read_cases, read_policies

    page = seen.page
    page.click("#now .wrong summary")
    page.click("#now [data-do=wrong]")
    page.locator("#now .told", has_text="Paste the words").wait_for()
    page.fill("#now .wrong textarea", "We do not sell your personal data.")
    page.click("#now [data-do=wrong]")
    page.locator("#now .told", has_text="You have 1 test question").wait_for()
    page.check("#now .wrong input[value=silent]")
    page.click("#now [data-do=wrong]")
    page.locator("#now .told", has_text="You have 2 test question").wait_for()
    page.click("#saving summary")
    with page.expect_download() as download:
        page.click("[data-save=cases]")
    lines = Path(download.value.path()).read_text("utf-8").splitlines()
    assert [json.loads(line)["verdict"] for line in lines] == ["answer", "silent"]
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    assert len(read_cases(file, read_policies(policies_dir))) == 2


def test_all_policies_are_searched(address: str, visit: Opened) -> None:
    """Words are found in every policy that has them, marked; a hit leads to its clause."""
    page = visit(address).page
    page.get_by_role("tab", name="Policies").click()
    page.fill("#search-all input", "retention period")
    page.keyboard.press("Enter")
    hits = page.locator("#hits li")
    hits.first.wait_for()
    assert all("retention period" in text.casefold() for text in page.locator("#hits mark").all_inner_texts())
    assert page.locator("#hits mark").count() == hits.count()
    link = hits.last.locator("a").get_attribute("href") or ""
    hits.last.locator("a").click()
    leaf = page.wait_for_selector("#tree .leaf.here")
    assert link.partition("&w=")[0].endswith(leaf.get_attribute("data-clause") or "nothing")
    page.fill("#search-all input", "<b>umbrellas</b>")
    page.keyboard.press("Enter")
    page.locator("#hits", has_text="No clause of any policy has “<b>umbrellas</b>”").wait_for()
