"""`from assistant import …`: what users of the Python API need, and nothing heavy before it is used."""

import subprocess
import sys

import pytest

import assistant
from tests.conftest import ROOT


def test_all_public_names_are_there() -> None:
    """Each name of `__all__` is what its home calls so; others are an AttributeError."""
    from assistant import Answer, Assistant, Citation, Evidence, Failed, Sentence

    found = {thing.__name__ for thing in (Answer, Assistant, Citation, Evidence, Failed, Sentence)}
    assert found == set(assistant.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = assistant.Nothing


def test_the_import_alone_loads_nothing_heavy() -> None:
    """`import assistant` does not wait for numpy; the types of an answer come without the readers of policies."""
    code = (
        "import sys, assistant\nprint([m for m in ('numpy', 'chromadb', 'assistant.chain') if m in sys.modules])\n"
        "from assistant import Answer\nprint([m for m in ('torch', 'chromadb', 'ingest.read') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "[]"]
