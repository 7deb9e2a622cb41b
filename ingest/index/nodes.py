"""Clauses as LlamaIndex nodes: a NodeParser of ours, and the nodes an index is filled with.

Refuses to know Chroma and models; LlamaIndex's types stop here and in the files that hand it these.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, NodeRelationship, TextNode

from ingest.clauses.clause import Clause, pieces
from ingest.clauses.split import split
from ingest.embed import Vectors
from ingest.policy import Policy

if TYPE_CHECKING:
    from ingest.index.record import Record


class ClauseParser(NodeParser):
    """Cuts LlamaIndex documents at clauses instead of at tokens; one node a piece, metadata tells its clause."""

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:  # noqa: ARG002
        return [node for document in nodes for node in _cut(document)]


def nodes(record: "Record", vectors: Vectors) -> list[TextNode]:
    """One node a piece of the record, with its vector; node ids are piece ids."""
    clauses = {clause.id: clause for clause in record.clauses}
    return [
        _node(piece.id, clauses[piece.clause_id], piece.start, piece.end, embedding=vectors[row].tolist())
        for row, piece in enumerate(record.pieces)
    ]


def piece_id(clause: Clause, number: int) -> str:
    """Id of the n-th piece of a clause, from 0."""
    return f"{clause.id}#{number}"


def _cut(document: BaseNode) -> list[BaseNode]:
    text = document.get_content()
    policy = Policy(document.node_id, document.node_id, (), "", text)
    cut: list[BaseNode] = []
    for clause in split(policy):
        for number, (start, end) in enumerate(pieces(clause)):
            node = _node(piece_id(clause, number), clause, start, end)
            node.relationships[NodeRelationship.SOURCE] = document.as_related_node_info()
            cut.append(node)
    return cut


def _node(id_: str, clause: Clause, start: int, end: int, embedding: list[float] | None = None) -> TextNode:
    text = clause.text[start - clause.start : end - clause.start]
    metadata = {
        "policy": clause.policy_id,
        "clause": clause.id,
        "number": clause.number,
        "heading": " › ".join(clause.path),
    }
    return TextNode(id_=id_, text=text, metadata=metadata, start_char_idx=start, end_char_idx=end, embedding=embedding)
