"""The Checklist tab in a real browser: the matrix, a cell's clauses, one's own list, reports, faults, both widths."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.chain import Assistant
from ingest.pipeline import ingest
from tests.assistant.checklist.test_requirements import GOOD
from tests.conftest import HashingEmbedder
from tests.web.test_web_axe import found
from tests.web.test_web_layout import picture, plain_assistant

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Serve, Visit

pytestmark = pytest.mark.browser
Opened = Callable[..., "Visit"]
HOSTILE = "<img src=x onerror=alert(1)>"


def checked(seen: "Visit", policy: str = "") -> "Page":
    """The GDPR's list put to one policy (its name), or to all."""
    page = seen.page
    page.get_by_role("tab", name="Checklist").click()
    if policy:
        page.locator("#checker .chosen").get_by_label(policy).check()
    page.click("#check")
    page.locator("#checking", has_text="requirements checked.").wait_for()
    return page


def report(page: "Page", kind: str) -> str:
    """What a button of the matrix saves."""
    with page.expect_download() as download:
        page.click(f"#checked [data-report={kind}]")
    assert download.value.suggested_filename.endswith(f"-checklist.{kind}")
    return Path(download.value.path()).read_text("utf-8")


def test_a_cell_leads_to_its_clause_by_keyboard(address: str, visit: Opened) -> None:
    """21 rows and 5 columns, each cell a word and a shape; Enter shows the quote marked; Escape leads back; again."""
    page = checked(visit(address))
    assert page.locator("#checked tbody tr").count() == 21
    assert page.locator("#checked .cell .badge .shape").count() == 105
    assert page.locator("#checked .sums li").count() == 5
    right = page.locator("#checked td[data-label='Segments.ai'] .cell", has_text="Present").first
    for _ in range(2):
        right.focus()
        page.keyboard.press("Enter")
        page.locator("#checked-drawer mark").first.wait_for()
        page.keyboard.press("Escape")
        page.wait_for_function("document.querySelector('.drawer:not([hidden])') === null")
        assert page.evaluate("document.activeElement.matches('#checked .cell')")


def test_what_is_absent_shows_where_it_looked(address: str, visit: Opened) -> None:
    """No quote, the nearest clauses, and what the word means."""
    page = checked(visit(address), "Lightenup AI")
    assert page.locator("#checked thead th").count() == 2
    page.locator("#checked .cell", has=page.locator(".badge.absent")).first.click()
    drawer = page.locator("#checked-drawer .drawer")
    drawer.locator(".looked .clause").first.wait_for()
    assert "No words for it were found" in drawer.inner_text()
    assert not drawer.locator("mark").count()


def test_reports_are_saved(address: str, visit: Opened) -> None:
    """HTML, JSON and CSV hold every row, as the command writes them."""
    page = checked(visit(address))
    assert len(json.loads(report(page, "json"))["rows"]) == 105
    assert {row[1] for row in csv.reader(io.StringIO(report(page, "csv")))} >= {"Controller Name"}
    assert "<!doctype html>" in report(page, "html")


def test_ones_own_list_and_a_bad_one(address: str, visit: Opened, tmp_path: Path) -> None:
    """A file is used at once; a bad one is a line with file, line and remedy, and no path of the server."""
    page = visit(address).page
    page.get_by_role("tab", name="Checklist").click()
    for name, text in (("bad.toml", f"{GOOD}wards = ['x']\n"), ("ours.toml", GOOD)):
        (tmp_path / name).write_text(text)
        page.set_input_files("#checker input[type=file]", tmp_path / name)
        if name == "bad.toml":
            problem = page.locator("#checking .problem")
            problem.wait_for()
            assert problem.inner_text().startswith("Bad.toml, line 8: 'a' has an unknown key 'wards': known are ")
    page.locator("#checking", has_text="“Ours” is read: 1 requirement.").wait_for()
    page.click("#check")
    page.locator("#checked tbody tr").wait_for()
    assert page.locator("#checked .cell").count() == 5


def test_what_policies_say_is_text(tmp_path: Path, serve: "Serve", visit: Opened) -> None:
    """Markup in a policy and its name is shown; a policy in French is not read, which is not absent."""
    (tmp_path / "a.txt").write_text(f"{HOSTILE} Privacy Policy\n\nWrite to a@b.example {HOSTILE} about your data.\n")
    (tmp_path / "b.txt").write_text("Nous ne vendons pas vos données. Vous avez le droit de les effacer, avec nous.\n")
    ingest([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "index", HashingEmbedder())
    seen = visit(serve(Assistant(tmp_path / "index", None, HashingEmbedder())))
    page = checked(seen)
    assert page.locator("#checked .badge.read").count() == 21
    assert HOSTILE in page.inner_text("#checked")
    page.locator("#checked .cell", has_text="a@b.example").first.click()
    page.locator("#checked-drawer mark", has_text=HOSTILE).first.wait_for()
    assert not page.locator("#checked img, #checked-drawer img").count()
    assert seen.errors == []


def test_a_fault_looks_like_one(address: str, visit: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug while checking is an alert, and no matrix; mended, it is checked."""

    def broken(*_given: object) -> None:
        raise ZeroDivisionError("secret")

    seen = visit(address)
    with monkeypatch.context() as patched:
        patched.setattr("web.tabs.checklist_tab.check", broken)
        seen.page.get_by_role("tab", name="Checklist").click()
        seen.page.click("#check")
        seen.page.locator("#checking [role=alert]", has_text="Something went wrong").wait_for()
    assert not seen.page.locator("#checked table").count()
    checked(seen)


@pytest.mark.parametrize("window", [(1280, 900, "light"), (390, 844, "light"), (1280, 900, "dark")])
def test_it_fits_and_can_be_read(
    assistant: Assistant, serve: "Serve", visit: Opened, window: tuple[int, int, str]
) -> None:
    """Wide, on a telephone and in the dark: nothing scrolls sideways, axe finds nothing serious, contrast among it."""
    width, height, scheme = window
    page = checked(visit(serve(plain_assistant(assistant)), width=width, height=height, scheme=scheme))
    picture(page, f"checklist-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wrong = found(page, "checked")
    page.locator("#checked .cell", has=page.locator(".badge.present")).first.click()
    page.locator("#checked-drawer mark").first.wait_for()
    picture(page, f"checked-cell-{width}-{scheme}")
    assert wrong + found(page, "cell") == []
