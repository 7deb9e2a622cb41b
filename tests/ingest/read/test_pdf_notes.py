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


def one_line(*parts: tuple[str, int, float]) -> str:
    """What is read of a page with a line whose parts are (text, size, rise over the foot of the line)."""
    x, texts = 50.0, []
    for words, size, rise in parts:
        texts.append((x, 700 + rise, size, False, words))
        x += len(words) * size * 0.25  # so near that no blank is read between them
    return read_pdf(make.placed_pdf([[*texts, (50, 300, 12, False, "We keep it. " * 9)]])).text


@pytest.mark.parametrize(
    "parts,shown",
    [
        ([("Overtime is paid at 150", 12, 0), ("2", 10, 4.7), (" % of pay.", 12, 0)], "at 150 [2] % of pay."),
        ([("Overtime", 12, 0), (" 150", 12, 7), ("2", 10, 11.7)], "Overtime 150 [2]"),
        ([("2", 10, 4.7), (" On Sundays 200 %.", 12, 0)], "[2] On Sundays 200 %."),
        ([("It has 20 m", 12, 0), ("2", 10, 4.7), (" of floor.", 12, 0)], "20 m² of floor."),
        ([("on the 1", 12, 0), ("st", 10, 4.7), (" of May", 12, 0)], "on the 1st of May"),
        ([("It lasts 2 ", 12, 0), ("1", 10, 4.7), ("/", 12, 0), ("2", 10, -2), (" hours.", 12, 0)], "2 1/2 hours."),
        ([("Pay is 15", 12, 0), ("0", 10, 0), (" euro.", 12, 0)], "Pay is 150 euro."),
        ([("Two lines beside", 12, 0), ("7", 10, 6), (" days.", 12, 0)], "Two lines beside7 days."),
        ([("W", 36, 0), ("e pay for the 12", 10, 12), (" rooms.", 10, 12)], "e pay for the 12 rooms."),
        ([("H", 12, 0), ("2", 10, -3), ("O is free.", 12, 0)], "H2O is free."),
    ],
)
def test_a_mark_of_a_browser_s_size_is_told_by_its_rise(parts: list[tuple[str, int, float]], shown: str) -> None:
    """83 % of the line's size, raised by a third; not fractions, small capitals, drop capitals, lowered letters."""
    assert shown in one_line(*parts)
