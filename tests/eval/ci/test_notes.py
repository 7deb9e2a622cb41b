"""Annotations: everything of a policy is data in them."""

import re

import pytest

from eval.ci.notes import SHOWN, Note, annotations, no_commands, terminal_lines
from eval.ci.summary import LARGEST, within

HOSTILE = "50%\r\n::error::pwned\n##[error]x, y: z%0A\u202e"


def test_an_annotation_is_one_line_and_one_command() -> None:
    """What ends a property or a command stands escaped, also where it stood escaped before."""
    (line,) = annotations([Note("findings", "a,b:c%.md", 3, HOSTILE, HOSTILE)], ())
    assert "\n" not in line
    assert "\r" not in line
    assert line.startswith("::warning file=a%2Cb%3Ac%25.md,line=3,title=50%25")
    assert "%250A" in line
    assert line.count("::") == 4  # the command's own two, and two that are words of its message
    assert "\u202e" not in line


def test_a_line_of_a_terminal_is_one_line() -> None:
    """Nothing of a policy begins a line, where GitHub would take it for a command."""
    (line,) = terminal_lines([Note("fault", "", 0, "", HOSTILE)])
    assert "\n" not in line
    assert "\x1b" not in line


def test_of_a_level_as_many_as_are_shown() -> None:
    """GitHub drops more than ten without a word; we say how many there are."""
    lines = list(annotations([Note("findings", "a.md", n, "t", "s") for n in range(1, 15)], ()))
    assert len(lines) == SHOWN + 1
    assert lines[-1].startswith("4 more of level warning")
    assert re.match("::error ", next(annotations([Note("findings", "a.md", 1, "t", "s")], ("findings",))))


def test_commands_are_taken_again_whatever_happens(capsys: pytest.CaptureFixture[str]) -> None:
    """The word that stops them is the one that starts them, and another one each time."""
    for _ in range(2):
        with pytest.raises(ValueError, match="x"), no_commands():
            raise ValueError("x")
    tokens = re.findall(r"::stop-commands::(\w{32})\n::\1::\n", capsys.readouterr().out)
    assert len(set(tokens)) == 2


def test_a_summary_stays_within_what_github_shows() -> None:
    """Whole lines, the open block closed, and it is said that something is left out."""
    text = "# Big\n\n<details><summary>x</summary>\n\n" + "é a line\n" * 200_000 + "\n</details>\n"
    cut = within(text)
    assert len(cut.encode()) <= LARGEST
    assert cut.count("<details>") == cut.count("</details>") == 1
    assert cut.endswith("--out FILE.md` to have all of it.\n")
    assert within("# Small\n") == "# Small\n"
