"""What `python -m eval` does, in order: read, ask, score, report, judge.

Refuses to know how any of it is done.
"""

import argparse
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from eval.ask.answers_file import Kept
from eval.ask.ask_cases import run
from eval.ask.subject import Subject, open_subject
from eval.cases import Case, choose, read_cases, read_policies, sample
from eval.report import build as reports
from eval.report import gate as gates
from eval.report.compare import compare, worse
from eval.report.html_report import html
from eval.report.junit import write_junit
from eval.report.markdown_report import markdown
from eval.report.terminal_tables import show
from eval.score.blame import blames, with_split
from eval.score.outcome import Outcome
from eval.score.second_opinion import opinions, summary
from eval.score.sensitivity import detection, false_alarms
from ingest.clauses.clause import split
from ingest.errors import UsageError
from ingest.policy import Policy

if TYPE_CHECKING:
    from rich.console import Console

Open = Callable[[argparse.Namespace, Mapping[str, Policy]], Subject]


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What a run is given, read and found good before anything is asked."""

    policies: Mapping[str, Policy]
    cases: tuple[Case, ...]
    gate: gates.Gate
    baseline: reports.Report | None


def evaluate(args: argparse.Namespace, opened: Open = open_subject) -> int:
    """Run the whole evaluation; returns the exit code. What a user can mend raises ClausewiseError."""
    inputs = _read(args)
    _make(args.out)
    subject = opened(args, inputs.policies)
    begun = time.perf_counter()
    outcomes = _ask(args, inputs, subject)
    report = _report(args, inputs, subject, outcomes, time.perf_counter() - begun)
    judgement = gates.judge(report, inputs.gate, worse(report["comparison"]) if inputs.baseline else None)
    report["gate"] = {"code": judgement.code, "says": judgement.says}
    reports.write_report(report, args.out / "report.json")
    write_junit(report, args.out / "junit.xml")
    (args.out / "report.md").write_text(markdown(report, judgement), encoding="utf-8")
    (args.out / "report.html").write_text(html(report, inputs.baseline), encoding="utf-8")
    show(report, judgement, _console())
    return judgement.code


def _read(args: argparse.Namespace) -> _Inputs:
    policies = read_policies(args.policies)
    cases = sample(choose(read_cases(args.cases, policies), args.only), args.sample)
    baseline = reports.read_report(args.baseline) if args.baseline else None
    return _Inputs(policies, cases, gates.read_gate(args.gate), baseline)


def _ask(args: argparse.Namespace, inputs: _Inputs, subject: Subject) -> list[Outcome]:
    texts = {policy.id: policy.text for policy in inputs.policies.values()}
    kept = Kept(args.out / "answers.jsonl", subject.system(), resume=args.resume)
    with _progress(len(inputs.cases), "asking") as done:
        return run(subject.assistant, inputs.cases, texts, kept=kept, jobs=args.jobs, done=done)


def _report(
    args: argparse.Namespace, inputs: _Inputs, subject: Subject, outcomes: Sequence[Outcome], seconds: float
) -> reports.Report:
    texts = {policy.id: policy.text for policy in inputs.policies.values()}
    clauses = {policy.id: split(policy) for policy in inputs.policies.values()}
    outcomes = with_split(outcomes, clauses, texts)
    report = reports.build(outcomes, _told(args, subject, seconds), blames(outcomes, clauses, texts))
    report["detection"] = detection(inputs.cases, texts, clauses)
    report["false_alarms"] = false_alarms(inputs.cases, texts, clauses)
    if subject.judge:
        with _progress(len(outcomes), "judging") as done:
            found = opinions(subject.judge, outcomes, done)
        report["judge"] = summary(subject.judge, outcomes, found)
    if inputs.baseline:
        report["comparison"] = compare(inputs.baseline, report)
    return report


def _told(args: argparse.Namespace, subject: Subject, seconds: float) -> reports.Told:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return reports.Told(
        model=subject.assistant.model_name,
        cases=args.cases.name,
        policies={policy.id: policy.sha256 for policy in subject.assistant.policies},
        system=subject.system(),
        machine=f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(seconds, 1),
        memory_mb=round(kilobytes / 1024, 1),
        replayed=subject.replayed,
        only=args.only,
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {folder}: {error.strerror}") from error


@contextmanager
def _progress(total: int, what: str) -> Iterator[Callable[[], None]]:
    """Show a bar on a terminal's standard error; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def _console() -> "Console":
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 140)  # a log has no width of its own
