"""`python -m assistant --checklist NAME`: put a checklist to the policies of an index, and print or write the rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.checklist.check import check
from assistant.checklist.report import Report, as_json, kind_of, row_lines, summary_lines, write_report
from assistant.checklist.requirements import read_checklist
from ingest.commands.progress import counter, progress
from ingest.embed import MiniLM
from ingest.store.open_index import open_index

if TYPE_CHECKING:
    from assistant.checklist.row import Row


def put_checklist(name: str, folder: Path, policies: Sequence[str], out: Path | None, *, as_object: bool) -> int:
    """Put the checklist to `policies` (ids or names; none: all). Returns 0. Raises ClausewiseError."""
    checklist, index = read_checklist(name), open_index(folder)
    if out:
        kind_of(out)
    ids, checked = check(index, MiniLM(), checklist, policies)
    rows: list[Row] = []
    with progress() as show:
        one_more = counter(show, "checking", len(ids))
        for of_policy in checked:
            rows += of_policy
            one_more()
    report = Report(checklist, [index.policies[id_] for id_ in ids], rows)
    if out:
        write_report(report, out)
    lines = [*summary_lines(report), f"written to {out}"] if out else row_lines(report)
    print(as_json(report) if as_object else "\n".join(lines))
    return 0
