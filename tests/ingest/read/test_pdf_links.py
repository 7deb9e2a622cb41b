"""Addresses that stand in the links of a PDF only are kept beside its words."""

import pytest

from ingest.read.pdf_pages.pdf import read_pdf
from tests.ingest import policy_files as make

MAIL = "mailto:hr@emberly.example"
FORM = "https://emberly.example/form"
Text = tuple[float, float, int, bool, str]


def texts(*words: str) -> list[Text]:
    """Words drawn one by one, 80 points apart, and a line below them."""
    line = [(50.0 + 80 * n, 700.0, 12, False, part) for n, part in enumerate(words)]
    return [*line, (50.0, 680.0, 12, False, "It is open at noon.")]


@pytest.mark.parametrize(
    "words,boxes,shown",
    [
        (("Ask", "the HR desk", "of ours."), [(130, 697, 200, 712, MAIL)], "the HR desk (hr@emberly.example) of ours."),
        (("Ask", "hr@emberly.example", "."), [(130, 697, 200, 712, MAIL)], "Ask hr@emberly.example."),
        (("The form is", "here", "."), [(130, 697, 160, 712, FORM)], "here (https://emberly.example/form) ."),
        (("The form is", "our own", "."), [(130, 697, 160, 712, FORM)], "The form is our own ."),
        (("Ask the HR desk for leave.",), [(71, 697, 137, 712, MAIL)], "the HR desk (hr@emberly.example) for leave."),
        (("Ask us here for leave.",), [(90, 697, 110, 712, FORM)], "Ask us here for leave."),
        (("Ask", "the HR desk"), [(300, 600, 400, 612, MAIL)], "Ask the HR desk\n"),
        (("Ask", "the HR desk"), [(130, 712, 200, 697, "#page=2")], "Ask the HR desk\n"),
    ],
)
def test_an_address_that_a_link_has_alone_stands_beside_its_words(
    words: tuple[str, ...], boxes: list[tuple[float, float, float, float, str]], shown: str
) -> None:
    """Whether they are drawn for themselves or with the words around them; by the rule of pages."""
    text = read_pdf(make.placed_pdf([texts(*words)], boxes="".join(make.link(*box) for box in boxes))).text
    assert shown in text
    assert "It is open at noon.\n" in text


def test_a_link_over_two_lines_has_its_address_once() -> None:
    """Behind the last of its words."""
    boxes = make.link(50, 697, 90, 712, MAIL) + make.link(50, 677, 200, 692, MAIL)
    assert read_pdf(make.placed_pdf([texts("Ask us.")], boxes=boxes)).text == (
        "Ask us.\nIt is open at noon (hr@emberly.example).\n"
    )


def test_damaged_links_are_none() -> None:
    """Boxes without numbers, links that lead nowhere, references to nothing."""
    boxes = "<< /Subtype /Link /Rect [1 2 (x)] /A << /URI (mailto:a@b.example) >> >> 7 << /Subtype /Link >> 99 0 R null"
    boxes += "<< /Subtype /Link /A << /URI 5 >> /Rect 3 >>"
    assert read_pdf(make.placed_pdf([texts("Ask us.")], boxes=boxes)).text == "Ask us.\nIt is open at noon.\n"
