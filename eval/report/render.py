"""Render a report as one HTML page and as Markdown for a pull request, from the templates beside it.

The HTML page needs nothing else: no network, no library, no server. All text from policies, questions and models is
escaped, and the page's own security policy lets nothing run but its one script and load nothing at all. In the
Markdown every character is escaped that Markdown or HTML could act on. No number is computed here.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from eval.report import plots
from eval.report.compare import delta
from eval.report.gate import Judgement
from eval.report.report import CaseReport, Comparison, GivenCitation, GoldQuote, Report, broken_checks
from eval.report.terminal_tables import part_rows, parts_of, share
from eval.score.levels import Measures
from eval.score.scoring import CHECKS, RATES
from ingest.report_file import environment
from ingest.spans import overlaps

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
_LISTED = 20  # cases in a list of the Markdown; the rest are counted


def html(report: Report, baseline: Report | None = None) -> str:
    """Render the whole page; with a baseline each case shows both answers."""
    style, script = (_TEMPLATES.joinpath(name).read_text("utf-8") for name in ("report.css", "report.js"))
    return (
        _environment("html")
        .get_template("report.html.jinja")
        .render(
            report=report,
            before={case["id"]: case for case in baseline["cases"]} if baseline else {},
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            allowed=f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'",
            recall=_recall(report),
            latency=_latency(report),
        )
    )


def markdown(report: Report, judgement: Judgement) -> str:
    """Render the whole comment: the verdict first, then what changed, then the numbers."""
    text = _environment("md").get_template("report.md.jinja").render(report=report, judgement=judgement)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@cache
def _environment(form: str) -> "Environment":
    filled = environment(_TEMPLATES, form)
    filled.globals |= {"CHECKS": CHECKS, "RATES": RATES, "LISTED": _LISTED, "plots": plots}
    filled.globals |= {"share": share, "delta": delta, "state": _state, "states": _states, "broken": broken_checks}
    filled.globals |= {"parts_of": parts_of, "part_rows": part_rows, "curve": _curve}
    filled.globals |= {"is_gold": _is_gold, "heat": _heat}
    return filled


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _recall(report: Report) -> list[plots.Point]:
    return [
        plots.Point(k, rate["rate"] or 0.0, rate["low"], rate["high"], f"first {k}: {share(rate)} of {rate['n']}")
        for k, rate in report["recall_at"].items()
    ]


def _curve(part: Measures) -> list[plots.Point]:
    points = []
    for point in part["curve"]:
        risk, coverage = point["risk"], f"{point['coverage']:.0%}"
        says = f"the surest {coverage}: {share(risk)} wrong, confidence {point['confidence']:.2f} and more"
        points.append(plots.Point(coverage, risk["rate"] or 0.0, risk["low"], risk["high"], says))
    return points


def _latency(report: Report) -> list[float]:
    return [case["given"]["total_ms"] / 1000 for case in report["cases"] if case["given"]]


def _state(case: CaseReport) -> str:
    return {True: "passed", False: "failed", None: "unscored"}[case["checks"]["passed"]]


def _states(case: CaseReport, comparison: Comparison | None) -> str:
    """Write what the filter of the page looks at: "failed hold wrong-words newly-failing"."""
    names = [_state(case), "hold" if case["hold"] else "", case["blame"]]
    if comparison:
        names += ["newly failing"] if case["id"] in comparison["newly_failing"] else []
        names += ["newly passing"] if case["id"] in comparison["newly_passing"] else []
    return " ".join(name.replace(" ", "-") for name in names if name)


def _is_gold(citation: GivenCitation, gold: Iterable[GoldQuote]) -> bool:
    span = (citation["start"], citation["end"])
    return any(
        citation["policy"] == quote["policy"] and overlaps(span, (quote["start"], quote["end"])) for quote in gold
    )


def _heat(n: int, total: int) -> int:
    """Return how dark a cell of the verdicts' table is, 0 to 3: its share of the row, rounded up to thirds."""
    return min(3, -(-3 * n // total)) if total else 0
