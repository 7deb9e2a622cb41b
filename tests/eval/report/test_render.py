"""The HTML report stands alone, shows every case, and obeys nothing that it shows."""

import argparse
import base64
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import read_cases
from eval.command import evaluate
from eval.report.plots import Point
from eval.report.render import _environment
from tests.eval.eval_fakes import LINES, Fake, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Args = Callable[..., argparse.Namespace]
EVIL = "</script><script>alert(1)</script><img src=http://x.example onerror='a()'>\"'&"
TURNED = "a\u202egpj.b"  # read as "ab.jpg"


class Seen(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """List the attributes of all tags of a kind."""
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture
def page(args: Args, fake: Fake, folder: Path) -> str:
    """Write a report whose every text is hostile."""
    (folder / "policies" / "alpha.txt").write_text((folder / "policies" / "alpha.txt").read_text() + EVIL)
    rows = [LINES[0] | {"question": EVIL, "kind": EVIL, "why": EVIL, "id": EVIL, "points": [[EVIL]]}, LINES[2]]
    from eval.cases import read_policies
    from ingest.clauses.split import split

    policies = read_policies(folder / "policies")
    fake.policies = tuple(policies.values())
    fake.clauses = {policy.id: split(policy) for policy in fake.policies}
    fake.cases = read_cases(write(folder, rows), policies)
    answer = fake.ask(EVIL)
    fake.says[EVIL] = replace(answer, sentences=(replace(answer.sentences[0], text=EVIL),), verdict="no")
    fake.model_name = EVIL
    evaluate(args(), fake.opened)
    return (folder / "out" / "report.html").read_text()


def test_hostile_text_is_shown_and_does_nothing(page: str) -> None:
    """One script and no image, link or handler, whatever ids, questions, answers and models hold."""
    seen = Seen(page)
    assert len(seen.of("script")) == 1
    assert {tag for tag, _ in seen.tags} & {"img", "iframe", "a", "link", "object", "form", "base"} == set()
    assert not [name for _, attrs in seen.tags for name in attrs if name.startswith("on") or name in {"style", "src"}]
    assert seen.text.count(EVIL) >= 3


def test_what_reorders_words_is_shown_by_its_number(args: Args, fake: Fake, folder: Path) -> None:
    """In the page and in the Markdown, as in all other reports."""
    fake.says["a1"] = replace(fake.ask(fake.cases[0].question), verdict="no")
    fake.model_name = TURNED
    evaluate(args(), fake.opened)
    for name in ("report.html", "report.md"):
        told = (folder / "out" / name).read_text("utf-8")
        assert "⟨U+202E⟩" in told
        assert "\u202e" not in told


def test_the_page_lets_only_its_own_script_run(page: str) -> None:
    """The Content-Security-Policy names the hashes of the script and the style as they stand in the page."""
    [policy] = [attrs["content"] for attrs in Seen(page).of("meta") if "http-equiv" in attrs]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    for tag in ("script", "style"):
        [body] = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() in policy


def test_every_case_is_there_with_its_state(page: str) -> None:
    """Failed and passed cases carry what the filter looks at."""
    cases = [attrs for attrs in Seen(page).of("details") if attrs.get("class") == "case"]
    assert [case["data-state"] for case in cases] == ["failed wrong-words", "passed hold"]
    assert [case["data-policy"] for case in cases] == ["alpha", "alpha"]
    assert cases[0]["data-kind"] == EVIL


def test_the_baseline_stands_beside(args: Args, fake: Fake, folder: Path) -> None:
    """With a baseline each case shows both answers, and what changed can be chosen."""
    evaluate(args(), fake.opened)
    baseline = folder / "baseline.json"
    baseline.write_text((folder / "out" / "report.json").read_text())
    fake.says["a1"] = replace(fake.ask(fake.cases[0].question), verdict="no")
    evaluate(args("--baseline", str(baseline)), fake.opened)
    page = (folder / "out" / "report.html").read_text()
    assert page.count("<h3>Baseline: ") == 4
    assert "<h3>Given: no</h3>" in page
    assert "<h3>Baseline: answer</h3>" in page
    states = [attrs.get("data-state") for attrs in Seen(page).of("details") if attrs.get("class") == "case"]
    assert states[0] == "failed wrong-words newly-failing"
    assert json.loads(baseline.read_text())["gate"]["code"] == 0


@pytest.mark.browser
def test_the_filter_works_in_a_browser_without_a_request(page: str, folder: Path, chromium: "Browser") -> None:
    """In Chromium the page asks for nothing but itself, logs no error, and shows only what was filtered for."""
    (folder / "page.html").write_text(page)
    asked: list[str] = []
    logged: list[str] = []
    tab = chromium.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: logged.append(message.text))
    tab.goto((folder / "page.html").as_uri())
    assert tab.inner_text("#count") == "2 of 2"
    tab.select_option("#state", "failed")
    assert tab.inner_text("#count") == "1 of 2"
    assert tab.locator(".case:visible").count() == 1
    tab.fill("#words", "cookies")
    assert tab.inner_text("#count") == "0 of 2"
    tab.close()
    assert asked == [(folder / "page.html").as_uri()]
    assert logged == []


def draw(name: str, *values: object) -> ET.Element:
    """Draw a plot by its macro, as the page does."""
    template = _environment("html").from_string(
        '{% import "plots.jinja" as draw with context %}{{ draw[name](*values) }}'
    )
    return ET.fromstring(template.render(name=name, values=values))  # noqa: S314 our own


@given(st.lists(st.floats(0, 1e9), max_size=30))
def test_a_histogram_draws_every_value(values: list[float]) -> None:
    """The bins' counts add up to the values, and the drawing is well-formed."""
    drawn = draw("histogram", values, "s <", "l \"'")
    counts = [int(title.text.rsplit(": ", 1)[1]) for title in drawn.iter("title") if title.text]
    assert sum(counts) == len(values)


SHARE = st.floats(0, 1)
POINT = st.builds(Point, st.text("<&\"'k19", max_size=3), SHARE, SHARE, SHARE, st.just("<says>"))


@given(st.lists(POINT, min_size=1, max_size=8))
def test_a_line_has_a_dot_for_each_point_inside_the_drawing(points: list[Point]) -> None:
    """All dots are within the frame, whatever the words on it."""
    dots = list(draw("line", points, "k", "label").iter("circle"))
    assert len(dots) == len(points)
    assert all(0 <= float(dot.get("cx", -1)) <= 420 and 0 <= float(dot.get("cy", -1)) <= 220 for dot in dots)
