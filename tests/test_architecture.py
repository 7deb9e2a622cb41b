"""The design's directions of import, file sizes and who may know which library, held."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from itertools import takewhile
from pathlib import Path

import pytest

from tests.conftest import ROOT

MAY_IMPORT = {
    "ingest": {"ingest"},
    "prompts": {"prompts"},
    "assistant": {"assistant", "ingest", "prompts"},
    "eval": {"eval", "assistant", "ingest", "prompts"},
    "app": {"app", "web", "assistant", "ingest"},
    "web": {"web", "assistant", "ingest"},
    "clausewise": {"clausewise", "ingest"},  # the rest when a command is called
}
# A command puts later stages to work, too: an ingest ends with what the assistant searches by.
COMMAND_MAY_IMPORT = {"ingest.__main__": {"assistant"}}
# A library that does work for us is known to these files only: its exceptions become ours there.
KNOWN_TO = {
    "gradio": {"app", "web"},
    "chromadb": {"ingest.index.chroma", "ingest.served.server"},
    "sentence_transformers": {"ingest.embed"},
    "llama_index": {
        "ingest.embed",
        "ingest.index.nodes",
        "ingest.index.chroma",
        "assistant.llamaindex.answers",
        "assistant.llamaindex.documents",
        "assistant.models.model",
        "assistant.models.ollama",
        "assistant.models.openai_like",
    },
    "ray": {"ingest.commands.on_ray"},
    "ollama": {
        "assistant.models.ollama",
        "assistant.models.choose",
        "tools.ollama.server",
        "tools.ollama.create_model",
    },
    "docx": {"web.memo"},
    "openpyxl": {"assistant.workbook", "ingest.read.other.spreadsheet"},
    "mcp": {"assistant.mcp.protocol"},
    "xllamacpp": {"assistant.models.llamacpp"},
    "openai": {"assistant.models.openai_like"},
    "scipy": {"eval.score.stats", "ingest.versions.likeness"},
    "sklearn": {"eval.calibrate"},
    "spellchecker": {"ingest.english.dictionary"},
    "torch": {"ingest.embed"},
    "transformers": {"ingest.embed"},
}
LONGEST_FILE = 300  # lines


def modules() -> Iterator[tuple[str, Path]]:
    """(dotted name, path) of all our modules."""
    for path in [
        ROOT / "app.py",
        ROOT / "clausewise.py",
        *(file for package in MAY_IMPORT for file in sorted((ROOT / package).glob("**/*.py"))),
    ]:
        if path.exists():
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path


def imported(path: Path) -> Iterator[tuple[str, bool]]:
    """(dotted name, whether at the top of the module) of each import, types only ones left out."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in top
            yield from ((f"{node.module}.{alias.name}", id(node) in top) for alias in node.names)


@pytest.mark.parametrize("name,path", list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_imports_run_one_way(name: str, path: Path) -> None:
    """A module imports only those of our packages that the design lets it."""
    package = name.split(".")[0]
    ours = {module.split(".")[0] for module, _ in imported(path)} & set(MAY_IMPORT)
    assert ours <= MAY_IMPORT[package] | COMMAND_MAY_IMPORT.get(name, set())


@pytest.mark.parametrize("name,path", list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_libraries_are_known_to_few(name: str, path: Path) -> None:
    """A heavy library is imported only by the files that the table above names."""
    for module, _ in imported(path):
        allowed = KNOWN_TO.get(module.split(".")[0])
        assert allowed is None or name in allowed or name.split(".")[0] in allowed, f"{name} imports {module}"


@pytest.mark.parametrize("name,path", list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_files_are_small(name: str, path: Path) -> None:
    """No file passes 300 lines."""
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE, name


@pytest.mark.parametrize("name,path", list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_modules_say_what_they_do(name: str, path: Path) -> None:
    """Every module that has code opens with a docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    assert not tree.body or ast.get_docstring(tree), name


@pytest.mark.parametrize("module", ["ingest", "assistant", "assistant.mcp", "eval", "eval.ci", "clausewise"])
def test_help_imports_nothing_heavy(module: str) -> None:
    """`--help` loads none of the libraries that cost seconds."""
    code = (
        f"import sys, runpy; sys.argv = ['x', '--help']\n"
        f"try: runpy.run_module('{module}', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print([m for m in ('numpy', 'torch', 'chromadb', 'llama_index', 'gradio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_nothing_private_is_committed() -> None:
    """No file names a place, a host or a tool that only we have."""
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    secret = re.compile(r"/work/|/root/|/tmp/w/|pypi\.org|proxy\.golang|registry\.npm|index-url", re.IGNORECASE)
    for file in filter(None, files):
        if file == "tests/test_architecture.py":
            continue
        found = secret.search((ROOT / file).read_text("utf-8", errors="replace"))
        assert not found, f"{file}: {found and found.group()}"


MOST_MODULES = 12  # in one room, besides its sign


def test_no_room_is_crowded() -> None:
    """A room has a dozen modules at most; more want a room of their own."""
    rooms = Counter(path.parent for _, path in modules() if path.name != "__init__.py")
    assert {str(room.relative_to(ROOT)): n for room, n in rooms.items() if n > MOST_MODULES} == {}


def needs() -> dict[str, set[str]]:
    """Module → the modules of ours that it imports, at its top or in a function."""
    names = {name.removesuffix(".__init__"): path for name, path in modules()}
    return {name: {module for module, _ in imported(path)} & set(names) - {name} for name, path in names.items()}


def test_no_module_needs_itself() -> None:
    """Imports run in no circle, those in functions neither: an import is late for start-up time only."""
    TopologicalSorter(needs()).prepare()


def test_rooms_beside_each_other_need_each_other_one_way() -> None:
    """Of rooms in one folder none imports another that imports it. Commands may: each puts all stages to work."""
    rooms = {".".join(path.relative_to(ROOT).parent.parts) for _, path in modules()}
    beside: dict[str, dict[str, set[str]]] = {}  # by the folder that they stand in
    for name, imports in needs().items():
        for other in () if name.endswith("__main__") else imports:
            shared = list(
                takewhile(lambda pair: pair[0] == pair[1], zip(name.split("."), other.split("."), strict=False))
            )
            one, another = (".".join(module.split(".")[: len(shared) + 1]) for module in (name, other))
            if one in rooms and another in rooms and one != another:
                beside.setdefault(one.rpartition(".")[0], {}).setdefault(one, set()).add(another)
    assert beside["ingest"]["ingest.served"] == {"ingest.index"}
    for graph in beside.values():
        TopologicalSorter(graph).prepare()
