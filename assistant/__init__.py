"""Question → Answer: every sentence on a verified quote. `from assistant import Assistant`."""

from typing import TYPE_CHECKING

from ingest.first_use import on_first_use

if TYPE_CHECKING:
    from assistant.answer.answer import Answer, Citation, Failed, Sentence
    from assistant.chain import Assistant, Evidence

__all__ = ["Answer", "Assistant", "Citation", "Evidence", "Failed", "Sentence"]

_HOMES = {
    "Answer": "answer.answer",
    "Citation": "answer.answer",
    "Failed": "answer.answer",
    "Sentence": "answer.answer",
    "Assistant": "chain",
    "Evidence": "chain",
}
__getattr__ = on_first_use(__name__, _HOMES)  # `python -m assistant --help` must not wait for numpy
