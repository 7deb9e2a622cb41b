"""Tables of a PDF whose cells are parted by drawn lines are rows, wherever the words stand in their cells."""

import itertools
from collections.abc import Sequence

import pytest

from ingest.read.pdf_pages.pdf import read_pdf
from tests.ingest import policy_files as make

Text = tuple[float, float, int, bool, str]
XS = (50, 150, 300, 400)
YS = (720, 700, 660, 640)
ABOVE: Text = (50, 750, 11, False, "We keep what the table says, and nothing for longer than it says.")
BELOW: Text = (50, 600, 11, False, "All other data of yours is erased at once.")


def pens(xs: Sequence[float] = XS, ys: Sequence[float] = YS) -> str:
    """Lines drawn with a pen, from end to end."""
    upright = " ".join(f"{x} {ys[0]} m {x} {ys[-1]} l S" for x in xs)
    return upright + " " + " ".join(f"{xs[0]} {y} m {xs[-1]} {y} l S" for y in ys)


def boxes() -> str:
    """Thin boxes around each cell, as a browser draws borders."""
    out = ""
    for left, right in itertools.pairwise(XS):
        for top, foot in itertools.pairwise(YS):
            out += f"{left} {top} {right - left} -1 re f {left} {foot} {right - left} 1 re f "
            out += f"{left} {foot} 1 {top - foot} re f {right - 1} {foot} m {right} {foot} l {right} {top} l f "
    return out


def words(*, bold: bool = True) -> list[Text]:
    """Names in the middle of their cells, a cell of two lines, figures at the right, drawn column by column."""
    data = [(85.0, 706.0, 11, bold, "Data"), (54.0, 676.0, 11, False, "Calls"), (54.0, 645.0, 11, False, "Faxes")]
    kept = [
        (205.0, 706.0, 11, bold, "Kept for"),
        (154.0, 682.0, 11, False, "30 days, or for"),
        (154.0, 668.0, 11, False, "a year on request"),
    ]
    kept.append((154.0, 645.0, 11, False, "1 day"))
    paid = [(330.0, 706.0, 11, bold, "Price"), (370.0, 676.0, 11, False, "9 euro"), (370.0, 645.0, 11, False, "5 euro")]
    return [*data, *kept, *paid]


ROWS = "| Calls | 30 days, or for a year on request | 9 euro |\n| Faxes | 1 day | 5 euro |\n"
TABLE = f"| Data | Kept for | Price |\n|---|---|---|\n{ROWS}"


@pytest.mark.parametrize(
    "strokes", [pens(), boxes(), f"q 2 0 0 2 0 0 cm {pens([x / 2 for x in XS], [y / 2 for y in YS])} Q"]
)
def test_a_table_of_drawn_lines_is_rows(strokes: str) -> None:
    """One line a row, its names first; text below is no part of it, and stands under no name of a column."""
    text = read_pdf(make.placed_pdf([[ABOVE, *words(), BELOW]], strokes)).text
    assert text == f"{ABOVE[4]}\n\n{TABLE}\n{BELOW[4]}\n"


def test_a_table_goes_on_over_pages_with_its_names_once() -> None:
    """Names that each page repeats are no row, and no running line."""
    pages = [[ABOVE, *words()], words(), [*words(), BELOW]]
    reading = read_pdf(make.placed_pdf(pages, pens()))
    assert reading.text == f"{ABOVE[4]}\n\n{TABLE}{ROWS}{ROWS}\n{BELOW[4]}\n"
    assert not reading.left_out


def test_merged_cells_are_read_as_in_pages() -> None:
    """A title over all columns, a name over two of them, a cell over two rows."""
    ys = (740, 720, 700, 680, 660, 640)
    lines = "50 740 350 -100 re S 50 720 m 400 720 l S 150 700 m 400 700 l S 50 680 m 400 680 l S 150 660 m 400 660 l S"
    lines += " 150 720 m 150 640 l S 300 700 m 300 640 l S"
    shown = [(180, 0, "Our boats"), (80, 1, "Boat"), (250, 1, "Hire"), (180, 2, "an hour"), (320, 2, "a day")]
    shown += [(54, 3, "Punt"), (154, 3, "8 euro"), (304, 3, "30 euro"), (154, 4, "9 euro"), (304, 4, "40 euro")]
    page = [(float(x), ys[n] - 14.0, 11, n < 3, text) for x, n, text in shown]
    assert read_pdf(make.placed_pdf([[*page, BELOW]], lines)).text == (
        "Our boats\n\n| Boat | Hire an hour | Hire a day |\n|---|---|---|\n| Punt | 8 euro | 30 euro |\n"
        f"| Punt | 9 euro | 40 euro |\n\n{BELOW[4]}\n"
    )


def test_letters_that_are_drawn_over_a_table_later_are_none_of_it() -> None:
    """A menu that a browser prints over the page."""
    menu: list[Text] = [BELOW, (90.0, 690.0, 11, False, "Sign in")]
    text = read_pdf(make.placed_pdf([[ABOVE, *words(), *menu]], pens())).text
    assert text == f"{ABOVE[4]}\n\n{TABLE}\n{BELOW[4]}\nSign in\n"


@pytest.mark.parametrize(
    "strokes",
    [
        "40 830 500 -800 re S",  # around the page
        pens(XS, (740, 620)),  # between columns only
        pens((45, 420), YS),  # between rows only
        "50 720 m 400 700 l S 50 720 m 60 700 70 690 150 640 c S (x) 3 m 4 l S",  # aslant, curved, damaged
        "50 720 m 50 640 l n",  # not drawn
    ],
)
def test_other_lines_make_no_table(strokes: str) -> None:
    """Frames, rules between columns or rows alone: the words are read as without them."""
    page = [[ABOVE, *words(bold=False), BELOW]]
    assert read_pdf(make.placed_pdf(page, strokes)).text == read_pdf(make.placed_pdf(page)).text
