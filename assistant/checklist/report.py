"""Write the rows of a checklist: JSON, CSV, Excel, Markdown or HTML, by the ending of the file.

A report can be handed on: each policy's fingerprint, the date, every quote, and where was looked for what is absent.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, get_args

from assistant.answer.answer import Citation
from assistant.answer.phrases import quoted_line
from assistant.checklist.requirements import Checklist
from assistant.checklist.row import Row, Verdict, row_as_json
from ingest.clauses.clause import heading
from ingest.errors import UsageError, remedy
from ingest.files import write_whole
from ingest.policy import Policy
from ingest.report_file import rendered

COLUMNS: Final = (
    *("policy", "requirement", "verdict", "confidence", "clause", "quote", "start", "end", "looked_at"),
    *("name", "title", "heading"),  # behind the others, whose places programs may know
)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is run by a spreadsheet


@dataclass(frozen=True)
class Report:
    """The rows of some policies, and what they stand on."""

    checklist: Checklist
    policies: Sequence[Policy]
    rows: Sequence[Row]

    def of(self, policy: str) -> Mapping[str, Row]:
        """The rows of one policy (id) by requirement."""
        return self._by_policy[policy]

    @property
    def policies_down(self) -> bool:
        """Whether a table has a row a policy: more columns than there are requirements are not read."""
        return len(self.policies) > len(self.titles)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each requirement (id)."""
        return {requirement.id: requirement.title for requirement in self.checklist.requirements}

    @cached_property
    def _by_policy(self) -> Mapping[str, Mapping[str, Row]]:
        by_policy: dict[str, dict[str, Row]] = {policy.id: {} for policy in self.policies}
        for row in self.rows:
            by_policy[row.policy][row.requirement] = row
        return by_policy


def write_report(report: Report, path: Path) -> None:
    """Write a report, whole or not at all. Raises UsageError for an ending that is not known, or a full disk."""
    try:
        write_whole(path, kind_of(path)(report))
    except OSError as error:
        raise UsageError(f"cannot write {path} ({error.strerror}): {remedy(error.errno)}") from error


def kind_of(path: Path) -> Callable[[Report], str | bytes]:
    """Return what writes a report of this file's ending. Raises UsageError for another."""
    kinds: Mapping[str, Callable[[Report], str | bytes]] = {
        ".json": as_json,
        ".csv": as_csv,
        ".xlsx": as_xlsx,
        ".md": as_markdown,
        ".html": as_html,
    }
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
    writer.writerows([_inert(cell) for cell in line] for line in _lines(report))
    return file.getvalue()


def as_xlsx(report: Report) -> bytes:
    """A workbook: a row a policy with its verdicts, a column a requirement; every quote on a second sheet."""
    from assistant.workbook import workbook

    head = ["Policy", *report.titles.values()]
    verdicts = [[policy.name, *_verdicts(report, policy)] for policy in report.policies]
    return workbook([head, *verdicts], list(_lines(report)), "Checklist")


def _verdicts(report: Report, policy: Policy) -> list[str]:
    return [report.of(policy.id)[requirement].verdict for requirement in report.titles]


def _lines(report: Report) -> Iterator[list[str]]:
    """The names of the columns, then a line for each quote, one at least for each row."""
    names = {policy.id: policy.name for policy in report.policies}
    yield list(COLUMNS)
    for row in report.rows:
        decided = (row.policy, row.requirement, row.verdict, f"{row.confidence:.3f}")
        called = (names[row.policy], report.titles[row.requirement])
        for quote in row.citations or (None,):
            named = heading(quote.clause) if quote else ""
            yield [*decided, *_quote_cells(quote), " ".join(row.looked_at), *called, named]


def _quote_cells(quote: Citation | None) -> tuple[str, ...]:
    return (quote.clause.id, quote.quote, str(quote.start), str(quote.end)) if quote else ("",) * 4


def as_markdown(report: Report) -> str:
    """A matrix, then every quote."""
    return _filled("report.md.jinja", report)


def as_html(report: Report) -> str:
    """One page that needs no other file."""
    return _filled("report.html.jinja", report)


def summary_lines(report: Report) -> list[str]:
    """A line a policy: how many requirements got which verdict."""
    return [_summary(report, policy) for policy in report.policies]


def row_lines(report: Report) -> list[str]:
    """The rows for a terminal: verdict, title, the first quote."""
    lines = []
    for policy in report.policies:
        lines.append(_summary(report, policy))
        for row in report.of(policy.id).values():
            lines.append(f"  {row.verdict:14} {report.titles[row.requirement]}")
            beneath = [f"{heading(quote.clause)}: {quoted_line(quote.quote)}" for quote in row.citations[:1]]
            lines += [f"{'':17}{line}" for line in (*beneath, row.why) if line]
    return lines


def _summary(report: Report, policy: Policy) -> str:
    counts = Counter(row.verdict for row in report.of(policy.id).values())
    told = (f"{counts[verdict]} {verdict}" for verdict in get_args(Verdict) if counts[verdict])
    return f"{policy.name}: {', '.join(told)}"


def _inert(cell: str) -> str:
    """A cell that a spreadsheet does not run."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _filled(template: str, report: Report) -> str:
    path = Path(__file__).with_name("templates") / template
    return rendered(path, report=report, today=_today(), summary=summary_lines(report), heading=heading)
