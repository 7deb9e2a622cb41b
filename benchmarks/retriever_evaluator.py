"""Measure ClauseRetriever with LlamaIndex's RetrieverEvaluator, beside their vector index over the same clauses.

    python -m benchmarks.retriever_evaluator [--top-k 8] [--cases eval/strangers.jsonl --data DIR] [--hold]

Hit rate and MRR on cases that have a gold quote and no earlier turns, each asked with the policies that it hands over.
A clause that holds the beginning of a gold quote is expected; any of a case's is a hit. --hold: only cases that nothing
was tuned on. Both use the same MiniLM; theirs embeds a clause with its headings and the policy's name.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.chain import Assistant
from assistant.llamaindex import ClauseNodeParser, ClauseRetriever
from benchmarks.command_line import parser, run
from eval.case_set import policy_files, read_case_set
from eval.cases import Case
from ingest.clauses.clause import Clause
from ingest.embed import MiniLM
from ingest.pipeline import ingest
from ingest.places import ROOT
from ingest.policy import Policy

if TYPE_CHECKING:
    from llama_index.core.retrievers import BaseRetriever

METRICS = ("hit_rate", "mrr")
RetrieverFor = Callable[[Case], "BaseRetriever"]


def scores(retriever_for: RetrieverFor, cases: Sequence[Case], clauses: Sequence[Clause]) -> dict[str, list[float]]:
    """Give each metric's value of every case that can be asked."""
    from llama_index.core.evaluation import RetrieverEvaluator

    values: dict[str, list[float]] = {metric: [] for metric in METRICS}
    for case in cases:
        if case.gold and not case.history:
            evaluator = RetrieverEvaluator.from_metric_names([*METRICS], retriever=retriever_for(case))
            result = evaluator.evaluate(case.question, list(_expected(case, clauses)))
            for metric, value in result.metric_vals_dict.items():
                values[metric].append(value)
    return values


def _expected(case: Case, clauses: Sequence[Clause]) -> Iterator[str]:
    for gold in case.gold:
        yield from (c.id for c in clauses if c.policy_id == gold.policy and c.start <= gold.span[0] < c.end)


def theirs(policies: Sequence[Policy], top_k: int) -> RetrieverFor:
    """Make their vector index over our clauses, a node a clause; it keeps to the policies that a case hands over."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.vector_stores import FilterOperator, MetadataFilter, MetadataFilters
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    from ingest.weights.find import embedding_model

    documents = [Document(id_=p.id, text=p.text, metadata={"policy": p.id, "policy_name": p.name}) for p in policies]
    nodes = ClauseNodeParser().get_nodes_from_documents(documents)
    embedding = HuggingFaceEmbedding(str(embedding_model(None)), device="cpu", local_files_only=True)
    index = VectorStoreIndex(nodes, embed_model=embedding)

    def retriever_for(case: Case) -> Any:
        given = MetadataFilter(key="policy", value=list(case.given), operator=FilterOperator.IN)
        filters = MetadataFilters(filters=[given]) if case.given else None
        return index.as_retriever(similarity_top_k=top_k, filters=filters)

    return retriever_for


def main() -> None:
    """Ingest the policies and print the figures."""
    flags = parser(__doc__)
    flags.add_argument("--top-k", type=int, default=8)
    flags.add_argument("--cases", type=Path, default=ROOT / "eval" / "questions.jsonl")
    flags.add_argument("--policies", "--data", type=Path, default=ROOT / "policies")
    flags.add_argument("--hold", action="store_true")
    options = flags.parse_args()
    case_set = read_case_set(options.cases, options.policies)
    cases = [case for case in case_set.cases if case.hold or not options.hold]
    with tempfile.TemporaryDirectory() as folder:
        ingest(policy_files(options.policies, case_set.policies), Path(folder), MiniLM())
        assistant = Assistant(Path(folder), None, MiniLM())
        clauses = assistant.opened()[0].record.clauses
        sides: dict[str, RetrieverFor] = {
            "ClauseRetriever": lambda case: ClauseRetriever(
                assistant, policies=case.given, similarity_top_k=options.top_k
            ),
            "their VectorStoreIndex": theirs(assistant.policies, options.top_k),
        }
        for side, retriever_for in sides.items():
            for metric, values in scores(retriever_for, cases, clauses).items():
                print(f"{side}: {metric}@{options.top_k} {sum(values) / len(values):.3f} over {len(values)} cases")


if __name__ == "__main__":
    run(main)
