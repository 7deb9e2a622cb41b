"""Do what `python -m eval` does, in order: read, ask, score, report, judge."""

import argparse
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from eval.ask.answers_file import AnswersFile
from eval.ask.ask_cases import ask_cases
from eval.ask.subject import Subject, open_subject
from eval.case_set import read_case_set
from eval.cases import Case, choose, sample
from eval.report.build import build
from eval.report.compare import compare, worse
from eval.report.gate import Gate, Judgement, judge_report, read_gate
from eval.report.junit import write_junit
from eval.report.render import html, markdown
from eval.report.report import Report, RunFacts, parts_beside, read_report, write_report
from eval.report.terminal_tables import show
from eval.score.blame import blames, with_split
from eval.score.outcome import Outcome
from eval.score.second_opinion import opinions, summary
from eval.score.sensitivity import detection, false_alarms
from ingest.clauses.split import split
from ingest.commands.progress import counter, progress
from ingest.errors import UsageError, remedy
from ingest.files import write_whole
from ingest.policy import Policy

if TYPE_CHECKING:
    from rich.console import Console

Open = Callable[[argparse.Namespace, Mapping[str, Policy], Sequence[Case]], Subject]
_LOG_WIDTH = 140  # columns of a table where the output is no terminal: a log has no width of its own


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What a run is given, read and found good before anything is asked."""

    policies: Mapping[str, Policy]
    cases: tuple[Case, ...]
    left_out: int  # cases whose documents are not there
    gate: Gate
    baseline: Report | None

    @property
    def texts(self) -> dict[str, str]:
        """The policies' texts by id."""
        return {policy.id: policy.text for policy in self.policies.values()}


def evaluate(args: argparse.Namespace, opened: Open = open_subject) -> int:
    """Run the whole evaluation; returns the exit code. Raises ClausewiseError for what a user can mend."""
    inputs = _read(args)
    _make_folder(args.out)
    with closing(opened(args, inputs.policies, inputs.cases)) as subject:
        begun = time.perf_counter()
        outcomes = _ask(args, inputs, subject)
        report = _report(args, inputs, subject, outcomes, time.perf_counter() - begun)
    judgement = judge_report(report, inputs.gate, worse(report["comparison"]) if inputs.baseline else None)
    report["gate"] = {"code": judgement.code, "says": judgement.says}
    _write(report, judgement, inputs.baseline, args.out)
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        show(report, judgement, _console())
    return judgement.code


def _read(args: argparse.Namespace) -> _Inputs:
    case_set = read_case_set(args.cases, args.policies)
    for fault in case_set.faults:
        print(f"left out: {fault}", file=sys.stderr)
    cases = sample(choose(case_set.cases, args.only), args.sample)
    baseline = read_report(args.baseline) if args.baseline else None
    return _Inputs(case_set.policies, cases, len(case_set.left_out), read_gate(args.gate), baseline)


def _ask(args: argparse.Namespace, inputs: _Inputs, subject: Subject) -> list[Outcome]:
    answers = AnswersFile(args.out / "answers.jsonl", subject.system(), resume=args.resume)
    with progress() as bars, closing(answers):
        done = counter(bars, "asking", len(inputs.cases))
        return ask_cases(subject.assistant, inputs.cases, inputs.texts, answers=answers, jobs=args.jobs, done=done)


def _report(
    args: argparse.Namespace, inputs: _Inputs, subject: Subject, outcomes: Sequence[Outcome], seconds: float
) -> Report:
    texts = inputs.texts
    clauses = {policy.id: split(policy) for policy in inputs.policies.values()}
    outcomes = with_split(outcomes, clauses, texts)
    facts = _facts(args, subject, seconds)
    report = build(outcomes, facts, inputs.left_out, blames(outcomes, clauses, texts))
    report["detection"] = detection(inputs.cases, texts, clauses)
    report["false_alarms"] = false_alarms(inputs.cases, texts, clauses)
    if subject.judge:
        with progress() as bars:
            by_case = opinions(subject.judge, outcomes, counter(bars, "judging", len(outcomes)))
        report["judge"] = summary(subject.judge, outcomes, by_case)
    if args.beside:
        report["beside"] = parts_beside(report, args.beside)
    if inputs.baseline:
        report["comparison"] = compare(inputs.baseline, report)
    return report


def _facts(args: argparse.Namespace, subject: Subject, seconds: float) -> RunFacts:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "model": subject.assistant.model_name,
        "cases": args.cases.name,
        "policies": {policy.id: policy.sha256 for policy in subject.assistant.policies},
        "system": subject.system(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "memory_mb": round(kilobytes / 1024, 1),
        "replayed": subject.replayed,
        "only": args.only,
    }


def _write(report: Report, judgement: Judgement, baseline: Report | None, folder: Path) -> None:
    write_report(report, folder / "report.json")
    write_junit(report, folder / "junit.xml")
    write_whole(folder / "report.md", markdown(report, judgement))
    write_whole(folder / "report.html", html(report, baseline))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {folder}: {error.strerror}: {remedy(error.errno)}") from error


def _console() -> "Console":
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else _LOG_WIDTH)
