"""The console command `clausewise`: each of its commands is the old one by another name."""

import json
import sys
from importlib import import_module
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from clausewise import DOORS, Door, main

HERE = [door for door in DOORS if door.name != "mcp"]  # its package is an extra


def run(*arguments: str) -> Result:
    """What the command prints and its exit code; a bug is raised."""
    done = CliRunner().invoke(main, arguments, prog_name="clausewise")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def completed(*arguments: str, incomplete: str) -> set[str]:
    """What a shell offers for an incomplete word."""
    offers = ShellComplete(main, {}, "clausewise", "_CLAUSEWISE_COMPLETE").get_completions([*arguments], incomplete)
    return {str(offer.value) for offer in offers}


@pytest.mark.parametrize("door", HERE, ids=lambda door: door.name)
def test_each_command_has_help_under_its_own_name(door: Door) -> None:
    """Usage names the command as it was typed, and the exit codes stand below."""
    done = run(str(door.name), "--help")
    assert done.exit_code == 0
    assert done.output.startswith(f"usage: clausewise {door.name} ")
    assert "exit: 0" in done.output


@pytest.mark.parametrize("door", [door for door in HERE if door.options], ids=lambda door: door.name)
def test_a_command_takes_options_that_exist(door: Door) -> None:
    """The table of options and modes names only what the parser has: a misspelt one would be left out in silence."""
    whole = import_module(door.module).parser().parse_args([])
    assert {*door.options, *filter(None, [door.mode])} <= set(vars(whole))


def test_every_old_option_has_a_command() -> None:
    """What `python -m ingest` and `python -m assistant` take, some command of `clausewise` takes."""
    for module in ("ingest.__main__", "assistant.__main__"):
        taken = {name for door in DOORS if door.module == module for name in [*door.options, door.mode]}
        assert set(vars(import_module(module).parser().parse_args([]))) <= taken


def test_a_mode_is_a_command_of_its_own(index: Path, tmp_path: Path) -> None:
    """`diff OLD NEW` is `--diff OLD NEW`, options before or after; `ask` knows no modes."""
    (tmp_path / "old.md").write_text("# Acme Policy\n\nWe keep data for 10 days.\n")
    (tmp_path / "new.md").write_text("# Acme Policy\n\nWe keep data for 20 days.\n")
    versions = [str(tmp_path / "old.md"), str(tmp_path / "new.md")]
    before, after = run("diff", "--json", *versions), run("diff", *versions, "--json")
    assert before.exit_code == 0
    assert json.loads(before.output) == json.loads(after.output)
    assert run("ask", "--still", "answers.jsonl").exit_code == 2
    assert run("doctor", "--no-model", "--index", str(index)).output.startswith("ok    Python")


def test_exit_codes_come_through(index: Path, tmp_path: Path) -> None:
    """Of a command, of its parser, and of a command that there is not."""
    done = run("ask", "Who?", "--no-model", "--policy", "acme", "--index", str(tmp_path))
    assert done.exit_code == 2
    assert done.stderr.startswith("error: no index at ")
    assert run("check").exit_code == 2
    assert "Did you mean 'chat'?" in run("chta").stderr
    assert run("ingest", "--verify", "--index", str(index)).exit_code == 0


def test_a_command_whose_package_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server for assistants is an extra; another module that is missing is a bug and keeps its traceback."""
    for name in ("mcp", *(name for name in sys.modules if name.startswith("mcp."))):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "assistant.mcp.protocol", raising=False)
    done = run("mcp")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "clausewise[mcp]" in done.stderr
    monkeypatch.setitem(sys.modules, "eval.command", None)
    with pytest.raises(ModuleNotFoundError, match=r"eval\.command"):
        run("eval", "--model", "none")


def test_a_shell_completes_commands_and_options() -> None:
    """Commands by their first letters, options as the command's parser has them, else files."""
    assert completed(incomplete="ch") == {"chat", "check"}
    assert completed("check", incomplete="--") == {"--help", "--index", "--policy", "--json", "--out"}
    assert completed("ask", incomplete="--po") == {"--policy"}
    (offer,) = ShellComplete(main, {}, "clausewise", "_X").get_completions(["ingest"], "pol")
    assert offer.type == "file"
