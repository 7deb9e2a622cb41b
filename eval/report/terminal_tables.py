"""Print a report as tables in a terminal. No number is computed here. The only file that knows rich's tables."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from eval.report.compare import GATED, delta
from eval.report.gate import Judgement
from eval.report.report import CaseReport, Comparison, Counts, Rates, Report, broken_checks
from eval.score.levels import COVERAGES, MEASURES, Measures
from eval.score.scoring import CHECKS, RATES
from eval.score.second_opinion import Opinion
from eval.score.stats import Mean, Rate

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_LISTED = 30  # failed cases told one by one
_SLICED = ("passed", "verdict", "right_clause", "points", "silence")  # a slice's columns


def show(report: Report, judgement: Judgement, console: "Console") -> None:
    """Print the whole report."""
    console.print(_checks(report))
    if "comparison" in report:
        console.print(_changes(report["comparison"]))
    console.print(_rates(report))
    console.print(_parts(parts_of(report)))
    for name, groups in report["slices"].items():
        console.print(_slices(name, groups))
    console.print(_speed(report))
    console.print(_detection(report))
    console.print(*_failures(report), sep="\n", markup=False, highlight=False)
    console.print(*_closing(report, judgement), sep="\n", markup=False, highlight=False)


def share(rate: Rate | Mean) -> str:
    """Write a rate with its interval: "75.0 % [53, 89]"; a dash when nothing was scored."""
    if rate["rate"] is None:
        return "-"
    return f"{rate['rate']:.1%} [{100 * rate['low']:.0f}, {100 * rate['high']:.0f}]"


def parts_of(report: Report) -> dict[str, Measures]:
    """Return what is shown side by side: the report's own parts, and those of other reports."""
    return report.get("parts", {}) | report.get("beside", {})


def part_rows(parts: Mapping[str, Measures]) -> list[list[str]]:
    """Write the rows of the parts' table, a column a part: ["wrong_among_says: …", "5.0% [2, 14] of 40"]."""
    return [
        ["questions", *(str(part["n"]) for part in parts.values())],
        *_level_rows(parts),
        *_rate_rows(parts),
        *_coverage_rows(parts),
    ]


def _level_rows(parts: Mapping[str, Measures]) -> Iterator[list[str]]:
    for kind in ("answerable", "silent"):
        for level in ("says", "unsure", "silent", "ambiguous", "unscored"):
            counts = [part["levels"][kind][level] for part in parts.values()]
            if any(counts) or level in {"says", "unsure", "silent"}:
                yield [f"{kind} questions: {level}", *map(str, counts)]


def _rate_rows(parts: Mapping[str, Measures]) -> Iterator[list[str]]:
    for name, says in MEASURES.items():
        rates = [part["rates"].get(name) for part in parts.values()]
        yield [f"{name}: {says}", *(f"{share(rate)} of {rate['n']}" if rate else "" for rate in rates)]


def _coverage_rows(parts: Mapping[str, Measures]) -> Iterator[list[str]]:
    """How many would be wrong, were only the surest answered."""
    for coverage in COVERAGES[1::2]:
        points = [next((p for p in part["curve"] if p["coverage"] == coverage), None) for part in parts.values()]
        if any(points):
            cells = [share(point["risk"]) if point else "" for point in points]
            yield [f"wrong, were only the surest {coverage:.0%} answered", *cells]


def _parts(parts: Mapping[str, Measures]) -> "Table":
    table = _table("Parts side by side", "", *parts)
    for row in part_rows(parts):
        _row(table, *row)
    return table


def _row(table: "Table", *cells: object) -> None:
    """Add a row of plain texts: "[n]" in one is no markup of rich's."""
    from rich.text import Text

    table.add_row(*(Text(str(cell)) for cell in cells))


def _table(title: str, *columns: str) -> "Table":
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for n, column in enumerate(columns):
        table.add_column(column, justify="left" if n == 0 else "right")
    return table


def _checks(report: Report) -> "Table":
    table = _table("Checks", "check", "rate [95 %]", "n", "unscored")
    for name, rate in report["checks"].items():
        _row(table, f"{name}: {CHECKS[name]}", share(rate), str(rate["n"]), str(rate["unscored"]))
    return table


def _changes(comparison: Comparison) -> "Table":
    table = _table(
        f"Against the baseline of {comparison['date'][:10]}",
        "check",
        "change [95 %], points",
        "lost",
        "won",
        "p (Holm)",
        "n",
    )
    for name, check in comparison["checks"].items():
        adjusted = f"{check['adjusted']:.3f}" if name in GATED else ""
        _row(table, name, delta(check), str(check["lost"]), str(check["won"]), adjusted, str(check["n"]))
    return table


def _rates(report: Report) -> "Table":
    table = _table("Means", "rate", "mean [95 %]", "n")
    for name, mean in report["rates"].items():
        _row(table, f"{name}: {RATES[name]}", share(mean), str(mean["n"]))
    for k, rate in report["recall_at"].items():
        _row(table, f"gold among the first {k} retrieved", share(rate), str(rate["n"]))
    return table


def _slices(title: str, groups: Mapping[str, Rates]) -> "Table":
    table = _table(f"By {title}", title, "n", *_SLICED)
    for name, checks in groups.items():
        n = checks["passed"]["n"] + checks["passed"]["unscored"]
        _row(table, name, str(n), *(_cell(checks.get(check)) for check in _SLICED))
    return table


def _cell(rate: Rate | None) -> str:
    return f"{rate['k']}/{rate['n']}" if rate else ""


def _speed(report: Report) -> "Table":
    table = _table("Cost of an answer", "", "p50", "p95")
    for name, row in report["speed"].items():
        _row(table, name, *("-" if value is None else f"{value:,.0f}" for value in (row["p50"], row["p95"])))
    return table


def _detection(report: Report) -> "Table":
    table = _table("Right answers made wrong: who sees it", "made wrong by", "n", "passed", "seen by")
    for name, row in report["detection"].items():
        seen = ", ".join(f"{check} {share:.0%}" for check, share in row["seen"].items() if check != "passed")
        _row(table, name, row["n"], f"{1 - row['seen'].get('passed', 0):.0%}", seen or "nothing")
    return table


def _failures(report: Report) -> list[str]:
    failed = [case for case in report["cases"] if not case["checks"]["passed"]]
    lines = [f"Failed or unscored: {len(failed)}", *map(_failure, failed[:_LISTED])]
    return [*lines, *([f"and {len(failed) - _LISTED} more: see report.html"] if len(failed) > _LISTED else [])]


def _failure(case: CaseReport) -> str:
    why = case["error"] or f"{case['blame'] or 'failed'} ({', '.join(broken_checks(case))})"
    return f"{case['id']}: {why}: {case['question']}"


def _opinion(judge: Opinion) -> list[str]:
    right, kappa = judge["right"], judge["kappa"]
    beyond = "" if kappa is None else f", kappa {kappa:.2f}"
    return [
        f"Judge {judge['model']}: holds {share(right)} right, {right['unscored']} without an opinion",
        f"  agrees with the checks {share(judge['agrees'])}{beyond}",
        f"  right but failed {judge['right_but_failed']}, wrong but passed {judge['wrong_but_passed']}",
    ]


def _against(comparison: Comparison) -> list[str]:
    counts = (
        f"{comparison['common']} compared, {comparison['new']} new or changed, {comparison['gone']} gone or changed"
    )
    changed = f"{len(comparison['newly_failing'])} newly failing, {len(comparison['newly_passing'])} newly passing"
    return [f"Baseline: {counts}; {'identical results' if comparison['same'] else changed}"]


def _left_out(counts: Counts) -> str:
    number = counts.get("left_out", 0)
    return f" {number} left out (their documents are not there)," if number else ""


def _closing(report: Report, judgement: Judgement) -> list[str]:
    run, counts = report["run"], report["counts"]
    took = f"{'replayed, ' if run['replayed'] else ''}{run['seconds']:.0f} s, {run['memory_mb']:,.0f} MB"
    drop = report["smallest_drop"]
    shown = f"smallest drop that {counts['cases']} cases show: " + (f"{drop:.1%}" if drop else "none")
    verdicts = [f"  {expected}: {given}" for expected, given in report["verdicts"].items()]
    return [
        "Verdicts, expected: given",
        *verdicts,
        *(_against(report["comparison"]) if "comparison" in report else ()),
        *(_opinion(report["judge"]) if "judge" in report else ()),
        *([f"Blame: {report['blame']}"] if report["blame"] else []),
        f"{counts['cases']} cases, {counts['unscored']} unscored,{_left_out(counts)} {took}, {run['model']}; {shown}",
        f"result {run['result']}, system {run['system']}",
        *(f"  {'ok  ' if condition.holds else 'FAIL'} {condition.says}" for condition in judgement.conditions),
        judgement.says,
    ]
