r"""A report (and its comparison) → Markdown for a pull request: the verdict first, then what changed, then the numbers.

Refuses to compute. Questions and answers are data: every character that Markdown or HTML could act on is escaped.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eval.report.build import Report
from eval.report.compare import delta
from eval.report.gate import Judgement
from eval.report.terminal_tables import share
from eval.score.scoring import CHECKS

_LISTED = 20  # cases in a list; the rest are counted


def markdown(report: Report, judgement: Judgement) -> str:
    """Write the whole comment."""
    comparison = report.get("comparison")
    parts = [f"## Clausewise eval: {judgement.says}", _findings(judgement)]
    parts += [_changes(report, comparison)] if comparison else [_failing(report)]
    parts += [_checks(report, comparison), _slices(report), _closing(report)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escape(text: str) -> str:
    """Make a text stand as it is in Markdown: no link, no mention, no HTML, no table cell's end."""
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")
    return re.sub(r"([\\`*_{}\[\]#!|~:$])", r"\\\1", text)


def _findings(judgement: Judgement) -> str:
    return "\n".join(f"- **{escape(finding.says)}**" for finding in judgement.findings if not finding.holds)


def _changes(report: Report, comparison: Mapping[str, Any]) -> str:
    told = f"Against the baseline of {comparison['date'][:10]} ({escape(comparison['model'])}): "
    told += "identical results." if comparison["same"] else f"{comparison['common']} cases compared"
    if comparison["new"] or comparison["gone"]:
        told += f"; {comparison['new']} new or changed, {comparison['gone']} gone or changed"
    lists = [_list(report, "Newly failing", comparison["newly_failing"])]
    lists += [_list(report, "Newly passing", comparison["newly_passing"])]
    return "\n\n".join([told, *(part for part in lists if part)])


def _failing(report: Report) -> str:
    return _list(report, "Failing", [case["id"] for case in report["cases"] if not case["checks"]["passed"]])


def _list(report: Report, title: str, ids: Sequence[str]) -> str:
    if not ids:
        return ""
    cases = {case["id"]: case for case in report["cases"]}
    lines = [f"<details open><summary>{title}: {len(ids)}</summary>", ""]
    lines += [f"- {_line(cases[id_])}" for id_ in ids[:_LISTED]]
    lines += [f"- and {len(ids) - _LISTED} more"] if len(ids) > _LISTED else []
    return "\n".join([*lines, "", "</details>"])


def _line(case: Report) -> str:
    blame = f" ({escape(case['error'] or case['blame'])})" if case["error"] or case["blame"] else ""
    return f"{escape(case['id'])}{blame}: {escape(case['question'])}"


def _checks(report: Report, comparison: Mapping[str, Any] | None) -> str:
    changes = comparison["checks"] if comparison else {}
    rows = [
        (
            name,
            CHECKS[name],
            share(rate),
            rate["n"],
            rate["unscored"],
            *((delta(changes[name]) if name in changes else "",) if comparison else ()),
        )
        for name, rate in report["checks"].items()
    ]
    return _table(("check", "holds when", "rate [95 %]", "n", "unscored", *(("change",) if comparison else ())), rows)


def _slices(report: Report) -> str:
    rows = [
        (title, name, share(checks["passed"]), checks["passed"]["n"])
        for title, groups in report["slices"].items()
        for name, checks in groups.items()
    ]
    return f"<details><summary>Slices</summary>\n\n{_table(('by', '', 'passed', 'n'), rows)}\n\n</details>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    lines += [" | ".join(escape(str(cell)) for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def _closing(report: Report) -> str:
    run, counts, drop = report["run"], report["counts"], report["smallest_drop"]
    blame = ", ".join(f"{stage} {n}" for stage, n in report["blame"].items())
    total = report["speed"]["total_ms"]
    speed = (
        f"answers p50 {total['p50'] / 1000:.1f} s, p95 {total['p95'] / 1000:.1f} s" if total["p50"] is not None else ""
    )
    parts = [
        f"Blame: {blame}" if blame else "",
        f"{counts['cases']} cases, {counts['unscored']} unscored",
        f"the smallest drop these show is {100 * drop:.1f} points" if drop else "too few to show any drop",
        speed,
        f"{'replayed' if run['replayed'] else 'live'}, {run['seconds']:.0f} s, {escape(run['model'])}",
        f"result `{run['result']}`",
    ]
    return "; ".join(part for part in parts if part) + "."
