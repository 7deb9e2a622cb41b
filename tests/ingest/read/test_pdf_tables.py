"""Tables of a PDF go on over the ends of its pages."""

from pathlib import Path

from ingest.clauses.split import split
from ingest.clauses.tables import row_shown
from ingest.read.policy_file import read_policy
from tests.ingest import policy_files as make

Line = tuple[float, float, int, bool, str]
EDGES = (50.0, 220.0, 400.0)


def row(height: float, *cells: str, bold: bool = False) -> list[Line]:
    """The cells of one printed row."""
    return [(x, height, 11, bold, text) for x, text in zip(EDGES, cells, strict=True)]


def text(height: float, words: str) -> list[Line]:
    """A line of running text."""
    return [(50.0, height, 11, False, words)]


def test_a_table_goes_on_over_the_end_of_a_page(tmp_path: Path) -> None:
    """Rows of the next page have the names of the first; names that are printed again are no row."""
    names = ("Data", "Kept for", "Basis")
    first = [
        *text(760, "We keep what the table says, and nothing for longer than it says."),
        *row(730, *names, bold=True),
        *row(710, "CCTV footage", "30 days", "Interest"),
        *row(690, "Badge logs", "1 year", "Interest"),
    ]
    second = [
        *row(760, *names, bold=True),
        *row(740, "Payroll", "10 years", "Law"),
        *row(720, "Applications", "6 months", "Consent"),
        *text(680, "All other data of yours is erased at once, without a trace of it."),
    ]
    third = [*row(760, "Lone", "row", "no table"), *text(730, "We keep it."), *text(710, "You may ask for it.")]
    path = tmp_path / "acme.pdf"
    path.write_bytes(make.placed_pdf([first, second, third]))
    policy = read_policy(path)
    rows = [clause for clause in split(policy) if clause.columns]
    assert [row_shown(clause.text, clause.columns) for clause in rows] == [
        "Data: CCTV footage · Kept for: 30 days · Basis: Interest",
        "Data: Badge logs · Kept for: 1 year · Basis: Interest",
        "Data: Payroll · Kept for: 10 years · Basis: Law",
        "Data: Applications · Kept for: 6 months · Basis: Consent",
    ]
    assert policy.text.count("| Data |") == 1
    assert policy.text[policy.pages[1] :].startswith("| Payroll |")
