"""Turn the pieces of an index into LlamaIndex nodes, with their vectors and their clause as metadata."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from llama_index.core.schema import TextNode

from ingest.clauses.clause import Clause, heading
from ingest.embed import Vectors

if TYPE_CHECKING:
    from ingest.index.record import Record


def nodes(record: "Record", vectors: Vectors, rows: Sequence[int]) -> list[TextNode]:
    """Make one node of each of some pieces of the record; a node's id is its piece's."""
    pieces = [record.pieces[row] for row in rows]
    wanted = {piece.clause_id for piece in pieces}
    clauses = {clause.id: clause for clause in record.clauses if clause.id in wanted}
    return [
        clause_node(clauses[piece.clause_id], piece.id, piece.start, piece.end, embedding=vectors[row].tolist())
        for row, piece in zip(rows, pieces, strict=True)
    ]


def clause_node(clause: Clause, id_: str, start: int, end: int, embedding: list[float] | None = None) -> TextNode:
    """Make a node of the words of a clause from `start` to `end` in the policy's text."""
    return TextNode(
        id_=id_,
        text=clause.text[start - clause.start : end - clause.start],
        metadata={
            "policy": clause.policy_id,
            "clause": clause.id,
            "number": clause.number,
            "heading": heading(clause),
        },
        start_char_idx=start,
        end_char_idx=end,
        embedding=embedding,
    )
