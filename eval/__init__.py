"""Answer → Score: how good the answers are, with intervals, a gate and blame.

    from eval import read_cases, read_policies, score_answer

    policies = read_policies(Path("policies"))
    for case in read_cases(Path("eval/questions.jsonl"), policies):
        score_answer(case, assistant.ask(case.question, case.given), {id: p.text for id, p in policies.items()})

Rooms, each may import those before it: score/, ask/, report/, ci/.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eval.cases import Case, Gold, read_cases, read_policies
    from eval.report.compare import compare
    from eval.report.report import Report, read_report
    from eval.score.scoring import Score, score_answer

__all__ = [
    "Case",
    "Gold",
    "Report",
    "Score",
    "compare",
    "read_cases",
    "read_policies",
    "read_report",
    "score_answer",
]

_HOMES = {
    "Case": "eval.cases",
    "Gold": "eval.cases",
    "read_cases": "eval.cases",
    "read_policies": "eval.cases",
    "compare": "eval.report.compare",
    "Report": "eval.report.report",
    "read_report": "eval.report.report",
    "Score": "eval.score.scoring",
    "score_answer": "eval.score.scoring",
}


def __getattr__(name: str) -> Any:
    """Import on first use: `python -m eval --help` must not wait for pydantic."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'eval' has no attribute {name!r}")
