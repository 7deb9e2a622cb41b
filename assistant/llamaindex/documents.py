"""Read policy files as LlamaIndex documents, and parse documents into a node a clause."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from llama_index.core.bridge.pydantic import Field
from llama_index.core.node_parser import NodeParser
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import BaseNode, Document, MetadataMode, NodeRelationship

from ingest.clauses.clause import Clause, pieces
from ingest.clauses.split import split
from ingest.index.nodes import clause_node
from ingest.policy import Policy
from ingest.read.policy_file import read_policy
from ingest.sources.folders import walk

NO_WORDS: Final = ["policy", "clause", "sha256"]  # metadata that says nothing to an embedding model


class ClausewiseReader(BaseReader):
    """Reads a policy file, or all in a folder: text files, HTML, PDF, Word and what else `python -m ingest` reads.

    ClausewiseReader().load_data("policies"), or SimpleDirectoryReader("policies", file_extractor={".pdf": reader}).
    """

    def lazy_load_data(self, file: Path | str, extra_info: Mapping[str, Any] | None = None) -> Iterable[Document]:
        """Give a document a policy; offsets into it are those of Clausewise.

        Raises PolicyError for a file that cannot be read, UsageError for a path that is not there.
        """
        for policy_id, path in walk([Path(file)]).files.items():
            policy = read_policy(path, policy_id)
            metadata = {"policy": policy.id, "policy_name": policy.name, "sha256": policy.sha256}
            yield Document(
                id_=policy.id,
                text=policy.text,
                metadata=dict(extra_info or {}) | metadata,
                excluded_embed_metadata_keys=NO_WORDS,
                excluded_llm_metadata_keys=NO_WORDS,
            )


class ClauseNodeParser(NodeParser):
    """Parses documents into a node a clause, with its number and headings as metadata; a node's id is its clause's.

    With `in_pieces` a long clause becomes several nodes of 400 to 500 characters, "acme/2#0", "acme/2#1": what an
    embedding model of 256 tokens reads whole.
    """

    in_pieces: bool = Field(default=False, description="Whether a long clause becomes several nodes.")

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any) -> list[BaseNode]:  # noqa: ARG002
        return [parsed for node in nodes for parsed in self._parsed(node)]

    async def _aparse_nodes(
        self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any
    ) -> list[BaseNode]:
        return await asyncio.to_thread(self._parse_nodes, nodes, show_progress, **kwargs)

    def _parsed(self, node: BaseNode) -> Iterator[BaseNode]:
        text = node.get_content(metadata_mode=MetadataMode.NONE)
        policy = Policy(str(node.metadata.get("policy", node.node_id)), "", (), "", text)
        for clause in split(policy):
            for id_, start, end in self._spans(clause):
                parsed = clause_node(clause, id_, start, end)
                parsed.excluded_embed_metadata_keys = parsed.excluded_llm_metadata_keys = NO_WORDS
                parsed.relationships[NodeRelationship.SOURCE] = node.as_related_node_info()
                yield parsed

    def _spans(self, clause: Clause) -> Iterator[tuple[str, int, int]]:
        if not self.in_pieces:
            yield clause.id, clause.start, clause.end
            return
        for n, (start, end) in enumerate(pieces(clause)):
            yield f"{clause.id}#{n}", start, end

    def _postprocess_parsed_nodes(self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]) -> list[BaseNode]:
        """Keep our offsets: LlamaIndex looks for a node's text anew, and finds a short one in the clause before it."""
        places = [(node.start_char_idx, node.end_char_idx) for node in nodes]  # type: ignore[attr-defined]
        nodes = super()._postprocess_parsed_nodes(nodes, parent_doc_map)
        for node, (start, end) in zip(nodes, places, strict=True):
            node.start_char_idx, node.end_char_idx = start, end  # type: ignore[attr-defined]
        return nodes
