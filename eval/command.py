"""What `python -m eval` does, in order: read, ask, score, report, judge.

Refuses to know how any of it is done.
"""

import argparse
import hashlib
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from eval import gate as gates
from eval import report as reports
from eval.blame import blames
from eval.cases import choose, read_cases, read_policies
from eval.compare import compare, worse
from eval.detect import detection, false_alarms
from eval.html import html
from eval.junit import write_junit
from eval.kept import Kept
from eval.markdown import markdown
from eval.replay import Replay
from eval.run import Asks, run
from eval.tables import show
from ingest.clauses import split
from ingest.errors import ModelMissing, UsageError
from ingest.policy import Policy

if TYPE_CHECKING:
    from rich.console import Console

_SOURCES = ("ingest", "prompts", "assistant")  # whose files decide an answer


class Assistant(Asks, Protocol):
    """What `assistant.Assistant` tells of itself."""

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies of its index."""

    @property
    def model_name(self) -> str:
        """Name and digest."""


Open = Callable[[argparse.Namespace, Sequence[Policy]], tuple[Assistant, Replay | None]]


def evaluate(args: argparse.Namespace, opened: Open | None = None) -> int:
    """Run the whole evaluation; returns the exit code. What a user can mend raises ClausewiseError."""
    policies = read_policies(args.policies)
    cases = choose(read_cases(args.cases, policies), args.only)
    gate = gates.read_gate(args.gate)
    baseline = reports.read_report(args.baseline) if args.baseline else None
    _make(args.out)
    assistant, replay = (opened or _open)(args, list(policies.values()))
    _same_policies(assistant.policies, policies, args)
    system = _system(assistant)
    texts = {policy.id: policy.text for policy in policies.values()}
    begun = time.perf_counter()
    kept = Kept(args.out / "answers.jsonl", system, resume=args.resume)
    with _progress(len(cases)) as done:
        outcomes = run(assistant, cases, texts, kept=kept, jobs=args.jobs, done=done)
    replayed = replay is not None and not replay.asked_live
    told = _told(args, assistant, system, time.perf_counter() - begun, replayed=replayed)
    clauses = {policy.id: split(policy) for policy in policies.values()}
    report = reports.build(outcomes, told, blames(outcomes, clauses))
    report["detection"] = detection(cases, texts, clauses)
    report["false_alarms"] = false_alarms(cases, texts, clauses)
    drops: dict[str, str] = {}
    if baseline:
        report["comparison"] = compare(baseline, report)
        drops = worse(report["comparison"])
    judgement = gates.judge(report, gate, drops)
    report["gate"] = {"code": judgement.code, "says": judgement.says}
    _write(report, baseline, judgement, args.out)
    show(report, judgement, _console())
    return judgement.code


def _write(report: reports.Report, baseline: reports.Report | None, judgement: gates.Judgement, folder: Path) -> None:
    reports.write_report(report, folder / "report.json")
    write_junit(report, folder / "junit.xml")
    (folder / "report.md").write_text(markdown(report, judgement), encoding="utf-8")
    (folder / "report.html").write_text(html(report, baseline), encoding="utf-8")


def _open(args: argparse.Namespace, policies: Sequence[Policy]) -> tuple[Assistant, Replay | None]:
    from assistant import Assistant as Real

    if args.replay is None:
        return Real.open(args.index, args.model), None
    from assistant.choose import choose

    live = choose(args.model) if args.record else None
    if args.record and live is None:
        raise ModelMissing(f"--record: no model to record from with --model {args.model}")
    replay = Replay(args.replay, policies, live)
    return Real.open(args.index, replay), replay


def _same_policies(indexed: Sequence[Policy], read: Mapping[str, Policy], args: argparse.Namespace) -> None:
    """Refuse an index of other texts: its offsets would mean nothing."""
    have = {policy.id: policy.sha256 for policy in indexed}
    other = [policy.id for policy in read.values() if have.get(policy.id) != policy.sha256]
    if other:
        index = f" --index {args.index}" if args.index else ""
        raise UsageError(
            f"the index does not hold {', '.join(other)} as in {args.policies}: python -m ingest {args.policies}{index}"
        )


def _system(assistant: Assistant) -> str:
    """Digest what decides an answer: the code, the prompts, the texts and the model."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256(assistant.model_name.encode())
    for folder in _SOURCES:
        for path in sorted((root / folder).glob("*.*")):
            digest.update(path.name.encode() + path.read_bytes())
    for policy in assistant.policies:
        digest.update(f"{policy.id} {policy.sha256}".encode())
    return digest.hexdigest()[:16]


def _told(
    args: argparse.Namespace, assistant: Assistant, system: str, seconds: float, *, replayed: bool
) -> reports.Told:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return reports.Told(
        model=assistant.model_name,
        cases=args.cases.name,
        policies={policy.id: policy.sha256 for policy in assistant.policies},
        system=system,
        machine=f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(seconds, 1),
        memory_mb=round(kilobytes / 1024, 1),
        replayed=replayed,
        only=args.only,
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {folder}: {error.strerror}") from error


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """Show a bar on a terminal's standard error; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("asking", total=total)
        yield lambda: bar.advance(task)


def _console() -> "Console":
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 140)  # a log has no width of its own
