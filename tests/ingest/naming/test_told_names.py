"""The names that a file gives its author beside its text."""

from pathlib import Path

import pytest

from ingest.naming.told_names import told_names
from ingest.read.policy_file import read_policy

TEXT = "# Returns\n\nSend it back to Velmarra within 9 days. California residents pay nothing. Ask Jo Pym."


@pytest.mark.parametrize(
    ("about", "names"),
    [
        ({"site": "Fenwick", "title": "Returns | Velmarra"}, ["Fenwick", "Velmarra"]),
        ({"organisation": "Fenwick"}, ["Fenwick"]),
        ({"title": "Velmarra – Returns"}, ["Velmarra"]),
        ({"title": "Privacy Policy - Fenwick"}, ["Fenwick"]),
        ({"owner": "Jo Pym"}, ["Jo Pym"]),
    ],
)
def test_a_file_tells_whose_it_is(about: dict[str, str], names: list[str]) -> None:
    """Its site and organisation are taken as they are, a title's part where the text has it or a kind is beside it."""
    assert list(told_names(about, TEXT)) == names


@pytest.mark.parametrize(
    "about",
    [
        {"title": "Returns | Fenwick"},
        {"title": "Returns"},
        {"title": "Privacy Policy - California Residents"},
        {"title": "Privacy Policy - Version 3"},
        {"title": "Returns | Help Center"},
        {"owner": "Fenwick"},
        {"site": "Our website"},
        {},
    ],
)
def test_what_may_be_another_is_not_taken(about: dict[str, str]) -> None:
    """A topic, a version, and a person or tool that the text does not have."""
    assert list(told_names(about, TEXT)) == []


def test_a_page_is_called_by_its_site(tmp_path: Path) -> None:
    """By the title's end or the head's site, not by the file's name."""
    body = "<body><main><h1>Privacy notice</h1><p>We keep letters for 9 days.</p></main></body>"
    for n, head in enumerate(
        (
            "<title>Privacy notice | Velmarra</title>",
            '<title>Terms</title><meta property="og:site_name" content="Velmarra">',
        )
    ):
        page = tmp_path / f"page{n}.html"
        page.write_text(f"<html><head>{head}</head>{body}</html>", "utf-8")
        assert read_policy(page).name == "Velmarra"
