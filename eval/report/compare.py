"""Compare two reports case by case, and tell which drops are more than chance. Pure.

Only cases with the same question and the same wanted answer are compared; the others are counted.
"""

import json
from collections.abc import Iterable, Mapping

from eval.report.report import CaseReport, CheckChange, Comparison, Report
from eval.score.scoring import CHECKS
from eval.score.stats import difference, holm
from ingest.errors import UsageError

GATED = ("passed", "verdict", "every_clause", "points", "silence", "answered", "every_shown")
_LEVEL = 0.05  # after Holm's adjustment for looking at all of GATED


def compare(before: Report, after: Report) -> Comparison:
    """Compare a report with its baseline. Raises UsageError when they have no case in common."""
    old, new = _by_case(before), _by_case(after)
    common = [key for key in new if key in old]
    if not common:
        raise UsageError("the baseline has no case in common with this run: it is of another set")
    return {
        "model": before["run"]["model"],
        "date": before["run"]["date"],
        "common": len(common),
        "new": len(new) - len(common),
        "gone": len(old) - len(common),
        "same": before["run"]["result"] == after["run"]["result"],
        "checks": _changes([(old[key], new[key]) for key in common]),
        "newly_failing": [new[key]["id"] for key in common if _fell(old[key], new[key])],
        "newly_passing": [new[key]["id"] for key in common if _fell(new[key], old[key])],
    }


def worse(comparison: Comparison) -> dict[str, str]:
    """Name the checks that dropped by more than chance, each with a line."""
    return {
        name: f"{name} dropped by {delta(check)}, {check['lost']} lost, {check['won']} won, p = {check['adjusted']:.2g}"
        for name, check in comparison["checks"].items()
        if check["adjusted"] < _LEVEL and check["high"] < 0
    }


def delta(check: CheckChange) -> str:
    """Write a difference with its interval, in points: "-12.0 [-18, -6]"."""
    return f"{100 * check['delta']:+.1f} [{100 * check['low']:+.0f}, {100 * check['high']:+.0f}]"


def _by_case(report: Report) -> dict[str, CaseReport]:
    return {_key(case): case for case in report["cases"]}


def _key(case: CaseReport) -> str:
    wanted = {name: value for name, value in case["wanted"].items() if name != "why"}
    return json.dumps([case["id"], case["question"], wanted], sort_keys=True)


def _changes(pairs: list[tuple[CaseReport, CaseReport]]) -> dict[str, CheckChange]:
    changes = {name: _change(name, pairs) for name in CHECKS}
    compared = {name: change for name, change in changes.items() if change["n"]}
    _adjust(compared)
    return compared


def _change(name: str, pairs: Iterable[tuple[CaseReport, CaseReport]]) -> CheckChange:
    values = [(old["checks"].get(name), new["checks"].get(name)) for old, new in pairs]
    both = [(old, new) for old, new in values if old is not None and new is not None]
    result = difference([old for old, _ in both], [new for _, new in both])
    return {
        "n": result.n,
        "delta": result.delta,
        "low": result.low,
        "high": result.high,
        "lost": result.lost,
        "won": result.won,
        "p": result.p,
        "adjusted": 1.0,
        "unpaired": sum((old is None) != (new is None) for old, new in values),
    }


def _adjust(checks: Mapping[str, CheckChange]) -> None:
    names = [name for name in GATED if name in checks]
    for name, p in zip(names, holm([checks[name]["p"] for name in names]), strict=True):
        checks[name]["adjusted"] = p


def _fell(old: CaseReport, new: CaseReport) -> bool:
    return old["checks"]["passed"] is True and new["checks"]["passed"] is not True
