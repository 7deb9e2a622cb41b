"""Markdown is read as its reader sees the finished page: tags of HTML, footnotes, names in braces."""

from pathlib import Path

import pytest

from ingest.clauses.footnotes import Notes
from ingest.clauses.split import split
from ingest.policy import Policy
from ingest.read.markdown import read_markdown
from ingest.read.policy_file import read_policy

FOLDED = """# Allotment

1) Water
--------
Water is free.

<details>
<summary>2) Sheds</summary>

A shed may have 6 square metres.

</details>

<details open><summary><b>Old</b> sheds</summary>Those may stay.</details>

3) Bees
-------
Bees are welcome.
"""


def policy(text: str) -> Policy:
    """A policy of a Markdown text."""
    return Policy("plot", "Allotment", (), "", read_markdown(text).text)


def test_a_summary_is_a_heading() -> None:
    """Beside the numbered heading above it, where it has a number of its own; else below."""
    assert [(c.number, c.path, c.text.splitlines()[-1]) for c in split(policy(FOLDED))] == [
        ("1", ("Water",), "Water is free."),
        ("2", ("Sheds",), "A shed may have 6 square metres."),
        ("2", ("Sheds", "Old sheds"), "Those may stay."),
        ("3", ("Bees",), "Bees are welcome."),
    ]


@pytest.mark.parametrize(
    "typed,shown",
    [
        ("Rent is 9 euro<br>a year.", "Rent is 9 euro<br>a year."),
        ("Rent is due.<hr />\nAlways.", "Rent is due.\nAlways."),
        ("| Rent | 9 euro<br>a year |", "| Rent | 9 euro<br>a year |"),  # quotes of it are in the file
        ('<p align="center">Gates <b>never</b> open.</p>', "Gates **never** open."),
        ("<div>\n\nGates open.\n\n</div>", "\n\nGates open.\n\n"),
        ('<h3 id="g">Gates</h3>\n\nOpen.', "### Gates\n\nOpen."),
        ("Ask <a href='mailto:bee@plot.example'>the board</a>.", "Ask the board (bee@plot.example)."),
        ('<a name="g"></a>Gates open.', "Gates open."),
        ("9&nbsp;euro &amp; more", "9\xa0euro & more"),
        ("Plot size < 9 and > 4, <board> decides", "Plot size < 9 and > 4, <board> decides"),
        ("`<br>` and\n```\n<div>&amp;\n```\n", "`<br>` and\n```\n<div>&amp;\n```\n"),
        ("## Gates {#gates}\n\nOpen.", "## Gates \n\nOpen."),
        ("Write {#gates}", "Write {#gates}"),
        ("<table><tr><th>Plot</th><th>Rent</th></tr><tr><td>A</td><td>9 euro</td></tr></table>",
         "| Plot | Rent |\n|---|---|\n| A | 9 euro |\n"),
        ("<ol>\n<li>one</li>\n<li>two</li>\n</ol>", "1. one\n2. two\n\n"),
    ],
)  # fmt: skip
def test_tags_are_what_they_show(typed: str, shown: str) -> None:
    """Tags leave no trace but what they show; code, comparisons and unknown tags stay."""
    assert read_markdown(typed).text == shown


def test_what_a_tag_hides_is_no_text_and_is_told() -> None:
    """In a paragraph, and in a table."""
    row = "<table><tr><td>Rent</td><td>9 euro<span style='display:none'>trap two</span></td></tr></table>"
    reading = read_markdown(f"Gates open. <span hidden>trap one</span>\n\n{row}\n")
    assert "trap" not in reading.text
    assert [(entry.kind, entry.words) for entry in reading.left_out] == [
        ("hidden-text", "trap one"),
        ("hidden-text", "trap two"),
    ]


def test_a_file_with_a_table_of_html_is_read(tmp_path: Path) -> None:
    """By a process of its own, as pages are."""
    path = tmp_path / "plot.md"
    path.write_text("# Plot\n\n<table><tr><td>Rent</td><td>9 euro</td></tr></table>\n", encoding="utf-8")
    assert "| Rent | 9 euro |" in read_policy(path).text


NOTES = """## 4. Gates[^g]

Gates open daily.[^2] Ask the board[^long-name-of-a-note].

[^g]: Not on Sundays,
    nor on holidays.

    Nor in snow.
[^2]: From six
in summer.
[^long-name-of-a-note]: By mail.

## 5. Paths

`[^g]` is a mark, and [^none] has no note.
"""


def test_a_footnote_is_one_note_with_all_its_lines() -> None:
    """Its marks are figures in the text, and none in the heading; lines keep their numbers."""
    text = read_markdown(NOTES).text
    assert text.count("\n") == NOTES.count("\n")
    assert "`[^g]` is a mark, and [^none] has no note." in text
    clauses = split(policy(NOTES))
    gates = next(clause for clause in clauses if "daily" in clause.text)
    assert gates.path == ("Gates",)
    assert gates.text == "## 4. Gates [1]\n\nGates open daily. [2] Ask the board [3]."
    assert [note.text for note in Notes(clauses).of(gates)] == [
        "[1] Not on Sundays, nor on holidays. Nor in snow.",
        "[2] From six in summer.",
        "[3] By mail.",
    ]


def test_an_escaped_star_leads_to_its_note() -> None:
    r"""In Markdown "\*" is a star; a list of stars is no note of it."""
    clauses = split(policy("Rent is 9 euro\\* a year.\n\n* seeds\n\n\\*plus water\n"))
    assert [note.text for note in Notes(clauses).of(clauses[0])] == ["\\*plus water"]
