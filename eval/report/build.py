"""Build a report from the outcomes of a run.

Every rate has its n, its Wilson interval and its unscored; n + unscored + not asked are all cases.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from assistant.answer.answer import Answer
from eval.cases import Gold
from eval.report.report import FORMAT, CaseReport, Counts, Given, GoldQuote, Percentiles, Rates, Report, RunFacts
from eval.score.levels import Measures, measures
from eval.score.outcome import Outcome
from eval.score.scoring import CHECKS, RATES
from eval.score.stats import Mean, mean, percentile, rate, smallest_drop

RANKS = (1, 2, 3, 5, 8, 12, 20)  # the k of "gold among the first k retrieved"
_COSTS = ("retrieve_ms", "first_word_ms", "total_ms", "prompt_tokens", "answer_tokens")  # fields of Usage


def build(outcomes: Sequence[Outcome], facts: RunFacts, left_out: int, blames: Mapping[str, str]) -> Report:
    """Build the report. `left_out`: cases whose documents are not there; `blames`: case id → the stage that failed."""
    return {
        "format": FORMAT,
        "run": {**facts, "result": _result_digest(outcomes)},
        "counts": _counts(outcomes, left_out),
        "checks": rates_of(outcomes),
        "rates": means_of(outcomes),
        "smallest_drop": smallest_drop(len(outcomes)),
        "slices": _slices(outcomes),
        "verdicts": confusion(outcomes),
        "recall_at": recall_at(outcomes),
        "blame": dict(Counter(stage for stage in blames.values() if stage).most_common()),
        "parts": _parts(outcomes, Path(facts["cases"]).stem),
        "speed": speed(outcomes),
        "cases": [_case(outcome, blames.get(outcome.case.id, "")) for outcome in outcomes],
    }


def rates_of(outcomes: Iterable[Outcome]) -> Rates:
    """Count, for each check that was asked of any case, how many held; with the interval and the unscored."""
    values: dict[str, list[bool | None]] = {name: [] for name in CHECKS}
    for outcome in outcomes:
        for name, value in outcome.score.checks.items():
            values[name].append(value)
    return {name: rate(column) for name, column in values.items() if column}


def means_of(outcomes: Iterable[Outcome]) -> dict[str, Mean]:
    """Average each rate over the cases that have it."""
    values: dict[str, list[float]] = {name: [] for name in RATES}
    for outcome in outcomes:
        for name, value in outcome.score.rates.items():
            values[name].append(value)
    return {name: mean(column) for name, column in values.items() if column}


def confusion(outcomes: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    """Count, for each expected verdict, what was given; "unscored" where nothing was."""
    table: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        given = outcome.answer.verdict if outcome.answer else "unscored"
        table.setdefault(outcome.case.verdict, Counter())[given] += 1
    return {expected: dict(row.most_common()) for expected, row in sorted(table.items())}


def recall_at(outcomes: Iterable[Outcome]) -> Rates:
    """Count, for each k, the gold quotes that are in the first k retrieved clauses."""
    ranks = [rank for outcome in outcomes for rank in outcome.score.gold_ranks]
    return {str(k): rate([rank is not None and rank <= k for rank in ranks]) for k in RANKS} if ranks else {}


def speed(outcomes: Iterable[Outcome]) -> dict[str, Percentiles]:
    """Return the median and the 95th percentile of what the answers cost."""
    usages = [outcome.answer.usage for outcome in outcomes if outcome.answer]
    columns = {name: [float(getattr(usage, name)) for usage in usages] for name in _COSTS}
    return {name: {"p50": percentile(column, 50), "p95": percentile(column, 95)} for name, column in columns.items()}


def _counts(outcomes: Sequence[Outcome], left_out: int) -> Counts:
    unscored = sum(outcome.answer is None for outcome in outcomes)
    return {"cases": len(outcomes), "scored": len(outcomes) - unscored, "unscored": unscored, "left_out": left_out}


def _parts(outcomes: Sequence[Outcome], name: str) -> dict[str, Measures]:
    """Measure what rules were tuned on apart from what was kept: "questions seen", "questions kept"."""
    parts = {
        f"{name} seen": [outcome for outcome in outcomes if not outcome.case.hold],
        f"{name} kept": [outcome for outcome in outcomes if outcome.case.hold],
    }
    return {part: measures(group) for part, group in parts.items() if group}


def _slices(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Rates]]:
    return {
        "hold": _by_hold(outcomes),
        "the policy": _by_silence(outcomes),
        "kind": _by_kind(outcomes),
        "policy": _by_policy(outcomes),
    }


def _by_silence(outcomes: Sequence[Outcome]) -> dict[str, Rates]:
    answerable = [outcome for outcome in outcomes if outcome.case.gold]
    return _sliced({"answers": answerable, "is silent": [o for o in outcomes if o.case.verdict == "silent"]})


def _by_hold(outcomes: Sequence[Outcome]) -> dict[str, Rates]:
    return _sliced({"open": [o for o in outcomes if not o.case.hold], "hold": [o for o in outcomes if o.case.hold]})


def _by_kind(outcomes: Sequence[Outcome]) -> dict[str, Rates]:
    kinds = sorted({outcome.case.kind for outcome in outcomes})
    return _sliced({kind: [o for o in outcomes if o.case.kind == kind] for kind in kinds})


def _by_policy(outcomes: Sequence[Outcome]) -> dict[str, Rates]:
    policies = sorted({policy for outcome in outcomes for policy in outcome.case.policies})
    return _sliced({policy: [o for o in outcomes if policy in o.case.policies] for policy in policies})


def _sliced(groups: Mapping[str, Sequence[Outcome]]) -> dict[str, Rates]:
    return {name: rates_of(group) for name, group in groups.items() if group}


def _case(outcome: Outcome, blame: str) -> CaseReport:
    case, answer = outcome.case, outcome.answer
    return {
        "id": case.id,
        "question": case.question,
        "kind": case.kind,
        "policies": case.policies,
        "hold": case.hold,
        "wanted": {
            "verdict": case.verdict,
            "accept": case.accept,
            "points": case.points,
            "why": case.why,
            "gold": [_gold(gold) for gold in case.gold],
        },
        "given": _given(answer) if answer else None,
        "error": outcome.error,
        "checks": dict(outcome.score.checks),
        "rates": dict(outcome.score.rates),
        "gold_ranks": outcome.score.gold_ranks,
        "blame": blame,
        "seconds": round(outcome.seconds, 3),
    }


def _gold(gold: Gold) -> GoldQuote:
    return {"policy": gold.policy, "quote": gold.quote, "start": gold.span[0], "end": gold.span[1]}


def _given(answer: Answer) -> Given:
    return {
        "verdict": answer.verdict,
        "confidence": round(answer.confidence, 6),
        "sentences": [{"text": s.text, "citations": s.citations} for s in answer.sentences],
        "citations": [
            {"policy": c.clause.policy_id, "clause": c.clause.id, "quote": c.quote, "start": c.start, "end": c.end}
            for c in answer.citations
        ],
        "searched": [{"clause": r.clause.id, "score": round(r.score, 6)} for r in answer.searched],
        "total_ms": answer.usage.total_ms,
    }


def _result_digest(outcomes: Iterable[Outcome]) -> str:
    """Digest all that was answered and scored, and no time: two equal runs have equal ones."""
    lines = []
    for outcome in outcomes:
        case = dict(_case(outcome, ""))
        case.pop("seconds")
        if outcome.answer:
            given = dict(_given(outcome.answer))
            given.pop("total_ms")
            case["given"] = given
        lines.append(json.dumps(case, sort_keys=True))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
