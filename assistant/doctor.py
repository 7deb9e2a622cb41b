"""What is installed, which model answers, and what to do if none does.

Refuses to fetch or change anything.
"""

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ingest.errors import ClausewiseError

OPTIONAL = ("Ollama", "embedded weights")  # either will do; "model that answers" tells whether one does
PACKAGES = ("llama-index-core", "chromadb", "sentence-transformers", "gradio", "ollama", "xllamacpp")


def doctor(index: Path, setting: str) -> int:
    """Print a line a fact; 0 when questions can be answered with a model, 2 when not."""
    healthy = True
    for name, check in _checks(index, setting):
        try:
            print(f"ok    {name}: {check()}")
        except ClausewiseError as error:
            print(f"FAULT {name}: {error}")
            healthy = healthy and name in OPTIONAL
    print("all is well" if healthy else "mend the faults above, from the top")
    return 0 if healthy else 2


def _checks(index: Path, setting: str) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "Python", lambda: sys.version.split()[0]
    for package in PACKAGES:
        yield package, lambda package=package: _version(package)  # type: ignore[misc]
    yield "embedding weights", _embedding
    yield "index", lambda: _index(index)
    yield "Ollama", _ollama
    yield "embedded weights", _gguf
    yield "model that answers", lambda: _model(setting)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise ClausewiseError("not installed: run make demo, or pip install -e .") from error


def _embedding() -> str:
    from ingest.weights import embedding_model

    return str(embedding_model(fetch=False))


def _gguf() -> str:
    from ingest.weights import gguf

    return str(gguf(fetch=False))


def _index(index: Path) -> str:
    from ingest.store import open_index

    opened = open_index(index)
    record = opened.record
    opened.vectors([piece.id for piece in record.pieces[:1]])
    return f"{len(record.policies)} policies, {len(record.clauses)} clauses in {index}"


def _ollama() -> str:
    from assistant.choose import host, installed

    return f"{host()} has {', '.join(tag for tag, _ in installed(host())) or 'no model'}"


def _model(setting: str) -> str:
    """The model chosen, asked one word."""
    from assistant.choose import choose

    refusals: list[str] = []
    model = choose(setting, refusals.append)
    if model is None:
        raise ClausewiseError(refusals[0] if refusals else "none, as was asked")
    model.weigh("Answer with one word.", "Is water wet? Yes or No?", ("Yes", "No"))
    return model.name
