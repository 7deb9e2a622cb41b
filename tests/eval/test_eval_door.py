"""`from eval import …` gives what it promises, and nothing heavy before it is asked for."""

import subprocess
import sys

import pytest

import eval as door
from tests.conftest import ROOT


@pytest.mark.parametrize("name", door.__all__)
def test_every_promised_name_is_there(name: str) -> None:
    """Each name of __all__ can be imported and says what it is."""
    assert getattr(door, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As of any module."""
    with pytest.raises(AttributeError, match="'eval' has no attribute 'nothing'"):
        _ = door.nothing


def test_the_door_is_light() -> None:
    """`import eval` loads neither pydantic nor the assistant."""
    code = "import sys, eval; print([m for m in ('pydantic', 'assistant', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
