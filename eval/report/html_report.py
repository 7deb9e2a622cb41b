"""A report (and its baseline) → one HTML file that needs nothing else: no network, no library, no server.

Refuses to compute, and to trust: all text from policies, questions and models is escaped, and the page's own policy
lets nothing run but its one script and load nothing at all.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from eval.report.build import Report
from eval.report.compare import delta
from eval.report.page_style import SCRIPT, STYLE
from eval.report.plots import histogram, line
from eval.report.terminal_tables import share
from eval.score.scoring import CHECKS, RATES
from ingest.spans import overlaps


def html(report: Report, baseline: Report | None = None) -> str:
    """Write the whole page."""
    before = {case["id"]: case for case in baseline["cases"]} if baseline else {}
    allowed = f"default-src 'none'; script-src '{_hash(SCRIPT)}'; style-src '{_hash(STYLE)}'"
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Clausewise eval</title>',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(allowed, quote=True)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{STYLE}</style></head><body>",
        _head(report),
        _plots(report),
        "<h2>Checks</h2>",
        _checks(report),
        "<h2>Means</h2>",
        _means(report),
        *(_slices(title, groups) for title, groups in report["slices"].items()),
        "<h2>Right answers made wrong: which check sees it</h2>",
        _detection(report),
        "<h2>Questions</h2>",
        _filters(report),
        *(_case(case, before.get(case["id"]), report.get("comparison")) for case in report["cases"]),
        f"<script>{SCRIPT}</script></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _e(value: object) -> str:
    return escape(str(value), quote=True)


def _head(report: Report) -> str:
    run, counts = report["run"], report["counts"]
    told = [
        f"{counts['cases']} cases, {counts['unscored']} unscored",
        f"{'replayed' if run['replayed'] else 'live'}, {run['seconds']:.0f} s, {run['memory_mb']:,.0f} MB",
        run["model"],
        run["machine"],
        run["date"],
        f"result {run['result']}",
    ]
    blame = [f"{stage}: {n}" for stage, n in report["blame"].items()]
    return (
        f"<h1>{_e(report['gate']['says'])}</h1><p class='soft'>{_e(' · '.join(told))}</p>"
        f"<p>{_e('First stage that failed, by cases: ' + ', '.join(blame) if blame else 'No case failed.')}</p>"
    )


def _plots(report: Report) -> str:
    points = [
        (k, rate["rate"], rate["low"], rate["high"], f"first {k}: {share(rate)} of {rate['n']}")
        for k, rate in report["recall_at"].items()
    ]
    seconds = [case["given"]["total_ms"] / 1000 for case in report["cases"] if case["given"]]
    recall = line(points, "first k retrieved clauses", "Gold quotes retrieved, by k") if points else ""
    latency = histogram(seconds, "seconds to the whole answer", "Answers by seconds")
    return (
        f"<div class='plots'><section><h2>Gold quotes retrieved</h2>{recall}</section>"
        f"<section><h2>Answers by time</h2>{latency}</section></div>"
        f"<h2>Verdicts</h2>{_confusion(report['verdicts'])}"
    )


def _confusion(verdicts: Mapping[str, Mapping[str, int]]) -> str:
    given = sorted({name for row in verdicts.values() for name in row})
    rows = [f"<tr><th>expected ↓ given →</th>{''.join(f'<th>{_e(name)}</th>' for name in given)}</tr>"]
    for expected, row in verdicts.items():
        cells = "".join(_heat(row.get(name, 0), sum(row.values()), right=name == expected) for name in given)
        rows.append(f"<tr><th>{_e(expected)}</th>{cells}</tr>")
    return f"<div class='wide'><table class='heat'>{''.join(rows)}</table></div>"


def _heat(n: int, total: int, *, right: bool) -> str:
    level = min(3, -(-3 * n // total)) if total else 0
    return f"<td class='h{level}{' right' if right else ''}'>{n or ''}</td>"


def _checks(report: Report) -> str:
    changes = report.get("comparison", {}).get("checks", {})
    rows = [
        (name, CHECKS[name], share(rate), rate["n"], rate["unscored"], delta(changes[name]) if name in changes else "")
        for name, rate in report["checks"].items()
    ]
    return _table(("check", "holds when", "rate [95 %]", "n", "unscored", "change, points"), rows)


def _means(report: Report) -> str:
    rows = [(name, RATES[name], share(mean), mean["n"]) for name, mean in report["rates"].items()]
    return _table(("mean of", "which is", "mean [95 %]", "n"), rows)


def _slices(title: str, groups: Mapping[str, Any]) -> str:
    rows = [(name, share(checks["passed"]), checks["passed"]["n"]) for name, checks in groups.items()]
    return f"<details><summary>Passed, by {_e(title)}</summary>{_table((title, 'passed', 'n'), rows)}</details>"


def _detection(report: Report) -> str:
    rows = [
        (name, row["n"], ", ".join(f"{check} {rate:.0%}" for check, rate in row["seen"].items()) or "nothing")
        for name, row in report["detection"].items()
    ]
    return _table(("made wrong by", "n", "seen by"), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["<tr>" + "".join(f"<th>{_e(head)}</th>" for head in heads) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{_e(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    return f"<div class='wide'><table>{''.join(lines)}</table></div>"


def _filters(report: Report) -> str:
    states = ["failed", "passed", "unscored", "hold", *report["blame"]]
    states += ["newly failing", "newly passing"] if "comparison" in report else []
    slices = report["slices"]
    return (
        "<div class='filters'><input id='words' type='search' placeholder='words' aria-label='words'>"
        + _select("state", [state.replace(" ", "-") for state in states])
        + _select("kind", slices["kind"])
        + _select("policy", slices["policy"])
        + "<span id='count' class='soft' role='status'></span></div>"
    )


def _select(name: str, values: Iterable[str]) -> str:
    options = "".join(f"<option value='{_e(value)}'>{_e(value)}</option>" for value in values)
    return f"<select id='{name}' aria-label='{name}'><option value=''>every {name}</option>{options}</select>"


def _case(case: Report, before: Report | None, comparison: Mapping[str, Any] | None) -> str:
    state = {True: "passed", False: "failed", None: "unscored"}[case["checks"]["passed"]]
    states = [state, *(["hold"] if case["hold"] else []), case["blame"]]
    if comparison:
        states += [name for name in ("newly_failing", "newly_passing") if case["id"] in comparison[name]]
    marks = " ".join(name.replace(" ", "-").replace("_", "-") for name in states if name)
    broken = [name for name, held in case["checks"].items() if held is False and name != "passed"]
    why = case["error"] or ", ".join([*([case["blame"]] if case["blame"] else []), *broken])
    sides = [_wanted(case), _given("Given", case)]
    sides += [_given("Baseline", before)] if before else []
    return (
        f"<details class='case' data-state='{_e(marks)}' data-kind='{_e(case['kind'])}' "
        f"data-policy='{_e(' '.join(case['policies']))}'><summary><span class='state {state}'>{state}</span> "
        f"{_e(case['id'])} · {_e(case['kind'])} · {_e(case['question'])} <span class='soft'>{_e(why)}</span></summary>"
        f"<div class='sides'>{''.join(sides)}</div></details>"
    )


def _wanted(case: Report) -> str:
    wanted = case["wanted"]
    points = "; ".join(" or ".join(point) for point in wanted["points"])
    gold = "".join(f"<blockquote class='gold'>{_e(one['quote'])}</blockquote>" for one in wanted["gold"])
    verdicts = " or ".join([wanted["verdict"], *wanted["accept"]])
    told = f"<p>{_e(points)}</p>" if points else ""
    return f"<section><h3>Wanted: {_e(verdicts)}</h3>{told}{gold}<p class='soft'>{_e(wanted['why'])}</p></section>"


def _given(title: str, case: Report) -> str:
    given = case["given"]
    if given is None:
        return f"<section><h3>{title}: nothing</h3><p>{_e(case['error'])}</p></section>"
    said = " ".join(one["text"] + "".join(f" [{n}]" for n in one["citations"]) for one in given["sentences"])
    cited = "".join(_quote(n, one, case["wanted"]["gold"]) for n, one in enumerate(given["citations"], 1))
    searched = ", ".join(one["clause"] for one in given["searched"])
    return (
        f"<section><h3>{title}: {_e(given['verdict'])}</h3><p>{_e(said)}</p>{cited}"
        f"<details><summary class='soft'>searched</summary><p class='soft'>{_e(searched)}</p></details></section>"
    )


def _quote(number: int, one: Mapping[str, Any], gold: Iterable[Mapping[str, Any]]) -> str:
    right = any(
        one["policy"] == each["policy"] and overlaps((one["start"], one["end"]), (each["start"], each["end"]))
        for each in gold
    )
    clause = f"<br><span class='soft'>{_e(one['clause'])}</span>"
    return f"<blockquote class='{'gold' if right else 'stray'}'>[{number}] {_e(one['quote'])}{clause}</blockquote>"
