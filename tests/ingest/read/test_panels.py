"""What a click unfolds on a page is text; what a menu, a dialog or a cookie banner hides is none."""

import pytest

from ingest.read.web.page_text import read_page

RULE = "Bicycles are kept in the shed, at the owner's risk."
MORE = f"<p>{'The yard is swept on Mondays. ' * 9}</p>"


def text_of(html: str) -> str:
    """What is read of a page around some HTML."""
    return read_page(f"<main><h1>House</h1>{MORE}{html}<h2>Yard</h2>{MORE}</main>").text


@pytest.mark.parametrize(
    "html",
    [
        f"<h2><button aria-expanded='false'>Bicycles</button></h2><div hidden><p>{RULE}</p></div>",
        f"<h2><button>Bicycles</button></h2><div style='display:none' aria-hidden='true'>{RULE}</div>",
        f"<h2 aria-expanded='false'>Bicycles</h2><section class='d-none'>{RULE}</section>",
        f"<h2 onclick='show(this)'>Bicycles</h2><p style='display: none'>{RULE}</p><p>Cars as well.</p>",
        f"<h2>Bicycles</h2><div style='display:none'>{RULE}</div>",
        f"<div><h2>Bicycles</h2></div><div style='display:none'>{RULE}</div>",
        f"<style>.a{{display:none}}</style><h2>Bicycles</h2><p class='a'>{RULE}</p>",
        f"<h2>Bicycles</h2><button aria-controls='b'>Show</button><hr><div id='b' hidden>{RULE}</div>",
    ],
)
def test_a_panel_under_its_heading_is_text(html: str) -> None:
    """Opened by a button in the heading, by the heading, by a script that nobody sees, or by what names it."""
    assert f"## Bicycles\n\n{RULE}\n\n" in text_of(html)


@pytest.mark.parametrize(
    "html",
    [
        f"<dl><dt>Where do bicycles go?</dt><dd style='display:none'>{RULE}</dd><dt>Cars?</dt><dd>No.</dd></dl>",
        f"<ul><li><a href='#r'>Rent</a></li><li><a href='#b'>Bicycles</a></li></ul><div id='b' hidden>{RULE}</div>",
        f"<h3>Cars?</h3><p class='a' hidden>No.</p><h3>Bikes?</h3><p class='a' hidden>{RULE}</p><ul><li>Rent.</ul>",
        f"<button data-tab='b'>Bicycles</button><p>Rent is due.</p><div id='b' style='display:none'>{RULE}</div>",
    ],
)
def test_an_answer_and_a_tab_s_panel_are_text(html: str) -> None:
    """A term's answer, and what a link or a button names by its id."""
    assert RULE in text_of(html)


@pytest.mark.parametrize(
    "html",
    [
        f"<h2>Bicycles</h2><p hidden>{RULE}</p><p>They are kept outside.</p>",
        f"<h2>Bicycles</h2><p>They are kept outside.</p><p hidden>{RULE}</p>",
        f"<button aria-expanded='false' aria-haspopup='menu'>More</button><div hidden>{RULE}</div>",
        f"<div class='modal'><h2><button>Bicycles</button></h2><div hidden>{RULE}</div></div>",
        f"<div role='dialog'><h2><button>Bicycles</button></h2><div hidden>{RULE}</div></div>",
        f"<div class='cookie-settings'><h2><button>Cookies</button></h2><div hidden>{RULE}</div></div>",
        f"<button data-toggle='modal' data-target='#b'>Bicycles</button><p>Rent.</p><div id='b' hidden>{RULE}</div>",
        f"<a href='#b'>Menu</a><p>Rent.</p><ul id='b' hidden><li><a href='/b'>{RULE}</a></li></ul>",
    ],
)
def test_what_is_hidden_beside_text_or_in_a_menu_is_none(html: str) -> None:
    """A hidden paragraph among others, and what pops up."""
    assert RULE not in text_of(html)
