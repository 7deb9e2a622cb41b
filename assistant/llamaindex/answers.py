"""A LlamaIndex retriever and query engine over an index of Clausewise."""

import asyncio
from collections.abc import Sequence

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from assistant.answer.answer import Answer, Citation, as_json
from assistant.answer.quote.cite import whole_clause
from assistant.chain import Assistant
from ingest.index.nodes import clause_node


class ClauseRetriever(BaseRetriever):
    """Retrieves the clauses most likely to answer, best first, as Clausewise finds them. No model is asked.

    Of `policies` (ids or names), else of those that the question names, else of all. A node is a whole clause,
    its id the clause's. Scores are no probabilities: they compare within one search.
    """

    def __init__(
        self,
        assistant: Assistant | None = None,
        *,
        policies: Sequence[str] = (),
        similarity_top_k: int = 8,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        """`assistant`: by default the index of this folder."""
        super().__init__(callback_manager)
        self._assistant = assistant or Assistant.open(model="none")
        self._policies = tuple(policies)
        self._most = similarity_top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._assistant.search(query_bundle.query_str, self._policies)[: self._most]
        names = self._assistant.names
        return [_node(whole_clause(hit.clause), hit.clause.id, names, hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class ClausewiseQueryEngine(BaseQueryEngine):
    """Answers as Clausewise does. The response's source nodes are the verified quotations, in the order of their [n].

    Its metadata is the answer as JSON: verdict, confidence, sentences and what they stand on. A node's id is
    "CLAUSE:START-END", its score that of its clause in the search. Raises ModelError where the model fails.
    """

    def __init__(
        self,
        assistant: Assistant | None = None,
        *,
        policies: Sequence[str] = (),
        callback_manager: CallbackManager | None = None,
    ) -> None:
        """`assistant`: by default the index of this folder and the best model at hand."""
        super().__init__(callback_manager)
        self._assistant = assistant or Assistant.open()
        self._policies = tuple(policies)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._assistant.ask(query_bundle.query_str, self._policies)
        names = self._assistant.names
        return Response(answer.text, _cited(answer, names), as_json(answer, names))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)


def _cited(answer: Answer, names: dict[str, str]) -> list[NodeWithScore]:
    scores = {hit.clause.id: hit.score for hit in answer.searched}
    return [
        _node(cited, f"{cited.clause.id}:{cited.start}-{cited.end}", names, scores.get(cited.clause.id))
        for cited in answer.citations
    ]


def _node(quoted: Citation, id_: str, names: dict[str, str], score: float | None) -> NodeWithScore:
    node = clause_node(quoted.clause, id_, quoted.start, quoted.end)
    node.metadata["policy_name"] = names[quoted.clause.policy_id]
    node.excluded_llm_metadata_keys = ["policy", "clause"]
    return NodeWithScore(node=node, score=score)
