"""Put the CCPA checklist to privacy pages that three people have marked, beside what the three make of each other.

    python -m benchmarks.checklist_ccpa --data DIR

DIR has `html/` and `annotations-dev.jsonl`: a line a passage, with `doc`, `annotator`, `label`. A requirement is there
where most of those who read the page marked it, and said where the verdict is present, partial or denied ("we have not
sold any" is what the law asks for). The ceiling: each reader put against most of the readers, and against one other.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np

from assistant.checklist.check import check
from assistant.checklist.requirements import read_checklist
from benchmarks.command_line import parser, run
from ingest import ingest
from ingest.embed import MiniLM
from ingest.jsonlines import numbered_lines, parse_object
from ingest.store.open_index import open_index

Marks = set[tuple[str, str]]  # (page, requirement)


def main() -> None:
    """Ingest, check, count and print."""
    flags = parser(__doc__)
    flags.add_argument("--data", type=Path, required=True, metavar="DIR")
    flags.add_argument("--index", type=Path, help="where the pages are ingested already")
    args = flags.parse_args()
    readers = _read(args.data / "annotations-dev.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        if not args.index:
            ingest([args.data / "html"], Path(folder), MiniLM())
        said = _said(args.index or Path(folder))
    _show(readers, said)


def _read(path: Path) -> dict[str, dict[str, set[str]]]:
    """Page → reader → the requirements that they marked."""
    readers: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for _, line in numbered_lines(path):
        mark = parse_object(line)
        readers[mark["doc"]][mark["annotator"]].add(mark["label"])
    return readers


def _said(folder: Path) -> Marks:
    rows = (row for of_page in check(open_index(folder), MiniLM(), read_checklist("ccpa-notice"))[1] for row in of_page)
    return {(row.policy, row.requirement) for row in rows if row.verdict in {"present", "partial", "denied"}}


def _show(readers: dict[str, dict[str, set[str]]], said: Marks) -> None:
    """Print a line a requirement, and means."""
    names = [requirement.id for requirement in read_checklist("ccpa-notice").requirements]
    most = {(page, name) for page, by in readers.items() for name in names if _marked(by, name) * 2 > len(by)}
    everything = {(page, name) for page in readers for name in names}
    columns = []
    for name in names:
        ways = [_f1(_of(some, name), _of(most, name)) for some in (said, everything)]
        columns.append([*ways, *(float(np.mean(list(figures))) for figures in _readers(readers, most, name))])
        print(f"{name:60} " + "  ".join(f"{figure:.2f}" for figure in columns[-1]))
    means = "  ".join(f"{figure:.3f}" for figure in np.mean(columns, axis=0))
    print(f"{len(readers)} pages. Program, always present, a reader against most readers, against one other: {means}")


def _readers(readers: dict[str, dict[str, set[str]]], most: Marks, name: str) -> tuple[list[float], list[float]]:
    """F1 of each reader against most readers, and of each pair that read some pages both."""
    people = sorted({person for by in readers.values() for person in by})
    marks = {person: {page for page, by in readers.items() if name in by.get(person, ())} for person in people}
    read = {person: {page for page, by in readers.items() if person in by} for person in people}
    pages = {page for page, _ in _of(most, name)}
    alone = [_f1(marks[person], pages & read[person]) for person in people if pages & read[person]]
    pairs = list(_pairs(marks, read))
    return alone, pairs or [0.0]


def _pairs(marks: dict[str, set[str]], read: dict[str, set[str]]) -> Iterator[float]:
    for one, other in permutations(marks, 2):
        if any(both := (marks[one] | marks[other]) & read[one] & read[other]):
            yield _f1(marks[one] & both, marks[other] & both)


def _marked(by: dict[str, set[str]], name: str) -> int:
    return sum(name in labels for labels in by.values())


def _of(marks: Marks, name: str) -> Marks:
    return {mark for mark in marks if mark[1] == name}


def _f1(said: set, there: set) -> float:  # type: ignore[type-arg]
    return 2 * len(said & there) / max(1, len(said) + len(there))


if __name__ == "__main__":
    run(main)
