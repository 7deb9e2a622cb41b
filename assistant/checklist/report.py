"""Write the rows of a checklist: JSON, CSV, Markdown or HTML, by the ending of the file.

A report can be handed on: each policy's fingerprint, the date, every quote, and where was looked for what is absent.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from assistant.checklist.requirements import Checklist
from assistant.checklist.row import Row, row_as_json
from ingest.clauses.clause import heading
from ingest.errors import UsageError
from ingest.policy import Policy

COLUMNS: Final = ("policy", "requirement", "verdict", "confidence", "clause", "quote", "start", "end", "looked_at")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is run by a spreadsheet


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of some policies, and what they stand on."""

    checklist: Checklist
    policies: Sequence[Policy]
    rows: Sequence[Row]

    def of(self, policy: str) -> Mapping[str, Row]:
        """The rows of one policy (id) by requirement."""
        return {row.requirement: row for row in self.rows if row.policy == policy}


def write_report(report: Report, path: Path) -> None:
    """Write a report, whole or not at all. Raises UsageError for an ending that is not known, or a full disk."""
    text, partial = kind_of(path)(report), path.with_name(f"{path.name}.part")
    try:
        partial.write_text(text, encoding="utf-8", newline="")
        partial.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error}") from error


def kind_of(path: Path) -> Callable[[Report], str]:
    """Return what writes a report of this file's ending. Raises UsageError for another."""
    kinds = {".json": as_json, ".csv": as_csv, ".md": as_markdown, ".html": as_html}
    if path.suffix not in kinds:
        raise UsageError(f"cannot write a checklist as {path.suffix or path.name!r}: use one of {', '.join(kinds)}")
    return kinds[path.suffix]


def as_json(report: Report) -> str:
    """The rows as one JSON object, with the policies' fingerprints."""
    policies = [{"policy": policy.id, "name": policy.name, "sha256": policy.sha256} for policy in report.policies]
    whole: dict[str, Any] = {
        "checklist": report.checklist.id,
        "date": _today(),
        "model": "none",
        "policies": policies,
        "rows": [row_as_json(row) for row in report.rows],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def as_csv(report: Report) -> str:
    """A line for each quote, one at least for each row."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in report.rows:
        start = (row.policy, row.requirement, row.verdict, f"{row.confidence:.3f}")
        looked_at = " ".join(row.looked_at)
        quotes = [(quote.clause.id, quote.quote, str(quote.start), str(quote.end)) for quote in row.citations]
        for quote in quotes or [("", "", "", "")]:
            writer.writerow([_inert(cell) for cell in (*start, *quote, looked_at)])
    return file.getvalue()


def as_markdown(report: Report) -> str:
    """A matrix, then every quote."""
    return _rendered("report.md.jinja", report, escaped=False)


def as_html(report: Report) -> str:
    """One page that needs no other file."""
    return _rendered("report.html.jinja", report, escaped=True)


def summary_lines(report: Report) -> list[str]:
    """A line a policy: how many requirements got which verdict."""
    return [f"{policy.name}: {_counts(report.of(policy.id).values())}" for policy in report.policies]


def row_lines(report: Report) -> list[str]:
    """The rows for a terminal: verdict, title, the first quote."""
    titles = {requirement.id: requirement.title for requirement in report.checklist.requirements}
    lines = []
    for policy in report.policies:
        lines.append(f"{policy.name}: {_counts(report.of(policy.id).values())}")
        for row in report.of(policy.id).values():
            lines.append(f"  {row.verdict:14} {titles[row.requirement]}")
            lines += [
                f"                 {heading(quote.clause)}: “{_line(quote.quote)}”" for quote in row.citations[:1]
            ]
            lines += [f"                 {row.why}"] if row.why else []
    return lines


def _counts(rows: Any) -> str:
    counts = Counter(row.verdict for row in rows)
    return ", ".join(f"{n} {verdict}" for verdict, n in counts.most_common())


def _line(text: str) -> str:
    return " ".join(text.split())


def _inert(cell: str) -> str:
    """A cell that a spreadsheet does not run."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _rendered(template: str, report: Report, *, escaped: bool) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = FileSystemLoader(Path(__file__).with_name("templates"))
    room = Environment(loader=folder, autoescape=escaped, undefined=StrictUndefined)  # noqa: S701 - Markdown is no HTML
    room.trim_blocks = room.lstrip_blocks = True
    room.filters |= {"line": _line, "cell": lambda text: _line(text).replace("|", "\\|"), "heading": heading}
    return room.get_template(template).render(report=report, today=_today(), summary=summary_lines(report)) + "\n"
