"""Compare two versions of a policy for the command line, files or of an index: as text, JSON, Markdown or HTML."""

import json
from collections.abc import Sequence
from pathlib import Path

from ingest.clauses.split import split
from ingest.errors import IndexFault, UsageError, remedy
from ingest.files import write_whole
from ingest.findings.collect import findings
from ingest.index.history import called
from ingest.policy import Policy
from ingest.read.policy_file import read_policy
from ingest.versions.compare import changes
from ingest.versions.report import Report, lines, new_findings, render, to_json

FORMS = (".md", ".html")  # of --out


def diff(names: Sequence[str], index: Path, *, as_json: bool, out: Path | None) -> str:
    """Return what to print of the changes from the first to the second version. Raises UsageError for what is neither.

    With `out` the report is written there, and a line about it is printed.
    """
    if out and out.suffix.lower() not in FORMS:
        raise UsageError(f"cannot write {out}: its name must end in {' or '.join(FORMS)}")
    old, new = names
    report = compared(_version(old, index), _version(new, index), old, new)
    if out:
        _write(out, render(report, out.suffix.lower()[1:]))
        return f"{len(report.weighty)} changes that say something, {len(report.quiet)} quiet ones, in {out}"
    return json.dumps(to_json(report), ensure_ascii=False, indent=1) if as_json else "\n".join(lines(report))


def compared(old: Policy, new: Policy, old_name: str, new_name: str) -> Report:
    """Compare two versions, and their findings."""
    before, after = split(old), split(new)
    added = new_findings(findings(old, before), findings(new, after))
    return Report(old_name, new_name, changes(before, after), added)


def _version(name: str, index: Path) -> Policy:
    """The version that a name means: a file, a policy of the index by id or name, or a version of it."""
    if Path(name).is_file():
        return read_policy(Path(name))
    from ingest.store.open_index import open_index

    try:
        return called(name, open_index(index).record.history()).policy
    except (IndexFault, UsageError) as error:
        raise UsageError(f"no such file: {name}; and {error}") from error


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        raise UsageError(f"cannot write {path} ({error.strerror}): {remedy(error.errno)}") from error
