"""What a report holds: the types of report.json. Read one, write one.

A baseline is a report of an earlier run. Both may be gzipped: "baseline.json.gz".
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NotRequired

from typing_extensions import TypedDict  # typing's own cannot be validated before Python 3.12

from eval.gzip_files import read_text
from eval.score.levels import Measures
from eval.score.second_opinion import Opinion
from eval.score.sensitivity import Detection
from eval.score.stats import Mean, Rate
from ingest.errors import UsageError
from ingest.files import write_whole

FORMAT = 1  # of report.json; a baseline of another one is refused

Rates = dict[str, Rate]  # by check


class RunFacts(TypedDict):
    """What was run, where and when: what a report says of its run that the outcomes do not."""

    model: str
    cases: str  # the file's name
    policies: dict[str, str]  # id → sha256
    system: str  # digest of the code, the prompts and the policies that answered
    machine: str
    date: str
    seconds: float  # the whole run's wall clock
    memory_mb: float  # the most this process held
    replayed: bool
    only: str | None


class Run(RunFacts):
    """What was run, and what came out."""

    result: str  # digest of all that was answered and scored, less times


class Counts(TypedDict):
    """How many cases there were."""

    cases: int
    scored: int
    unscored: int
    left_out: NotRequired[int]  # not asked: their documents are not there


class GoldQuote(TypedDict):
    """A passage that answers."""

    policy: str
    quote: str
    start: int
    end: int


class Wanted(TypedDict):
    """What a right answer to a case is."""

    verdict: str
    accept: Sequence[str]
    points: Sequence[Sequence[str]]
    why: str
    gold: Sequence[GoldQuote]


class GivenSentence(TypedDict):
    """One sentence of an answer."""

    text: str
    citations: Sequence[int]


class GivenCitation(TypedDict):
    """One quote of an answer."""

    policy: str
    clause: str
    quote: str
    start: int
    end: int


class Searched(TypedDict):
    """One clause that was retrieved."""

    clause: str
    score: float


class Given(TypedDict):
    """The answer that was given."""

    verdict: str
    confidence: NotRequired[float]  # 0 to 1; older reports have none
    sentences: Sequence[GivenSentence]
    citations: Sequence[GivenCitation]
    searched: Sequence[Searched]
    total_ms: float


class CaseReport(TypedDict):
    """One case: what was wanted, given and measured."""

    id: str
    question: str
    kind: str
    policies: Sequence[str]
    hold: bool
    wanted: Wanted
    given: Given | None  # None: it failed, `error` says why
    error: str
    checks: dict[str, bool | None]
    rates: dict[str, float]
    gold_ranks: Sequence[int | None]
    blame: str  # the first stage that failed; "" of a passed case
    seconds: float


class Percentiles(TypedDict):
    """The median and the 95th percentile; None of nothing."""

    p50: float | None
    p95: float | None


class CheckChange(TypedDict):
    """How one check fared before and after, on the same cases."""

    n: int
    delta: float
    low: float
    high: float
    lost: int
    won: int
    p: float
    adjusted: float  # p, after Holm's adjustment
    unpaired: int  # cases scored in one of the two runs only


class Comparison(TypedDict):
    """A run against its baseline."""

    model: str
    date: str
    common: int
    new: int
    gone: int
    same: bool
    checks: dict[str, CheckChange]
    newly_failing: list[str]
    newly_passing: list[str]


class GateResult(TypedDict):
    """The gate's verdict."""

    code: int
    says: str


class Report(TypedDict):
    """All of one run. What is not required is added after the answers were scored."""

    format: int
    run: Run
    counts: Counts
    checks: Rates
    rates: dict[str, Mean]
    smallest_drop: float | None
    slices: dict[str, dict[str, Rates]]
    verdicts: dict[str, dict[str, int]]
    recall_at: Rates
    blame: dict[str, int]
    parts: NotRequired[dict[str, Measures]]  # "questions seen", "questions kept"; older reports have none
    beside: NotRequired[dict[str, Measures]]  # the parts of other reports, shown beside
    speed: dict[str, Percentiles]
    cases: list[CaseReport]
    detection: NotRequired[dict[str, Detection]]
    false_alarms: NotRequired[list[str]]
    judge: NotRequired[Opinion]
    comparison: NotRequired[Comparison]
    gate: NotRequired[GateResult]


def broken_checks(case: CaseReport) -> list[str]:
    """Return the names of the checks that a case did not hold."""
    return [name for name, held in case["checks"].items() if held is False and name != "passed"]


def read_report(path: Path) -> Report:
    """Read a report, to compare with. Raises UsageError when it is none of ours."""
    from pydantic import TypeAdapter, ValidationError

    text = read_text(path, "the baseline")
    try:
        report = TypeAdapter(Report).validate_json(text)
    except ValidationError as error:
        raise UsageError(f"{path} is not a report of this version: make it anew with --out") from error
    if report["format"] != FORMAT:
        raise UsageError(f"{path} is not a report of this version: make it anew with --out")
    return report


def parts_beside(report: Report, paths: Sequence[Path]) -> dict[str, Measures]:
    """Return the parts of other reports by name, with their model where two have one name. Raises UsageError."""
    beside: dict[str, Measures] = {}
    for path in paths:
        other = read_report(path)
        if "parts" not in other:
            raise UsageError(f"--beside {path}: this report has no parts; make it anew with --out")
        for name, part in other["parts"].items():
            taken = name in beside or name in report.get("parts", {})
            beside[f"{name} ({other['run']['model']})" if taken else name] = part
    return beside


def write_report(report: Report, path: Path) -> None:
    """Write report.json, whole or not at all."""
    write_whole(path, json.dumps(report, ensure_ascii=False, indent=1) + "\n")
