"""Answer → Score: how good the answers are, with intervals, a gate and blame.

    from eval import read_cases, read_policies, score_answer

    policies = read_policies(Path("policies"))
    for case in read_cases(Path("eval/questions.jsonl"), policies):
        score_answer(case, assistant.ask(case.question, case.given), {id: p.text for id, p in policies.items()})

Rooms, each may import those before it: score/, ask/, report/, ci/.
"""

from typing import TYPE_CHECKING

from ingest.first_use import on_first_use

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
    "Case": "cases",
    "Gold": "cases",
    "read_cases": "cases",
    "read_policies": "cases",
    "compare": "report.compare",
    "Report": "report.report",
    "read_report": "report.report",
    "Score": "score.scoring",
    "score_answer": "score.scoring",
}
__getattr__ = on_first_use(__name__, _HOMES)  # `python -m eval --help` must not wait for pydantic
