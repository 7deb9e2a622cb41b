"""A report (and a baseline's) → one verdict with its reasons, and the exit code that says the same.

Refuses to know how things were measured. 0 pass, 1 gate failed, 4 worse than the baseline; 2 (bad input) and
3 (model missing) end a run before there is anything to judge.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.report.build import Report
from eval.score.scoring import CHECKS, INVARIANTS
from ingest.errors import UsageError

PASS, FAILED, BAD_INPUT, MODEL_MISSING, DIFFERS = range(5)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the gate looked at."""

    name: str
    holds: bool
    says: str  # one line


@dataclass(frozen=True, slots=True)
class Gate:
    """What must be reached."""

    floors: Mapping[str, float]  # check → lowest rate, 0 to 1
    unscored: float  # highest share of cases that may fail with an error


@dataclass(frozen=True, slots=True)
class Judgement:
    """The gate's verdict."""

    code: int
    says: str  # one line
    findings: tuple[Finding, ...]


def read_gate(path: Path) -> Gate:
    """Read the floors. UsageError names what is wrong in the file."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read the gate {path}: {error}") from error
    floors, ceilings = raw.get("floors", {}), raw.get("ceilings", {})
    if unknown := (set(raw) - {"floors", "ceilings"}) | (set(floors) - set(CHECKS)) | (set(ceilings) - {"unscored"}):
        raise UsageError(f"{path}: unknown {', '.join(sorted(unknown))}")
    for name, value in (*floors.items(), *ceilings.items()):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise UsageError(f"{path}: {name} must be a share from 0 to 1")
    return Gate(floors, ceilings.get("unscored", 0.0))


def judge(report: Report, gate: Gate, worse: Mapping[str, str] | None = None) -> Judgement:
    """Judge a report. `worse`: the checks that dropped significantly against a baseline, each with a line."""
    partial = report["run"]["only"] is not None
    findings = [_invariant(report, name) for name in INVARIANTS]
    findings += [_set(report), _unscored(report, gate.unscored)]
    findings += [] if partial else [_floor(report, name, floor) for name, floor in gate.floors.items()]
    drops = [Finding(f"baseline: {name}", holds=False, says=line) for name, line in (worse or {}).items()]
    failed = [finding.name for finding in findings if not finding.holds]
    findings += drops
    note = " (floors are for the whole set: not judged with --only)" if partial else ""
    if failed:
        return Judgement(FAILED, f"GATE FAILED: {', '.join(failed)}{note}", tuple(findings))
    if drops:
        names = ", ".join(worse or {})
        return Judgement(DIFFERS, f"WORSE THAN THE BASELINE: {names}{note}", tuple(findings))
    return Judgement(PASS, f"GATE PASSED{note}", tuple(findings))


def _invariant(report: Report, name: str) -> Finding:
    rate = report["checks"].get(name)
    if rate is None:
        return Finding(name, holds=True, says=f"{CHECKS[name]}: nothing to look at")
    breaches = [case["id"] for case in report["cases"] if case["checks"].get(name) is False]
    says = f"{CHECKS[name]}: {rate['k']} of {rate['n']}" + (f"; not {', '.join(breaches[:5])}" if breaches else "")
    return Finding(name, not breaches, says)


def _set(report: Report) -> Finding:
    """Look for cases that no answer can pass: they measure nothing."""
    bad = report["false_alarms"]
    says = f"a right answer passes: in {report['counts']['cases'] - len(bad)} of {report['counts']['cases']} cases"
    return Finding("set", not bad, says + (f"; not {', '.join(bad[:5])}" if bad else ""))


def _unscored(report: Report, ceiling: float) -> Finding:
    counts = report["counts"]
    says = f"{counts['unscored']} of {counts['cases']} cases unscored (at most {ceiling:.0%})"
    return Finding("unscored", counts["unscored"] <= ceiling * counts["cases"], says)


def _floor(report: Report, name: str, floor: float) -> Finding:
    rate = report["checks"].get(name)
    if rate is None:
        return Finding(name, holds=True, says=f"{name}: no case asks for it")
    if rate["rate"] is None:
        return Finding(name, holds=False, says=f"{name}: all {rate['unscored']} unscored, floor {floor:.0%}")
    return Finding(name, rate["rate"] >= floor, f"{name}: {rate['rate']:.1%} of {rate['n']}, floor {floor:.0%}")
