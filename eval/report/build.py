"""Outcomes → a report: one plain dict, the same that report.json holds and that a baseline is read from.

Every rate has its n, its Wilson interval and its unscored; n + unscored + not asked are all cases.
Refuses to know terminals, HTML and thresholds.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer.answer import Answer
from eval.cases import Gold
from eval.score.outcome import Outcome
from eval.score.scoring import CHECKS, RATES
from eval.score.stats import mean_interval, percentile, rate, smallest_drop
from ingest.errors import UsageError

FORMAT = 1  # of report.json; a baseline of another one is refused
RANKS = (1, 2, 3, 5, 8, 12, 20)  # the k of "gold among the first k retrieved"

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says of its run that the outcomes do not."""

    model: str
    cases: str  # the file's name
    policies: Mapping[str, str]  # id → sha256
    system: str  # digest of the code, the prompts and the policies that answered
    machine: str
    date: str
    seconds: float  # the whole run's wall clock
    memory_mb: float  # the most this process held
    replayed: bool = False
    only: str | None = None


def build(outcomes: Sequence[Outcome], told: Told, blames: Mapping[str, str] | None = None) -> Report:
    """Make the report. `blames`: the stage that failed, by the case's id."""
    blames = blames or {}
    return {
        "format": FORMAT,
        "run": {name: getattr(told, name) for name in Told.__slots__} | {"result": _result_digest(outcomes)},
        "counts": _counts(outcomes),
        "checks": rates_of(outcomes),
        "rates": means_of(outcomes),
        "smallest_drop": smallest_drop(len(outcomes)),
        "slices": {"hold": _hold(outcomes), "kind": _by_kind(outcomes), "policy": _by_policy(outcomes)},
        "verdicts": confusion(outcomes),
        "recall_at": recall_at(outcomes),
        "blame": dict(Counter(stage for stage in blames.values() if stage).most_common()),
        "speed": speed(outcomes),
        "cases": [_case(outcome, blames.get(outcome.case.id, "")) for outcome in outcomes],
    }


def rates_of(outcomes: Iterable[Outcome]) -> dict[str, dict[str, Any]]:
    """Give, for each check asked of any case: how many held of how many, the interval, and how many are unscored."""
    held: dict[str, list[bool | None]] = {name: [] for name in CHECKS}
    for outcome in outcomes:
        for name, value in outcome.score.checks.items():
            held[name].append(value)
    return {name: rate(values) for name, values in held.items() if values}


def means_of(outcomes: Iterable[Outcome]) -> dict[str, dict[str, Any]]:
    """Give the mean of each rate over the cases that have it, and its interval."""
    values: dict[str, list[float]] = {name: [] for name in RATES}
    for outcome in outcomes:
        for name, value in outcome.score.rates.items():
            values[name].append(value)
    return {name: _mean(v) for name, v in values.items() if v}


def _mean(values: Sequence[float]) -> dict[str, Any]:
    low, high = mean_interval(values)
    return {"rate": sum(values) / len(values), "low": low, "high": high, "n": len(values)}


def confusion(outcomes: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    """Count, for each expected verdict, what was given; "unscored" where nothing was."""
    table: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        given = outcome.answer.verdict if outcome.answer else "unscored"
        if given in outcome.case.accept:
            given = outcome.case.verdict
        table.setdefault(outcome.case.verdict, Counter())[given] += 1
    return {expected: dict(row.most_common()) for expected, row in sorted(table.items())}


def recall_at(outcomes: Iterable[Outcome]) -> dict[str, dict[str, Any]]:
    """Give, for each k, the share of all gold quotes that are in the first k retrieved clauses."""
    ranks = [rank for outcome in outcomes for rank in outcome.score.gold_ranks]
    return {str(k): rate([rank is not None and rank <= k for rank in ranks]) for k in RANKS} if ranks else {}


def speed(outcomes: Iterable[Outcome]) -> dict[str, dict[str, float | None]]:
    """Give the median and the 95th percentile of what the answers took."""
    usages = [outcome.answer.usage for outcome in outcomes if outcome.answer]
    names = ("retrieve_ms", "first_word_ms", "total_ms", "prompt_tokens", "answer_tokens")
    columns = {name: [float(getattr(usage, name)) for usage in usages] for name in names}
    return {name: {"p50": percentile(v, 50), "p95": percentile(v, 95)} for name, v in columns.items()}


def read_report(path: Path) -> Report:
    """Read a report, to compare with. UsageError when it is none of ours."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read the baseline {path}: {error}") from error
    if not isinstance(report, dict) or report.get("format") != FORMAT:
        raise UsageError(f"{path} is not a report of this version: make it anew with --out")
    return report


def write_report(report: Report, path: Path) -> None:
    """Write report.json, whole or not at all."""
    half = path.with_suffix(".part")
    half.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    half.replace(path)


def _counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    unscored = sum(outcome.answer is None for outcome in outcomes)
    return {"cases": len(outcomes), "scored": len(outcomes) - unscored, "unscored": unscored}


def _hold(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return _sliced({"open": [o for o in outcomes if not o.case.hold], "hold": [o for o in outcomes if o.case.hold]})


def _by_kind(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    kinds = sorted({outcome.case.kind for outcome in outcomes})
    return _sliced({kind: [o for o in outcomes if o.case.kind == kind] for kind in kinds})


def _by_policy(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    policies = sorted({policy for outcome in outcomes for policy in outcome.case.policies})
    return _sliced({policy: [o for o in outcomes if policy in o.case.policies] for policy in policies})


def _sliced(groups: Mapping[str, Sequence[Outcome]]) -> dict[str, Any]:
    return {name: rates_of(group) for name, group in groups.items() if group}


def _case(outcome: Outcome, blame: str) -> dict[str, Any]:
    case, answer = outcome.case, outcome.answer
    told = {"id": case.id, "question": case.question, "kind": case.kind, "policies": case.policies, "hold": case.hold}
    gold = [_gold(gold) for gold in case.gold]
    wanted = {"verdict": case.verdict, "accept": case.accept, "points": case.points, "why": case.why}
    return told | {
        "wanted": wanted | {"gold": gold},
        "given": _answer(answer) if answer else None,
        "error": outcome.error,
        "checks": dict(outcome.score.checks),
        "rates": dict(outcome.score.rates),
        "gold_ranks": outcome.score.gold_ranks,
        "blame": blame,
        "seconds": round(outcome.seconds, 3),
    }


def _gold(gold: Gold) -> dict[str, Any]:
    return {"policy": gold.policy, "quote": gold.quote, "start": gold.span[0], "end": gold.span[1]}


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "verdict": answer.verdict,
        "sentences": [{"text": s.text, "citations": s.citations} for s in answer.sentences],
        "citations": [
            {"policy": c.clause.policy_id, "clause": c.clause.id, "quote": c.quote, "start": c.start, "end": c.end}
            for c in answer.citations
        ],
        "searched": [{"clause": r.clause.id, "score": round(r.score, 6)} for r in answer.searched],
        "total_ms": answer.usage.total_ms,
    }


def _result_digest(outcomes: Iterable[Outcome]) -> str:
    """Digest all that was answered and scored but no time: two equal runs have equal ones."""
    lines = []
    for outcome in outcomes:
        told = _case(outcome, "")
        told.pop("seconds")
        (told["given"] or {}).pop("total_ms", None)
        lines.append(json.dumps(told, sort_keys=True))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
