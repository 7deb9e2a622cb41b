"""Notes at the foot of a PDF's pages: their marks stand apart, and they cut no sentence."""

import pytest

from ingest.read.pdf_pages.pdf import read_pdf
from tests.ingest import policy_files as make

Line = tuple[float, float, int, bool, str]

ABOVE: list[Line] = [
    (50, 760, 11, False, "A spare key is cut within the week by our own locksmith."),
    (50, 740, 11, False, "We store lost keys in a safe downstairs for up to"),
]
NEXT: list[Line] = [(50, 760, 11, False, "nine weeks, and no longer than that. Nobody is told whose they are.")]
RAISED: list[Line] = [
    (50, 720, 11, False, "Each key costs EUR 12"),
    (170, 724, 6, False, "3"),
    (176, 720, 11, False, "and a signature."),
    (50, 700, 11, False, "We store lost keys in a safe downstairs for up to"),
]
WHOLE = f"{ABOVE[1][4]}\n{NEXT[0][4]}"


@pytest.mark.parametrize(
    "pages,note",
    [
        ([[*RAISED, (50, 60, 8, False, "3 Pensioners pay half.")], NEXT], "[3] Pensioners pay half."),
        (
            [[*RAISED, (50, 63, 5, False, "3"), (56, 60, 8, False, "Pensioners pay half.")], NEXT],
            "[3] Pensioners pay half.",
        ),
        ([RAISED[:3], [*ABOVE, (50, 60, 8, False, "3 Pensioners pay half.")], NEXT], "[3] Pensioners pay half."),
        ([[*ABOVE, (50, 60, 8, False, "* Bank holidays apart.")], NEXT], "[*] Bank holidays apart."),
    ],
)
def test_a_note_stands_behind_the_sentence_that_runs_over_the_page(pages: list[list[Line]], note: str) -> None:
    """Whether its figure stands on the page or on one before, drawn with the note's words or for itself."""
    text = read_pdf(make.placed_pdf(pages)).text
    assert f"{WHOLE}\n\n{note}\n" in text


def test_a_raised_figure_that_is_drawn_for_itself_is_a_mark() -> None:
    """The words before and behind it stay one line."""
    assert "Each key costs EUR 12 [3] and a signature.\n" in read_pdf(make.placed_pdf([RAISED])).text


def test_a_figure_on_a_line_of_its_own_stays_text() -> None:
    """A small figure that stands level with the words, or far above them, is raised from nothing."""
    level: list[Line] = [(50, 720, 11, False, "The safe is opened by"), (50, 700, 6, False, "2"), NEXT[0]]
    assert "[2]" not in read_pdf(make.placed_pdf([level])).text


def test_small_print_with_a_figure_that_nothing_refers_to_is_no_note() -> None:
    """Its figure is a part of the sentence."""
    pages = [[*ABOVE, (50, 60, 8, False, "7 days in winter.")], NEXT]
    assert "[7]" not in read_pdf(make.placed_pdf(pages)).text
