"""Turn the pieces of an index into LlamaIndex nodes, with their vectors and their clause as metadata."""

from typing import TYPE_CHECKING

from llama_index.core.schema import TextNode

from ingest.clauses.clause import Clause, heading
from ingest.embed import Vectors

if TYPE_CHECKING:
    from ingest.index.record import Piece, Record


def nodes(record: "Record", vectors: Vectors) -> list[TextNode]:
    """Make one node of each piece of the record; a node's id is its piece's."""
    clauses = {clause.id: clause for clause in record.clauses}
    return [
        _node(piece, clauses[piece.clause_id], embedding=vectors[row].tolist())
        for row, piece in enumerate(record.pieces)
    ]


def _node(piece: "Piece", clause: Clause, embedding: list[float]) -> TextNode:
    metadata = {
        "policy": clause.policy_id,
        "clause": clause.id,
        "number": clause.number,
        "heading": heading(clause),
    }
    text = clause.text[piece.start - clause.start : piece.end - clause.start]
    return TextNode(
        id_=piece.id,
        text=text,
        metadata=metadata,
        start_char_idx=piece.start,
        end_char_idx=piece.end,
        embedding=embedding,
    )
