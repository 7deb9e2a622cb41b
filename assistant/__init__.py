"""Question → Answer: every sentence on a verified quote. `from assistant import Assistant`."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.answer.answer import Answer, Citation, Failed, Sentence
    from assistant.chain import Assistant, Evidence

__all__ = ["Answer", "Assistant", "Citation", "Evidence", "Failed", "Sentence"]

_HOMES = {
    "Answer": "assistant.answer.answer",
    "Citation": "assistant.answer.answer",
    "Failed": "assistant.answer.answer",
    "Sentence": "assistant.answer.answer",
    "Assistant": "assistant.chain",
    "Evidence": "assistant.chain",
}


def __getattr__(name: str) -> Any:
    """Import on first use: `python -m assistant --help` must not wait for numpy."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'assistant' has no attribute {name!r}")
