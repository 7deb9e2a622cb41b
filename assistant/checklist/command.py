"""`python -m assistant --checklist NAME`: put a checklist to the policies of an index, and print or write the rows."""

from collections.abc import Sequence
from pathlib import Path

from assistant.checklist.check import check
from assistant.checklist.report import Report, as_json, kind_of, row_lines, summary_lines, write_report
from assistant.checklist.requirements import read_checklist
from ingest.embed import MiniLM
from ingest.errors import UsageError
from ingest.index.open_index import open_index
from ingest.progress import counter, progress


def put_checklist(name: str, folder: Path, policies: Sequence[str], out: Path | None, *, as_object: bool) -> int:
    """Put the checklist to `policies` (ids; none: all). Returns 0. Raises ClausewiseError."""
    wanted, index = read_checklist(name), open_index(folder)
    if out:
        kind_of(out)
    if missing := [id_ for id_ in policies if id_ not in index.policies]:
        raise UsageError(f"no policy {missing[0]!r} in the index: it holds {', '.join(index.policies)}")
    asked, rows = policies or tuple(index.policies), []
    with progress() as show:
        one_more = counter(show, "checking", len(asked))
        for of_policy in check(index, MiniLM(), wanted, asked):
            rows += of_policy
            one_more()
    report = Report(wanted, [index.policies[id_] for id_ in asked], rows)
    if out:
        write_report(report, out)
    lines = [*summary_lines(report), f"written to {out}"] if out else row_lines(report)
    print(as_json(report) if as_object else "\n".join(lines))
    return 0
