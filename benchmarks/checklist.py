"""Put the GDPR checklist to policies that lawyers have marked, and count what is right.

    python -m benchmarks.checklist --data DIR

DIR has `docs/` and `annotations-dev.jsonl`: a line a span, with `doc`, `requirement`, `performed`, `start`, `end`. The
phrases and the bar were chosen on the policies whose name has an even sha256; the others are reported beside them.

A requirement is there where a span with `performed` exists, and said where the verdict is present or partial. Passages:
citations that overlap a span of the requirement, and spans that a citation overlaps, pooled. Intervals: 95 %, 200
bootstrap samples of the policies.
"""

import hashlib
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from assistant.checklist.check import check
from assistant.checklist.requirements import read_checklist
from assistant.checklist.row import Row
from benchmarks.command_line import parser, run
from ingest import ingest
from ingest.embed import MiniLM
from ingest.jsonlines import numbered_lines, parse_object
from ingest.spans import Span, overlaps
from ingest.store.open_index import open_index

SAMPLES: Final = 200
Gold = Mapping[tuple[str, str], Sequence[Span]]  # (policy, requirement) → spans
Said = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Counts:
    """How one requirement fared over some policies."""

    there_said: int
    there_not: int
    absent_said: int
    absent_not: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing is right."""
        return 2 * self.there_said / max(1, 2 * self.there_said + self.there_not + self.absent_said)

    @property
    def balanced(self) -> float:
        """Mean of the shares of those that are there and of those that are absent that were told so."""
        there = self.there_said / max(1, self.there_said + self.there_not)
        return (there + self.absent_not / max(1, self.absent_not + self.absent_said)) / 2


def main() -> None:
    """Ingest, check, count and print."""
    flags = parser(__doc__)
    flags.add_argument("--data", type=Path, required=True, metavar="DIR")
    flags.add_argument("--index", type=Path, help="where the policies are ingested already")
    args = flags.parse_args()
    gold: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for _, line in numbered_lines(args.data / "annotations-dev.jsonl"):
        mark = parse_object(line)
        if mark["performed"]:
            gold[mark["doc"], mark["requirement"]].append((mark["start"], mark["end"]))
    with tempfile.TemporaryDirectory() as folder:
        if not args.index:
            ingest([args.data / "docs"], Path(folder), MiniLM())
        rows = _checked(args.index or Path(folder))
    for half, name in ((0, "chosen on"), (1, "not chosen on")):
        _show(name, [of_policy for of_policy in rows if _half(of_policy[0].policy) == half], gold)


def _checked(folder: Path) -> list[list[Row]]:
    index, checklist, embedder = open_index(folder), read_checklist("gdpr-13-14"), MiniLM()
    list(check(index, embedder, checklist, list(index.policies)[:1])[1])  # the weights are loaded
    start = time.perf_counter()
    rows = list(check(index, embedder, checklist)[1])
    seconds = time.perf_counter() - start
    each = 1000 * seconds / len(rows)
    print(f"{len(rows)} policies x {len(rows[0])} requirements in {seconds:.1f} s, {each:.0f} ms each")
    return rows


def _show(name: str, rows: Sequence[Sequence[Row]], gold: Gold) -> None:
    """Print a line for each requirement and one for all."""
    by_verdict = {"said": _is_said, "said or unsure": lambda row: _is_said(row) or row.verdict == "unsure"}
    print(f"\n{name}: {len(rows)} policies")
    for requirement in (row.requirement for row in rows[0]):
        counts = _counts(rows, gold, requirement, _is_said)
        always = _counts(rows, gold, requirement, lambda _: True)
        figures = f"F1 {counts.f1:.2f} (always present {always.f1:.2f}) balanced {counts.balanced:.2f}"
        print(f"  {requirement:36} {figures} {counts}")
    for way, said in by_verdict.items():
        low, high = _interval(rows, lambda some, said=said: _macro(some, gold, said))
        print(f"  {way}: macro F1 {_macro(rows, gold, said):.3f} [{low:.3f}, {high:.3f}]")
    print(f"  always present: macro F1 {_macro(rows, gold, lambda _: True):.3f}")
    low, high = _interval(rows, lambda some: _passages(some, gold)[2])
    precision, recall, f1 = _passages(rows, gold)
    print(f"  passages: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} [{low:.3f}, {high:.3f}]")
    absent = [(row, gold.get((row.policy, row.requirement))) for of_policy in rows for row in of_policy]
    told = [spans for row, spans in absent if row.verdict in {"absent", "not applicable"}]
    missing = [row for row, spans in absent if not spans]
    right = sum(not spans for spans in told)
    print(f"  absent: {right} of {len(told)} told so are, {right} of {len(missing)} that are absent are told so")


def _is_said(row: Row) -> bool:
    return row.verdict in {"present", "partial"}


def _counts(rows: Sequence[Sequence[Row]], gold: Gold, requirement: str, said: Said) -> Counts:
    pairs = [
        (bool(gold.get((row.policy, requirement))), said(row))
        for of_policy in rows
        for row in of_policy
        if row.requirement == requirement
    ]
    return Counts(*(pairs.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False))))


def _macro(rows: Sequence[Sequence[Row]], gold: Gold, said: Said) -> float:
    return float(np.mean([_counts(rows, gold, row.requirement, said).f1 for row in rows[0]]))


def _passages(rows: Sequence[Sequence[Row]], gold: Gold) -> tuple[float, float, float]:
    """Precision, recall and F1 of the citations."""
    cited = right = marked = covered = 0
    for row in (row for of_policy in rows for row in of_policy):
        spans = gold.get((row.policy, row.requirement), ())
        quotes = [(quote.start, quote.end) for quote in row.citations] if _is_said(row) else []
        cited += len(quotes)
        marked += len(spans)
        right += sum(any(overlaps(quote, span) for span in spans) for quote in quotes)
        covered += sum(any(overlaps(quote, span) for quote in quotes) for span in spans)
    precision, recall = right / max(1, cited), covered / max(1, marked)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _interval(
    rows: Sequence[Sequence[Row]], measure: Callable[[Sequence[Sequence[Row]]], float]
) -> tuple[float, float]:
    """95 % of what a measure is over policies drawn again with replacement."""
    chance = np.random.default_rng(7)
    drawn = (chance.integers(len(rows), size=len(rows)) for _ in range(SAMPLES))
    values = [measure([rows[n] for n in picks]) for picks in drawn]
    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))


def _half(policy: str) -> int:
    return hashlib.sha256(policy.encode()).digest()[-1] % 2


if __name__ == "__main__":
    run(main)
