"""Command line: policies into an index, or one policy's clause tree and findings."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ingest.errors import ClausewiseError, UsageError
from ingest.places import default_index

if TYPE_CHECKING:
    from ingest.index.open_index import Index
    from ingest.index.record import Record
    from ingest.pipeline import Ingested


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: done; 1: --verify found damage; 2: a mistake that the user can mend, told in one line."""
    options = _parser().parse_args(arguments)
    try:
        if options.show:
            return _show(options)
        if options.verify:
            return _verify(options.index)
        if options.rebuild:
            return _rebuild(options.index)
        return _ingest(options)
    except ClausewiseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingest", description="Put policies into an index.")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders (default: policies/)")
    parser.add_argument(
        "--index", type=Path, default=default_index(), help="where the index lies (default: %(default)s)"
    )
    parser.add_argument("--skip-bad", action="store_true", help="leave unreadable files out instead of stopping")
    parser.add_argument("--show", metavar="POLICY", help="print a policy's clause tree and findings: an id, or a file")
    parser.add_argument(
        "--verify",
        action="store_true",
        help="check every byte of the index, and that its Chroma gives back what it was given; 0: sound, 1: damaged",
    )
    parser.add_argument(
        "--rebuild", action="store_true", help="build Chroma again from the index's own record; nothing is embedded"
    )
    parser.add_argument("--json", action="store_true", help="with --show: one JSON object")
    return parser


def _ingest(options: argparse.Namespace) -> int:
    from ingest.embed import MiniLM
    from ingest.pipeline import ingest

    with _Bars() as bars:
        done = ingest(
            options.paths or [Path("policies")], options.index, MiniLM(), bars.show, skip_bad=options.skip_bad
        )
    _report(done, options.index)
    return 0


def _report(done: "Ingested", index: Path) -> None:
    record = done.index.record
    for policy in record.policies:
        mine = [clause for clause in record.clauses if clause.policy_id == policy.id]
        print(f"{policy.id}: {policy.name}, {len(mine)} clauses, {len(policy.text):,} characters")
        for owner, finding in record.findings:
            if owner == policy.id:
                print(f"  line {finding.line}: {finding.kind}: {finding.says}")
    for line in done.refused:
        print(f"left out: {line}", file=sys.stderr)
    print(f"{len(record.pieces)} pieces in {index}, {done.embedded} of them embedded now")


def _verify(index: Path) -> int:
    from ingest.errors import IndexDamaged
    from ingest.index.write_index import verify

    try:
        print(f"sound: {_facts(verify(index))}")
    except IndexDamaged as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _rebuild(index: Path) -> int:
    from ingest.index.write_index import rebuild

    print(f"rebuilt: {_facts(rebuild(index))}")
    return 0


def _facts(index: "Index") -> str:
    record = index.record
    counts = f"{len(record.policies)} policies, {len(record.clauses)} clauses, {len(record.pieces)} pieces"
    return f"{counts} in {index.folder}"


def _show(options: argparse.Namespace) -> int:
    from ingest.index.open_index import open_index

    path = Path(options.show)
    record = _described(path) if path.is_file() else open_index(options.index).record
    wanted = path.stem if path.is_file() else options.show
    known = [policy.id for policy in record.policies]
    if wanted not in known:
        raise UsageError(f"no policy {wanted!r} in {options.index}: it holds {', '.join(known)}")
    tree = _tree(record, wanted)
    print(json.dumps(tree, ensure_ascii=False, indent=1) if options.json else "\n".join(_drawn(tree)))
    return 0


def _described(path: Path) -> "Record":
    from ingest.pipeline import describe
    from ingest.read.policy_file import read_policy

    return describe([read_policy(path)], "")


def _tree(record: "Record", policy_id: str) -> dict[str, Any]:
    """The object of the design's section 5."""
    from ingest.policy import line_of

    policy = next(policy for policy in record.policies if policy.id == policy_id)
    clauses = [
        {"id": c.id, "number": c.number, "path": c.path, "start": c.start, "end": c.end}
        | {"line": line_of(policy.text, c.start)}
        for c in record.clauses
        if c.policy_id == policy_id
    ]
    found = [asdict(finding) for owner, finding in record.findings if owner == policy_id]
    return {"policy": policy.id, "name": policy.name, "aliases": policy.aliases, "clauses": clauses, "findings": found}


def _drawn(tree: dict[str, Any]) -> Iterator[str]:
    """The tree for a reader: a line a clause, indented by depth, with its line and length; then the findings."""
    yield f"{tree['name']}  ({', '.join(tree['aliases'])})"
    shown: tuple[str, ...] = ()
    for clause in tree["clauses"]:
        path = tuple(clause["path"])
        common = next(
            (i for i, (a, b) in enumerate(zip(shown, path, strict=False)) if a != b), min(len(shown), len(path))
        )
        yield from ("  " * depth + heading for depth, heading in enumerate(path) if depth >= common)
        label = clause["id"].rsplit("/", 1)[-1]
        yield "  " * len(path) + f"· {label}  line {clause['line']}, {clause['end'] - clause['start']:,} characters"
        shown = path
    yield from (f"line {f['line']}: {f['kind']}: {f['says']}  «{f['quote']}»" for f in tree["findings"])


class _Bars:
    """Progress bars on stderr, one a stage; plain silence where stderr is not a terminal."""

    def __enter__(self) -> Self:
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        self._progress = Progress(console=console, transient=True, disable=not console.is_terminal)
        self._tasks: dict[str, object] = {}
        return self

    def __exit__(self, *_: object) -> None:
        if self._tasks:
            self._progress.stop()

    def show(self, stage: str, done: int, of: int) -> None:
        self._progress.start()
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=of)
        self._progress.update(self._tasks[stage], completed=done, total=of)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
