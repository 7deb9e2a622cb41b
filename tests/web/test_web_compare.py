"""Comparing in a real browser: the matrix, a cell's answer beside it, filters, order, stop and continue, files."""

import csv
import io
import re
import time
import zipfile
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
KEPT = "=HYPERLINK(1) For how long will you keep my personal data after I closed my account?"
UMBRELLAS = "Are umbrellas sold?"


def compared(seen: "Visit", scripted: ScriptedModel) -> "Page":
    """Two questions put to all five policies: one policy answers the first, none the second."""
    scripted.weighs = lambda user: 0.99 if "10 years" in user and "umbrellas" not in user else 0.1
    scripted.says = lambda _user: "It is kept for 10 years after you closed your account."
    page = seen.page
    page.get_by_role("tab", name="Compare").click()
    page.fill("#questions textarea", f"{KEPT}\n{UMBRELLAS}")
    page.click("#compare")
    page.locator("#progress", has_text="10 answers.").wait_for()
    return page


def saved(page: "Page", kind: str) -> bytes:
    """What a button of the matrix saves."""
    with page.expect_download() as download:
        page.click(f"#table [data-save={kind}]")
    assert download.value.suggested_filename.startswith("clausewise-20")
    return Path(download.value.path()).read_bytes()


def test_the_matrix_compares(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """A row a question and a column a policy, each cell a verdict and at most a dozen words, a summary a row."""
    page = compared(visit(address), scripted)
    assert page.locator("#table thead th").count() == 7
    assert page.locator("#table tbody tr").count() == 2
    assert page.locator("#table .cell").count() == 10
    words = page.locator("#table tbody tr").first.locator("td[data-label='Segments.ai'] .words").inner_text()
    assert words
    assert len(words.removesuffix(" …").split()) <= 12
    assert page.locator("#table tbody tr").first.locator(".badge.silent, .badge.unsure").count() == 4
    summary = page.locator("#table .summary").first.inner_text()
    assert sum(int(number) for number in re.findall(r"\d+", summary)) == 5
    head = page.locator("#table thead th").nth(1)
    assert head.evaluate("node => getComputedStyle(node).position") == "sticky"


@pytest.mark.parametrize("window", [(390, 844), (1280, 800), (1920, 1080)])
def test_the_matrix_begins_high_on_the_screen(
    address: str, visit: Opened, scripted: ScriptedModel, window: tuple[int, int]
) -> None:
    """What was compared is one line over the matrix, whose first answers are in view; Change brings the box back."""
    width, height = window
    page = compared(visit(address, width=width, height=height), scripted)
    assert page.inner_text("#folded .what") == "2 questions · all policies"
    first = page.locator("#table .cell").first.bounding_box()
    assert first
    assert 0 < first["y"] < 350
    page.click("#folded button")
    assert page.input_value("#questions textarea").endswith(UMBRELLAS)
    assert page.evaluate("document.activeElement.matches('#questions textarea')")
    page.fill("#questions textarea", UMBRELLAS)
    page.click("#compare")
    page.locator("#progress", has_text="5 answers.").wait_for()
    assert page.inner_text("#folded .what") == "1 question · all policies"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_cell_opens_its_clause(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """Enter on a cell shows its answer with the marked quote; Escape closes it and leads back to the cell."""
    page = compared(visit(address), scripted)
    cell = page.locator("#table tbody tr").first.locator("td[data-label='Segments.ai'] .cell")
    cell.focus()
    page.keyboard.press("Enter")
    page.locator("#drawer mark", has_text="10 years").wait_for()
    assert page.locator("#drawer .drawer[aria-label='Segments.ai']").count() == 1
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('.drawer:not([hidden])') === null")
    assert page.evaluate("document.activeElement.matches('.cell')")


def test_filters_and_order(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """Only rows where the policies differ; only rows with silence; a policy's column orders the rows."""
    page = compared(visit(address), scripted)
    rows = page.locator("#table tbody tr:visible")
    page.click("#table [data-filter=differ]")
    assert rows.count() == 1
    for verdict in ("silent", "unsure", "no"):
        page.click(f"#table [data-filter={verdict}]")
        assert rows.count() == page.locator(f"#table tbody tr[data-verdicts~={verdict}]").count()
    assert rows.count() == 0
    assert page.locator("#table .no-rows").is_visible()
    page.click("#table [data-filter=all]")
    first = page.locator("#table tbody th").first
    page.click("#table .sort:has-text('Segments.ai')")
    page.click("#table .sort:has-text('Segments.ai')")
    assert first.inner_text() == UMBRELLAS


def test_files_hold_every_answer(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """CSV, Excel, HTML and Markdown hold the answers; no cell is a formula; HTML runs and fetches nothing."""
    page = compared(visit(address), scripted)
    head, *rows = csv.reader(io.StringIO(saved(page, "csv").decode("utf-8-sig")))
    assert head[:6] == ["Question", "Policy", "Verdict", "Answer", "Clause", "Quote"]
    assert len(rows) == 10
    assert rows[0][0].startswith("'=HYPERLINK")
    (kept,) = (row for row in rows if row[2] == "The policy says")
    assert kept[1] == "Segments.ai"
    assert "10 years after" in kept[5]
    assert kept[6] == "25 Jan 2024"
    assert len(kept[7]) == 64
    with zipfile.ZipFile(io.BytesIO(saved(page, "xlsx"))) as book:
        cells = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "10 years after" in cells
    assert "<f>" not in cells
    html = saved(page, "table").decode()
    assert html.count("<tr") == 3
    assert "default-src 'none'" in html
    for forbidden in ("<script", "<img", "<link", "<iframe", "<button"):
        assert forbidden not in html
    assert saved(page, "matrix").decode().count("\n| ") == 4  # heads, a rule, two rows


def test_it_is_stopped_and_continued(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """Stopped, what was answered stays; Continue asks only what is left."""

    def slowly(_user: str) -> float:
        time.sleep(0.3)
        return 0.1

    scripted.weighs = slowly
    page = visit(address).page
    page.get_by_role("tab", name="Compare").click()
    page.click("#compare")
    page.locator("#table .cell").first.wait_for()
    page.click("#stop-comparing")
    page.locator("#progress", has_text="Stopped at").wait_for()
    before = page.locator("#table .cell").count()
    assert 0 < before < 5
    page.click("#continue")
    page.locator("#progress", has_text="5 answers.").wait_for()
    assert page.locator("#table .cell").count() == 5


def test_on_a_telephone_it_is_cards(address: str, visit: Opened, scripted: ScriptedModel) -> None:
    """At 390 px each question is a card with a line a policy; nothing scrolls sideways."""
    page = compared(visit(address, width=390, height=844), scripted)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#table tbody tr").first.evaluate("node => getComputedStyle(node).display") == "block"
