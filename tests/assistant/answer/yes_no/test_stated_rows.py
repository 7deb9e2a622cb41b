"""Claims about the yes and no cells of a table's row."""

import pytest

from assistant.answer.yes_no.stated_rows import stated_row


@pytest.mark.parametrize(
    ("row", "columns", "stated"),
    [
        ("| E. Biometric data. | NO |", ("Category", "Collected"), "Biometric data is not collected."),
        ("| IDs | Yes | no |", ("", "Do we collect?", "Do we sell?"), "We collect IDs. We do not sell IDs."),
        (
            "| Phone support | ✗ | **Yes** |",
            ("", "Basic", "Premier"),
            "Phone support is not included in Basic. Phone support is included in Premier.",
        ),
        ("| IDs | Yes |", ("", ""), ""),  # nobody can tell what is said yes to
        ("| IDs | Yes, if you agree |", ("", "Sold"), ""),  # a condition: read as it stands
        ("| CCTV | 30 days |", ("Category", "Kept for"), ""),
        ("| IDs |", (), ""),
    ],
)
def test_cells_become_sentences(row: str, columns: tuple[str, ...], stated: str) -> None:
    """Each yes or no cell under a named column is one sentence; other cells are none."""
    assert stated_row(row, columns) == stated
