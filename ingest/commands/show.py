"""Show one policy's clause tree and findings, as lines for a reader or as a JSON object."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.naming.policy_ids import ids_here

if TYPE_CHECKING:
    from ingest.index.record import Record


def show(name: str, index: Path, *, as_json: bool) -> str:
    """Return the tree of a policy of an index, by id or name, or of a file. Raises UsageError for neither."""
    path = Path(name)
    record, wanted = _of_file(path) if path.is_file() else (_of_index(index), name)
    [policy_id] = ids_here([wanted], record.policies)
    tree = _tree(record, policy_id)
    return json.dumps(tree, ensure_ascii=False, indent=1) if as_json else "\n".join(_lines(tree))


def _of_index(index: Path) -> "Record":
    from ingest.store.open_index import open_index

    return open_index(index).record


def _of_file(path: Path) -> "tuple[Record, str]":
    from ingest.pipeline import describe
    from ingest.read.policy_file import read_policy

    policy = read_policy(path)
    return describe([policy], ""), policy.id


def _tree(record: "Record", policy_id: str) -> dict[str, Any]:
    """The object that --json prints: policy, name, aliases, about, clauses, findings."""
    from ingest.policy import line_of

    policy = next(policy for policy in record.policies if policy.id == policy_id)
    clauses = [
        {"id": c.id, "number": c.number, "path": c.path, "start": c.start, "end": c.end}
        | {"line": line_of(policy.text, c.start)}
        for c in record.clauses
        if c.policy_id == policy_id
    ]
    findings = [asdict(finding) for owner, finding in record.findings if owner == policy_id]
    names = {"policy": policy.id, "name": policy.name, "aliases": policy.aliases}
    about = {"about": dict(policy.about)} if policy.about else {}
    return names | about | {"clauses": clauses, "findings": findings}


def _lines(tree: dict[str, Any]) -> Iterator[str]:
    """The tree for a reader: a line a clause, indented by depth, with its line and length; then the findings."""
    yield f"{tree['name']}  ({', '.join(tree['aliases'])})"
    yield from (f"{name}: {value}" for name, value in tree.get("about", {}).items())
    above: tuple[str, ...] = ()
    for clause in tree["clauses"]:
        path = tuple(clause["path"])
        shared = [a == b for a, b in zip(above, path, strict=False)]
        common = (*shared, False).index(False)
        yield from ("  " * depth + heading for depth, heading in enumerate(path) if depth >= common)
        label = clause["id"].rsplit("/", 1)[-1]
        yield "  " * len(path) + f"· {label}  line {clause['line']}, {clause['end'] - clause['start']:,} characters"
        above = path
    yield from (f"line {f['line']}: {f['kind']}: {f['says']}  «{f['quote']}»" for f in tree["findings"])
