"""Settings: a flag, else the environment, else the default."""

from pathlib import Path

import pytest

from assistant.settings import PORT, api_key, model_command, model_setting, page_port
from ingest.errors import UsageError


def test_a_flag_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the model: the flag, then CLAUSEWISE_MODEL, then auto; --no-model over all."""
    assert model_setting() == "auto"
    monkeypatch.setenv("CLAUSEWISE_MODEL", "embedded")
    assert model_setting() == "embedded"
    assert model_setting("ollama") == "ollama"
    assert model_setting("ollama", no_model=True) == "none"


def test_commands_share_the_flags_of_a_model() -> None:
    """A command that takes them as its parent has all three."""
    options = model_command("x", "").parse_args(["--index", "x", "--model", "none"])
    assert (options.index, options.model, options.no_model) == (Path("x"), "none", False)


@pytest.mark.parametrize("given", ["http", "-1", "65536", "²"])
def test_a_port_that_is_none_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line that names the variable."""
    monkeypatch.setenv("CLAUSEWISE_PORT", given)
    with pytest.raises(UsageError, match="CLAUSEWISE_PORT is"):
        page_port()


def test_the_port_and_the_key_have_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable is as none."""
    monkeypatch.setenv("CLAUSEWISE_PORT", "")
    monkeypatch.setenv("CLAUSEWISE_API_KEY", "")
    assert (page_port(), page_port(0), api_key()) == (PORT, 0, "none")
