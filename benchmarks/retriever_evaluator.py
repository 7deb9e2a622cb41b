"""Measure ClauseRetriever with LlamaIndex's RetrieverEvaluator: hit rate and MRR on the cases of eval/.

    python -m benchmarks.retriever_evaluator [--top-k 8] [--cases eval/questions.jsonl]

Cases that have a gold quote and no earlier turns, each asked with the policies that it hands over. A clause that holds
the beginning of a gold quote is expected; any of a case's is a hit.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.chain import Assistant
from assistant.llamaindex import ClauseRetriever
from benchmarks.command_line import parser, run
from eval.case_set import read_case_set
from eval.cases import Case
from ingest.clauses.clause import Clause
from ingest.embed import MiniLM
from ingest.pipeline import ingest
from ingest.places import ROOT

METRICS = ("hit_rate", "mrr")


def scores(assistant: Assistant, cases: Sequence[Case], top_k: int) -> dict[str, list[float]]:
    """Give each metric's value of every case that can be asked."""
    from llama_index.core.evaluation import RetrieverEvaluator

    values: dict[str, list[float]] = {metric: [] for metric in METRICS}
    clauses = assistant.opened()[0].record.clauses
    for case in cases:
        if not case.gold or case.history:
            continue
        retriever = ClauseRetriever(assistant, policies=case.given, similarity_top_k=top_k)
        evaluator = RetrieverEvaluator.from_metric_names([*METRICS], retriever=retriever)
        result = evaluator.evaluate(case.question, list(_expected(case, clauses)))
        for metric, value in result.metric_vals_dict.items():
            values[metric].append(value)
    return values


def _expected(case: Case, clauses: Sequence[Clause]) -> Iterator[str]:
    for gold in case.gold:
        yield from (c.id for c in clauses if c.policy_id == gold.policy and c.start <= gold.span[0] < c.end)


def main() -> None:
    """Ingest policies/ and print the figures."""
    flags = parser(__doc__)
    flags.add_argument("--top-k", type=int, default=8)
    flags.add_argument("--cases", type=Path, default=ROOT / "eval" / "questions.jsonl")
    flags.add_argument("--policies", type=Path, default=ROOT / "policies")
    options = flags.parse_args()
    cases = read_case_set(options.cases, options.policies).cases
    with tempfile.TemporaryDirectory() as folder:
        ingest([options.policies], Path(folder), MiniLM())
        values = scores(Assistant(Path(folder), None, MiniLM()), cases, options.top_k)
    for metric, of_cases in values.items():
        print(
            f"{metric}@{options.top_k}: {sum(of_cases) / len(of_cases):.3f} over {len(of_cases)} of {len(cases)} cases"
        )


if __name__ == "__main__":
    run(main)
