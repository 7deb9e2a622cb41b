"""Write what a run came to as Markdown: a table of the policies, what is told of them, and the reports of its parts."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from eval.ci.base import Base
from eval.ci.indexed import Part
from eval.ci.notes import Note
from eval.ci.policies import AllChecked
from ingest.report_file import rendered
from ingest.versions.report import render

LARGEST: Final = 1_000_000  # bytes: GitHub shows nothing of a summary of more than 1 MiB
_TEMPLATE: Final = Path(__file__).parent / "templates" / "summary.md.jinja"
_TITLES: Final = {
    "fault": "Cannot be checked",
    "checklist": "Missing from a checklist",
    "answers": "Saved answers that no longer hold",
    "findings": "Findings",
}
_CUT: Final = "\n\nThe rest is left out: GitHub takes 1 MiB. Run `clausewise ci --out FILE.md` to have all of it.\n"


def summary(checked: AllChecked, parts: Sequence[Part], notes: Sequence[Note], base: Base | None) -> str:
    """The whole report. All text of policies, questions and files is escaped."""
    noted = [(title, [note for note in notes if note.about == about]) for about, title in _TITLES.items()]
    head = rendered(
        _TEMPLATE, checked=checked, base=base.name if base else "", noted=noted, headline=_headline(checked)
    )
    return "\n".join([head, *_changes(checked), *_reports(parts)])


def within(text: str) -> str:
    """As much of a report as GitHub shows, whole lines: a details block that was open is closed."""
    if len(text.encode()) <= LARGEST:
        return text
    kept = text.encode()[: LARGEST - 1000].decode(errors="ignore").rpartition("\n")[0]
    is_open = kept.count("\n<details>") > kept.count("\n</details>")
    return kept + ("\n\n</details>" if is_open else "") + _CUT


def _headline(checked: AllChecked) -> str:
    states = [policy.state for policy in checked.policies]
    counts = [(states.count(state), state) for state in ("changed", "new", "unknown before", "as before")] + [
        (len(checked.removed), "removed")
    ]
    summed = ", ".join(f"{count} {state}" for count, state in counts if count)
    policies = "1 policy" if len(states) == 1 else f"{len(states)} policies"
    return f"{policies}: {summed}" if summed else policies


def _changes(checked: AllChecked) -> Iterator[str]:
    reports = [policy.report for policy in checked.policies if policy.report]
    if reports:
        yield "## What changed\n"
    yield from (_lowered(render(report, "md"), 2) for report in reports)


def _reports(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if part.markdown:
            yield f"<details><summary>{part.title}</summary>\n\n{_lowered(part.markdown, 1)}\n</details>\n"


def _lowered(markdown: str, levels: int) -> str:
    """A report of ours under a heading of this one: "# Acme" → "## Acme". The # of policies are escaped in it."""
    return re.sub(r"^(?=#+ )", "#" * levels, markdown, flags=re.MULTILINE)
