"""What `from ingest import …` gives, and what it costs."""

import subprocess
import sys

import pytest

import ingest
from ingest import Clause, Policy
from ingest.clauses.clause import Clause as ClauseAtHome
from ingest.policy import Policy as PolicyAtHome
from tests.conftest import ROOT

HEAVY = ("numpy", "chromadb", "llama_index", "torch")


def loaded(code: str) -> list[str]:
    """The heavy libraries that a fresh Python has loaded after `code`."""
    command = f"{code}\nimport sys\nprint(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_all_that_is_listed_is_there() -> None:
    """Each name of `__all__` is found, and is the one of its home."""
    assert all(getattr(ingest, name) for name in ingest.__all__)
    assert (Clause, Policy) == (ClauseAtHome, PolicyAtHome)
    assert callable(ingest.ingest)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As with any module."""
    with pytest.raises(AttributeError, match="no attribute 'polices'"):
        ingest.polices  # noqa: B018


def test_the_types_pull_nothing_heavy() -> None:
    """Numpy, Chroma and the models are imported by who uses them; the pipeline needs numpy."""
    assert loaded("from ingest import Policy, Clause") == []
    assert "numpy" in loaded("from ingest import ingest")
