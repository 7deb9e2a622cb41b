"""Parts for LlamaIndex pipelines: `from assistant.llamaindex import ClauseRetriever`. See docs/llamaindex.md.

documents (files → documents → nodes), answers (a retriever, a query engine). May import: chain, answer.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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


def __getattr__(name: str) -> Any:
    """Import on first use: LlamaIndex costs seconds."""
    if name in _HOMES:
        return getattr(import_module(f"assistant.llamaindex.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'assistant.llamaindex' has no attribute {name!r}")
