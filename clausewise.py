"""The console command `clausewise`: one door to every command line. `clausewise ask "How long is my data kept?"`.

It holds no option of its own: each command's are written once, in the parser of the module that does the work.
"""

import ingest.commands.ctrl_c  # noqa: F401

# isort: split
import argparse
import copy
from importlib import import_module
from types import ModuleType
from typing import NoReturn

import click
from click.shell_completion import CompletionItem

from ingest.errors import EXITS, exit_code

COMPLETION = """
\b
Completion of commands, options and files, for bash (zsh and fish alike), in ~/.bashrc:
  eval "$(_CLAUSEWISE_COMPLETE=bash_source clausewise)"
"""


class Door(click.Command):
    """A command that hands its arguments to a module's parser, or to those of its options that are named in `options`.

    `mode`: the option that is this command: "--still ANSWERS" of `python -m assistant` → `clausewise still ANSWERS`.
    """

    def __init__(self, name: str, module: str, does: str, options: str = "", mode: str = "") -> None:
        super().__init__(name, help=does, add_help_option=False)
        self.module, self.options, self.mode = module, options.split(), mode

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leave the arguments to argparse."""
        ctx.args = args
        return args

    def invoke(self, ctx: click.Context) -> NoReturn:
        """Run the module's command and end with its exit code; nothing of it is imported before."""
        ctx.exit(exit_code(lambda: self._run(ctx)))

    def _run(self, ctx: click.Context) -> int:
        module = import_module(self.module)
        code: int = module.run(self._parser(module, ctx).parse_args(ctx.args))
        return code

    def _parser(self, module: ModuleType, ctx: click.Context) -> argparse.ArgumentParser:
        whole: argparse.ArgumentParser = module.parser()
        whole.prog = ctx.command_path
        return self._narrowed(whole) if self.options else whole

    def _narrowed(self, whole: argparse.ArgumentParser) -> argparse.ArgumentParser:
        """A parser that takes our options only and gives the values of all of them."""
        narrow = argparse.ArgumentParser(prog=whole.prog, description=self.help, epilog=whole.epilog)
        narrow.set_defaults(**vars(whole.parse_args([])))
        for action in whole._actions:  # noqa: SLF001 - as argparse's own `parents` copies them
            if action.dest in self.options:
                narrow._add_action(action)  # noqa: SLF001
            elif action.dest == self.mode and action.nargs == 0:
                narrow.set_defaults(**{self.mode: True})
            elif action.dest == self.mode:
                narrow._add_action(_positional(action))  # noqa: SLF001
        return narrow

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the options of the parser, and files."""
        if not incomplete.startswith("-"):
            return [CompletionItem(incomplete, type="file")]
        actions = self._parser(import_module(self.module), ctx)._actions  # noqa: SLF001
        options = (option for action in actions for option in action.option_strings)
        return [CompletionItem(option) for option in options if option.startswith(incomplete)]


def _positional(option: argparse.Action) -> argparse.Action:
    """The option as an argument that must be given: "--still ANSWERS" → "ANSWERS"."""
    argument = copy.copy(option)
    argument.option_strings, argument.required = [], True
    return argument


ASK = "question policy as_of json batch out parallel index model no_model"
INGEST = "paths online examples index skip_bad on add replace show verify rebuild forget json"
DOORS = [
    Door("ingest", "ingest.__main__", "Put policies into an index, or look into one.", INGEST),
    Door("ask", "assistant.__main__", "Ask the policies a question, or a file of questions.", ASK),
    Door("chat", "app", "Ask policies questions in the browser."),
    Door("check", "assistant.__main__", "Put a checklist to the policies.", "policy json out index", "checklist"),
    Door("diff", "ingest.__main__", "Show what changed between two versions of a policy.", "index json out", "diff"),
    Door(
        "still",
        "assistant.__main__",
        "Tell which saved answers still hold.",
        "checklist json index model no_model",
        "still",
    ),
    Door("eval", "eval.__main__", "Ask a set of questions, score the answers, judge them by a gate."),
    Door("ci", "eval.ci.__main__", "Check policies that are kept in git: what is odd, changed, or no longer holds."),
    Door(
        "doctor",
        "assistant.__main__",
        "Check what is installed and what is missing.",
        "json index model no_model",
        "doctor",
    ),
    Door("mcp", "assistant.mcp.__main__", "Serve the policies to an assistant over MCP."),
    Door("weights", "ingest.weights.__main__", "Fetch and verify model weights."),
]


class _InOrder(click.Group):
    """A group that lists its commands as they were given."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        """The names of the commands."""
        return list(self.commands)


@click.group(cls=_InOrder, commands=DOORS, epilog=f"{EXITS}\n{COMPLETION}", context_settings={"max_content_width": 100})
@click.version_option(package_name="clausewise")
def main() -> None:
    """Ask policies questions; every sentence of an answer stands on a verbatim quote. Start with: clausewise ingest."""


if __name__ == "__main__":
    main(prog_name="clausewise")
