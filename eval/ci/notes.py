r"""Tell of things at their file and line: as annotations of a GitHub workflow, or as lines of a terminal. Pure.

Note("findings", "a.md", 3, "date", "50% a\nb") → "::warning file=a.md,line=3,title=date::50%25 a b", "a.md:3: date: …"
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal

from ingest.report_file import seen

About = Literal["fault", "findings", "changes", "checklist", "answers", "eval"]
SHOWN: Final = 10  # annotations of one level that GitHub shows of a step; it drops the others without a word
LONGEST: Final = 500  # characters of one line


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell, and where it stands."""

    about: About
    file: str  # from the top of the repository; "" where it is about no file
    line: int  # from 1; 0 where no line of the file holds it
    title: str
    says: str

    def level(self, fail_on: Sequence[str]) -> str:
        """What GitHub calls it: an error fails the run, a change is nothing bad."""
        if self.about == "fault" or self.about in fail_on:
            return "error"
        return "notice" if self.about == "changes" else "warning"


def annotations(notes: Sequence[Note], fail_on: Sequence[str]) -> Iterator[str]:
    """The notes as workflow commands, of each level as many as are shown; then how many more there are."""
    counts: Counter[str] = Counter()
    for note in notes:
        level = note.level(fail_on)
        counts[level] += 1
        if counts[level] <= SHOWN:
            yield _annotation(level, note)
    for level, count in counts.items():
        if count > SHOWN:
            yield f"{count - SHOWN} more of level {level}: see the summary of this job"


def terminal_lines(notes: Sequence[Note]) -> Iterator[str]:
    """The notes as "FILE:LINE: title: what it says", on which editors and terminals can be clicked."""
    for note in notes:
        place = f"{note.file}:{note.line}" if note.line else note.file
        yield _one_line(": ".join(filter(None, (place, note.title, note.says))))


def _annotation(level: str, note: Note) -> str:
    fields = {"file": note.file, "line": note.line or "", "title": _one_line(note.title)}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in fields.items() if value)
    return f"::{level} {properties}::{_data(_one_line(note.says))}"


def _one_line(text: str) -> str:
    text = " ".join(str(seen(text)).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2]} …"


def _data(text: str) -> str:
    """Escape a message as GitHub's own toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


@contextmanager
def no_commands() -> Iterator[None]:
    """Have GitHub take nothing that is printed inside for a command: the words of policies are printed there.

    The word that ends it cannot be guessed.
    """
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    try:
        yield
    finally:
        print(f"::{token}::", flush=True)
