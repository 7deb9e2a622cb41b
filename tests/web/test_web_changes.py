"""The Changes tab in a real browser: two columns, the weighty change first, the quiet ones folded, links to clauses."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.chain import Assistant
from ingest.pipeline import ingest
from tests.conftest import HashingEmbedder
from tests.ingest.versions.test_changes import FIRST

if TYPE_CHECKING:
    from tests.web.conftest import Serve, Visit

pytestmark = pytest.mark.browser
Opened = Callable[..., "Visit"]
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def changed(tmp_path: Path, serve: "Serve") -> str:
    """The page over a policy with two versions: a period and the number of a section differ, and markup came."""
    second = FIRST.replace("30 days", "90 days").replace("## 4.", "## 5.").replace("at all.", f"at all. {HOSTILE}")
    for text in (FIRST, second):
        (tmp_path / "acme.md").write_text(text)
        ingest([tmp_path / "acme.md"], tmp_path / "index", HashingEmbedder())
    return serve(Assistant(tmp_path / "index", None, HashingEmbedder()))


def test_the_changes_of_a_policy(changed: str, visit: Opened) -> None:
    """Side by side with the words marked; what is quiet is folded; a name leads to the clause; markup is text."""
    page = visit(changed).page
    page.get_by_role("tab", name="Changes").click()
    first = page.locator("#changes .change").first
    first.wait_for()
    assert first.locator("del").first.inner_text() == "30"
    assert first.locator("ins").first.inner_text() == "90"
    assert HOSTILE in first.locator("ins").last.inner_text()
    assert not page.locator("#changes img").count()
    quiet = page.locator("#changes details.quiet")
    assert quiet.get_attribute("open") is None
    assert "1 quiet change" in quiet.locator("summary").inner_text()
    first.locator("h3 a").click()
    page.locator("#tree .leaf.here").wait_for()


def test_without_versions_the_tab_says_how_to_get_them(address: str, visit: Opened) -> None:
    """The five policies have one version each."""
    page = visit(address).page
    page.get_by_role("tab", name="Changes").click()
    page.locator("#changes", has_text="No policy here has an earlier version yet").wait_for()
