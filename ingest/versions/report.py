"""Show the changes between two versions: as lines, as Markdown, as an HTML page of its own, as a JSON object.

All text of the policies is escaped; the page loads nothing and runs nothing. No change is weighed here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ingest.clauses.clause import heading
from ingest.findings.finding import Finding
from ingest.report_file import rendered, seen
from ingest.versions.change import Change, Side
from ingest.versions.compare import QUIET
from ingest.versions.marking import pieces

AROUND: Final = 90  # characters that are shown of what stayed, before and behind a change
_TEMPLATES: Final = Path(__file__).parent / "templates"
MARKS: Final = {"kept": "{}", "gone": "[-{}-]", "came": "{{+{}+}}"}  # of words in a terminal


@dataclass(frozen=True, slots=True)
class Report:
    """The changes from one version to another, and what is odd in the new one that was not in the old one."""

    old: str  # how the versions are called
    new: str
    changes: tuple[Change, ...]  # the weightiest first
    findings: tuple[Finding, ...]

    @property
    def weighty(self) -> list[Change]:
        """The changes of words that say something."""
        return [change for change in self.changes if change.weight > QUIET]

    @property
    def quiet(self) -> list[Change]:
        """The changes of headings, numbers, places and layout."""
        return [change for change in self.changes if 0 < change.weight <= QUIET]

    @property
    def unchanged(self) -> int:
        """How many clauses stayed."""
        return sum(change.weight == 0 for change in self.changes)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many changes there are of each kind, the commonest first."""
        return dict(Counter(change.kind for change in self.changes if change.weight).most_common())


def new_findings(old: Sequence[Finding], new: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings of a new version that the old one did not have, wherever they stand: as often as they are more."""
    had = Counter((finding.kind, finding.quote, finding.says) for finding in old)
    added = []
    for finding in new:
        key = (finding.kind, finding.quote, finding.says)
        if had[key]:
            had[key] -= 1
        else:
            added.append(finding)
    return tuple(added)


def to_json(report: Report) -> dict[str, Any]:
    """The object of `--json`."""
    return {
        "old": report.old,
        "new": report.new,
        "changes": [change.to_json() for change in report.changes],
        "findings": [asdict(finding) for finding in report.findings],
    }


def lines(report: Report) -> Iterator[str]:
    """The changes for a terminal: [-gone-] and {+come+}, the quiet ones a line each."""
    yield f"{report.old} → {report.new}: {_summary(report)}"
    for change in report.weighty:
        yield ""
        yield f"{change.weight:.2f} {change.kind}: {name(change)}  ({', '.join(change.what)})"
        yield "  " + seen(_marked(change))
    if report.quiet:
        yield ""
    for change in report.quiet:
        yield f"{change.weight:.2f} {change.kind}: {name(change)}  ({', '.join(change.what)})"
    yield from (f"new finding, line {finding.line}: {finding.kind}: {finding.says}" for finding in report.findings)


def render(report: Report, form: str) -> str:
    """Fill in the template of a form, "md" or "html"."""
    template = _TEMPLATES / f"changes.{form}.jinja"
    return rendered(template, report=report, name=name, shown=shown, summary=_summary(report))


def name(change: Change) -> str:
    """Name a change by its clauses: "§ 5 Retention → § 6 Retention"."""
    sides = [_called(side) for side in (change.old, change.new) if side]
    return " → ".join(dict.fromkeys(sides))


def _called(side: Side) -> str:
    number = f"§ {side.clause.number} " if side.clause.number else ""
    return f"{number}{heading(side.clause)}".strip() or side.clause.id


def shown(change: Change) -> Iterator[tuple[str, str]]:
    """The marked words of a change, what stayed cut to what stands around them."""
    parts = list(pieces(change.old.text if change.old else "", change.edits))
    for n, (kind, text) in enumerate(parts):
        yield kind, (_around(text, first=n == 0, last=n == len(parts) - 1) if kind == "kept" else text)


def _around(text: str, *, first: bool, last: bool) -> str:
    """The ends of a text that stayed: "A long text." → "A … text.", only the last words of a first one."""
    if len(text) <= 2 * AROUND:
        return text
    head = "" if first else text[:AROUND].rsplit(" ", 1)[0]
    tail = "" if last else text[-AROUND:].split(" ", 1)[-1]
    return f"{head} … {tail}"


def _marked(change: Change) -> str:
    return " ".join("".join(MARKS[kind].format(text) for kind, text in shown(change)).split())


def _summary(report: Report) -> str:
    counts = [f"{count} {kind}" for kind, count in report.counts.items()]
    return ", ".join([*counts, f"{report.unchanged} unchanged"])
