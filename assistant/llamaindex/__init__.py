"""Parts for LlamaIndex pipelines: `from assistant.llamaindex import ClauseRetriever`. See docs/llamaindex.md.

documents (files → documents → nodes), answers (a retriever, a query engine). May import: chain, answer.
"""

from typing import TYPE_CHECKING

from ingest.first_use import on_first_use

if TYPE_CHECKING:
    from assistant.llamaindex.answers import ClauseRetriever, ClausewiseQueryEngine
    from assistant.llamaindex.documents import ClauseNodeParser, ClausewiseReader

__all__ = ["ClauseNodeParser", "ClauseRetriever", "ClausewiseQueryEngine", "ClausewiseReader"]

_HOMES = {
    "ClauseNodeParser": "documents",
    "ClauseRetriever": "answers",
    "ClausewiseQueryEngine": "answers",
    "ClausewiseReader": "documents",
}
__getattr__ = on_first_use(__name__, _HOMES)  # LlamaIndex costs seconds
