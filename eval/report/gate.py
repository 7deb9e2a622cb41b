"""Judge a report by the floors of a gate file, and give the exit code that says the same.

0 pass, 1 gate failed, 4 worse than the baseline; 2 (bad input) and 3 (model missing) end a run before there is
anything to judge.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from eval.report.report import Report
from eval.score.scoring import CHECKS, INVARIANTS
from eval.validation import first_fault
from ingest.errors import Exit, UsageError

_NAMED = 5  # cases named in one line; the report lists all


def _check_name(name: str) -> str:
    if name not in CHECKS:
        raise ValueError(f"unknown check {name!r} (one of {', '.join(CHECKS)})")
    return name


_Check = Annotated[str, AfterValidator(_check_name)]
_Share = Annotated[float, Field(strict=True, ge=0, le=1)]


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What must not be passed."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    unscored: _Share = 0.0  # share of the cases that may fail with an error


@dataclass(frozen=True, slots=True)
class Gate:
    """What must be reached."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    floors: dict[_Check, _Share] = field(default_factory=dict)  # lowest rate of each check
    ceilings: Ceilings = Ceilings()


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that the gate asks for."""

    name: str
    holds: bool
    says: str  # one line


@dataclass(frozen=True, slots=True)
class Judgement:
    """The gate's verdict."""

    code: int
    says: str  # one line
    conditions: tuple[Condition, ...]


def read_gate(path: Path) -> Gate:
    """Read the floors. Raises UsageError, which names what is wrong in the file."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(Gate).validate_python(raw)
    except ValidationError as error:
        raise UsageError(f"{path}: {first_fault(error)}") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read the gate {path}: {error}") from error


def judge_report(report: Report, gate: Gate, worse: Mapping[str, str] | None = None) -> Judgement:
    """Judge a report. `worse`: the checks that dropped significantly against a baseline, each with a line."""
    partial = report["run"]["only"] is not None
    conditions = [_invariant(report, name) for name in INVARIANTS]
    conditions += [_passable(report), _unscored(report, gate.ceilings.unscored)]
    conditions += [] if partial else [_floor(report, name, floor) for name, floor in gate.floors.items()]
    drops = [Condition(f"baseline: {name}", holds=False, says=line) for name, line in (worse or {}).items()]
    failed = [condition.name for condition in conditions if not condition.holds]
    conditions += drops
    note = " (floors are for the whole set: not judged with --only)" if partial else ""
    if failed:
        return Judgement(Exit.NOT_WELL, f"GATE FAILED: {', '.join(failed)}{note}", tuple(conditions))
    if drops:
        names = ", ".join(worse or {})
        return Judgement(Exit.WORSE, f"WORSE THAN THE BASELINE: {names}{note}", tuple(conditions))
    return Judgement(Exit.DONE, f"GATE PASSED{note}", tuple(conditions))


def _invariant(report: Report, name: str) -> Condition:
    rate = report["checks"].get(name)
    if rate is None:
        return Condition(name, holds=True, says=f"{CHECKS[name]}: nothing to look at")
    breaches = [case["id"] for case in report["cases"] if case["checks"].get(name) is False]
    says = f"{CHECKS[name]}: {rate['k']} of {rate['n']}" + (f"; not {', '.join(breaches[:_NAMED])}" if breaches else "")
    return Condition(name, not breaches, says)


def _passable(report: Report) -> Condition:
    """Look for cases that no answer can pass: they measure nothing."""
    bad = report["false_alarms"]
    says = f"a right answer passes: in {report['counts']['cases'] - len(bad)} of {report['counts']['cases']} cases"
    return Condition("set", not bad, says + (f"; not {', '.join(bad[:_NAMED])}" if bad else ""))


def _unscored(report: Report, ceiling: float) -> Condition:
    counts = report["counts"]
    says = f"{counts['unscored']} of {counts['cases']} cases unscored (at most {ceiling:.0%})"
    return Condition("unscored", counts["unscored"] <= ceiling * counts["cases"], says)


def _floor(report: Report, name: str, floor: float) -> Condition:
    rate = report["checks"].get(name)
    if rate is None:
        return Condition(name, holds=True, says=f"{name}: no case asks for it")
    if rate["rate"] is None:
        return Condition(name, holds=False, says=f"{name}: all {rate['unscored']} unscored, floor {floor:.0%}")
    return Condition(name, rate["rate"] >= floor, f"{name}: {rate['rate']:.1%} of {rate['n']}, floor {floor:.0%}")
