"""What is typed for a line's end or for bold letters does that, and stays in the text; all else is seen as text."""

import re
from html import unescape

import pytest
from markupsafe import escape

from web.words.visible_text import readable

UNSEEN = '<span class="typed" aria-hidden="true">'


@pytest.mark.parametrize(
    "typed,shown",
    [
        ("a<br>b", f"a{UNSEEN}&lt;br&gt;</span><br>b"),
        ("a<BR />b", f"a{UNSEEN}&lt;BR /&gt;</span><br>b"),
        ("for **2 years** only", f"for {UNSEEN}**</span><strong>2 years</strong>{UNSEEN}**</span> only"),
        ("**a<br>b**", f"{UNSEEN}**</span><strong>a{UNSEEN}&lt;br&gt;</span><br>b</strong>{UNSEEN}**</span>"),
    ],
)
def test_what_is_typed_does_what_it_is_for(typed: str, shown: str) -> None:
    """The tag and the stars stay in the text, so that what is copied is verbatim: only they are not seen."""
    assert readable(typed) == shown
    assert unescape(re.sub(r"<[^>]*>", "", shown)) == typed


@pytest.mark.parametrize(
    "typed",
    ["<br onload=x>", "<br/ >", "<b>bold</b>", '<img src="x">', "Data** and other**", "2 ** 3 ** 4", "***", "** a **"],
)
def test_all_else_is_text(typed: str) -> None:
    """A tag that carries anything, another tag and stars that enclose nothing are escaped and nothing more."""
    assert readable(typed) == escape(typed)
