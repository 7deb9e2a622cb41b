"""Write docs/commands.md, docs/python.md and docs/tree.md out of the program: `python -m tools.reference`.

Options and exit codes come from the parsers, the Python API from signatures and docstrings, JSON from objects that the
program makes of a policy of two clauses. A test holds that the pages are as they would be written.
"""

import argparse
import ast
import json
import re
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from clausewise import DOORS, Door
from ingest.errors import EXITS

ROOT: Final = Path(__file__).parent.parent
MADE: Final = "<!-- Made by `python -m tools.reference`; change the program, not this page. -->\n"
SETTINGS: Final = {
    "CLAUSEWISE_INDEX": "where the index lies; `--index` (default: `.clausewise` in the working folder)",
    "CLAUSEWISE_STORE_TOKEN": "sent to the Chroma server of an index as `Authorization: Bearer …`",
    "CLAUSEWISE_PLAIN_HTTP": "1: an index may lie at `http://` of another machine, unencrypted",
    "CLAUSEWISE_MODEL": "which model answers; `--model` (default: `auto`, see [models.md](models.md))",
    "CLAUSEWISE_MODEL_NAME": "the model at a server's URL (default: the server's first)",
    "CLAUSEWISE_API_KEY": "the key for a server's URL",
    "CLAUSEWISE_PORT": "the port of the page; `--port` (default: 7860)",
    "CLAUSEWISE_CACHE": "where weights are kept, and what models were found to do (default: the user's cache folder)",
    "CLAUSEWISE_DATA": "where cards of models that you measured are kept (default: the user's data folder)",
    "CLAUSEWISE_EMBEDDING_MODEL": "a folder with the embedding model, instead of the fetched one",
    "CLAUSEWISE_GGUF": "the file of the embedded model, instead of the fetched one",
    "OLLAMA_HOST": "where Ollama answers, as its own client reads it",
    "OLLAMA_MODELS": "Ollama's store of models, in which weights are looked for",
    "OLLAMA_NUM_PARALLEL": "how many questions a batch asks at once (default: 1)",
}
_ACME: Final = """# Acme Policy

## 1. Retention

We keep your data for 10 days.

## 2. Contact

Write to [email protected].
"""
_TREE: Final = """# The tree

One phrase a file: the first line of each module's docstring. A test holds that no file is missing.

```
{}
```
"""
APIS: Final = ("assistant", "ingest", "eval", "assistant.llamaindex")


def commands_page() -> str:
    """The page of the commands: options, exit codes, settings, JSON."""
    head = f"# Commands\n\n{MADE}\n`clausewise COMMAND`; an option may stand before or after what is not one.\n"
    codes = f"## Exit codes\n\n{EXITS.removeprefix('exit: ')}.\n"
    return "\n".join([head, codes, *map(_command, DOORS), _settings(), *_json()])


def python_page() -> str:
    """The page of the Python API."""
    head = f"# The Python API\n\n{MADE}\nWhat these packages export is what is kept stable; all else may change.\n"
    return "\n".join([head, *(section for package in APIS for section in _package(package))])


def _command(door: Door) -> str:
    parser = door._parser(import_module(door.module), click.Context(door, info_name=f"clausewise {door.name}"))  # noqa: SLF001
    rows = [
        f"| {_called(action)} | {_cell(parser._get_formatter()._expand_help(action))} |"  # noqa: SLF001
        for action in parser._actions  # noqa: SLF001
        if action.dest != "help"
    ]
    table = ["| option | what it is |", "| --- | --- |", *rows, ""] if rows else []
    exits = [f"Exit: {parser.epilog.removeprefix('exit: ')}.\n"] if parser.epilog not in (EXITS, None) else []
    return "\n".join([f"## clausewise {door.name}", "", door.help or "", "", *table, *exits])


def _called(action: argparse.Action) -> str:
    """`--policy ID`, `PATH`; an option that takes no value is its name alone."""
    names = action.metavar or (f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper())
    value = " ".join(names) if isinstance(names, tuple) else str(names)
    words = [f"{option} {value}".strip() if action.nargs != 0 else option for option in action.option_strings]
    return ", ".join(f"`{_cell(word)}`" for word in words or [value])


def _cell(text: str) -> str:
    """A text in a cell of a table; argparse's "(default: None)" says nothing."""
    text = re.sub(r" \(default: (?:None|False)\)", "", text.replace(f"{ROOT}/", ""))
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def _settings() -> str:
    rows = [f"| `{name}` | {what} |" for name, what in SETTINGS.items()]
    return "\n".join(["## Settings", "", "| variable | what it sets |", "| --- | --- |", *rows, ""])


def _json() -> Iterator[str]:
    yield (
        "## JSON\n\nReal output for a policy of two clauses. `start` and `end` are code points into the policy's text,"
        " half-open: the text between them is the quote. Fields may come; none goes without a line in `CHANGELOG.md`.\n"
    )
    for title, example in _examples():
        told = re.sub(r'("date": )"[\d-]+"', r'\1"2026-01-31"', json.dumps(example, ensure_ascii=False, indent=1))
        yield f"### {title}\n\n```json\n{told}\n```\n"


def _examples() -> Iterator[tuple[str, Any]]:
    from assistant.answer.answer import Answer, Citation, Failed, Sentence, Usage, as_json
    from assistant.checklist import report as checklist
    from assistant.checklist.requirements import read_checklist
    from assistant.checklist.row import Row
    from assistant.saved.saved_answer import Quote, SavedAnswer
    from assistant.saved.still import AnswerNow, QuoteNow
    from assistant.saved.still import to_json as still_json
    from assistant.search.retrieved import Retrieved
    from ingest.clauses.split import split
    from ingest.commands.diff import compared
    from ingest.commands.show import show
    from ingest.read.policy_file import read_policy
    from ingest.versions.report import to_json

    with tempfile.TemporaryDirectory() as folder:
        path, newer = Path(folder) / "acme.md", Path(folder) / "acme-new.md"
        path.write_text(_ACME)
        newer.write_text(_ACME.replace("10 days", "90 days"))
        policy, new = read_policy(path), read_policy(newer, "acme")
        tree = json.loads(show(str(path), Path(folder), as_json=True))
    clause = next(clause for clause in split(policy) if "10 days" in clause.text)
    start = policy.text.index("We keep")
    quote = Citation(clause, "We keep your data for 10 days.", start, start + 30)
    said = (Sentence("Acme says: “We keep your data for 10 days.”", (1,)),)
    usage, searched = Usage(15.1, 20.2, 20.2, 0, 0), (Retrieved(clause, 0.0325, 1),)
    question = "How long does Acme keep my data?"
    answer = Answer(question, "answer", said, (quote,), searched, "extractive", usage, 0.81)
    names = {"acme": "Acme"}
    yield "An answer: `ask --json`, a line of `ask --batch`", as_json(answer, names)
    yield "A question of a batch that could not be answered", as_json(Failed(question, "no policy 'acne'"), names)
    yield "A policy: `ingest --show POLICY --json`", tree
    yield "Changes: `diff OLD NEW --json`", to_json(compared(policy, new, "acme.md", "acme-new.md"))
    wanted = read_checklist("gdpr-13-14")
    row = Row("acme", wanted.requirements[9].id, "present", 0.64, (quote,), (clause.id,))
    yield "A checklist: `check NAME --json`", json.loads(checklist.as_json(checklist.Report(wanted, [policy], [row])))
    saved = SavedAnswer(1, None, question, "answer", (Quote("acme", clause.id, "", quote.quote),), ("acme",))
    became = next(clause for clause in split(new) if "90 days" in clause.text)
    now = QuoteNow(saved.quotes[0], "changed", Citation(became, "We keep your data for 90 days.", start, start + 30))
    yield "A saved answer: a line of `still ANSWERS --json`", still_json(AnswerNow(saved, "changed", (now,)), names)


def _package(package: str) -> Iterator[str]:
    module = import_module(package)
    yield f"## {package}\n\n{(module.__doc__ or '').splitlines()[0]}\n"
    for name in module.__all__:
        home = module._HOMES[name]  # noqa: SLF001 - where each name is at home, so that nothing heavy is imported
        path = ROOT / f"{f'{package}.{home}'.replace('.', '/')}.py"
        yield from _documented(name, path)


def _documented(name: str, path: Path) -> Iterator[str]:
    source = path.read_text("utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            yield f"### {name}\n\n```text\n{_signature(node)}\n```\n\n{ast.get_docstring(node)}\n"
        elif isinstance(node, ast.ClassDef) and node.name == name:
            yield f"### {name}\n\n{ast.get_docstring(node)}\n"
            yield from _members(node, source.splitlines())


def _members(node: ast.ClassDef, lines: list[str]) -> Iterator[str]:
    """The fields of a class with the comments behind them, then its public methods."""
    fields = [member for member in node.body if isinstance(member, ast.AnnAssign)]
    shown = [field for field in fields if not ast.unparse(field.target).startswith("_")]
    if shown:
        yield "| field | type | what it is |\n| --- | --- | --- |"
        for field in shown:
            comment = lines[(field.end_lineno or 1) - 1].partition("  # ")[2]
            kind = _cell(ast.unparse(field.annotation)).replace("'", "")
            yield f"| `{ast.unparse(field.target)}` | `{kind}` | {_cell(comment)} |"
        yield ""
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
            is_property = any(ast.unparse(mark).endswith("property") for mark in member.decorator_list)
            told = f"`{member.name}` (read only)" if is_property else f"```text\n{_signature(member)}\n```"
            yield f"{told}\n\n{ast.get_docstring(member) or ''}\n"


def _signature(node: ast.FunctionDef) -> str:
    """Return how it is called, without self: "ask(question: str, policies: Sequence[str]=()) -> Answer"."""
    arguments = ast.unparse(node.args).removeprefix("self, ").removeprefix("cls, ").removeprefix("self")
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({arguments}){returns}".replace("'", "")


def tree_page() -> str:
    """The page of the tree: the first words of each module, and of each room where its folder begins."""
    rooms = ("assistant", "benchmarks", "eval", "ingest", "prompts", "tools", "web")
    files = [
        ROOT / "app.py",
        ROOT / "clausewise.py",
        *sorted(path for room in rooms for path in (ROOT / room).rglob("*.py")),
    ]
    rows = {_place(path): _phrase(path) for path in files}
    return _TREE.format("\n".join(line for place in sorted(rows, key=_tops_first) for line in _row(place, rows[place])))


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix().removesuffix("__init__.py")


def _phrase(path: Path) -> str:
    return " ".join((ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n\n")[0].split())


def _tops_first(place: str) -> tuple[bool, str]:
    return "/" in place, place


def _row(place: str, phrase: str) -> list[str]:
    return [f"  {place:<58} {phrase}".rstrip()] if not place.endswith("/") else ["", f"{place:<60} {phrase}".rstrip()]


if __name__ == "__main__":
    (ROOT / "docs" / "commands.md").write_text(commands_page(), "utf-8")
    (ROOT / "docs" / "python.md").write_text(python_page(), "utf-8")
    (ROOT / "docs" / "tree.md").write_text(tree_page(), "utf-8")
