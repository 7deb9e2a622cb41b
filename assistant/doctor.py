"""Check what is installed and what is missing, a line each, before a question is asked. Fetches and changes nothing.

ok    index: 5 policies, 212 clauses in .clausewise, format 1, whole
no    Ollama: no Ollama answers at http://127.0.0.1:11434: start it, or use --model embedded
"""

import errno
import json
import os
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.memory import free_memory
from assistant.settings import page_port
from assistant.terminal import ability_lines
from ingest.errors import ClausewiseError, remedy
from ingest.places import ROOT

if TYPE_CHECKING:
    from ingest.weights.assets import Asset

# These may be missing: of the first two one is enough, and "model that answers" says whether one does; without the port
# there is no page, but there are answers.
OPTIONAL = ("Ollama", "embedded weights", "port")
INDEX_ROOM = 200_000_000  # bytes free beside an index: two generations of some thousand clauses
WEIGHTS_ROOM = 3_000_000_000  # bytes free in the cache while weights are fetched: 1.2 GB, and the parts they come in
ASKING = 1_000_000_000  # bytes of memory: a page that has answered 4,000 questions holds 0.75 GB besides files
EMBEDDED = 1_500_000_000  # and llama.cpp with our weights 1.4 GB, as Ollama's runner was seen to hold

Check = tuple[str, Callable[[], str]]


def doctor(index: Path, setting: str, *, as_json: bool = False) -> int:
    """Print a line for each check, or one object. Returns 0 when the model of `setting` can answer, else 1."""
    results = []
    for name, check in _checks(index, setting):
        state, says = _result(name, check)
        results.append({"check": name, "state": state, "says": says})
        if not as_json:
            print(f"{state if state != 'fault' else 'FAULT':<5} {name}: {says}")
    healthy = all(result["state"] != "fault" for result in results)
    if as_json:
        print(json.dumps({"well": healthy, "checks": results}, ensure_ascii=False))
    else:
        print("all is well" if healthy else "mend the faults above, from the top")
    return 0 if healthy else 1


def _result(name: str, check: Callable[[], str]) -> tuple[str, str]:
    """What a check says: "ok"; "no" for what may be missing; "fault"."""
    try:
        return "ok", check()
    except (ClausewiseError, OSError) as error:
        return "no" if name in OPTIONAL else "fault", str(error)


def _checks(index: Path, setting: str) -> Iterator[Check]:
    yield "Python", lambda: _python(sys.version_info)
    yield "packages", _packages
    yield "disk", lambda: _disk(index)
    yield "memory", lambda: _memory(setting)
    yield "embedding weights", _embedding
    yield "index", lambda: _index(index)
    yield "Ollama", _ollama
    yield "embedded weights", _gguf
    yield "port", _port
    yield "model that answers", lambda: _model(setting)


def _python(version_info: tuple[object, ...]) -> str:
    from packaging.specifiers import SpecifierSet

    running, (wanted, _) = ".".join(str(part) for part in version_info[:3]), _declared()
    if running not in SpecifierSet(wanted):
        raise ClausewiseError(f"this is {running}, and {wanted} is needed: make PYTHON=python3.11")
    return running


def _packages() -> str:
    """How many packages ours requires on this machine; raises ClausewiseError that names those that are not right."""
    from packaging.requirements import Requirement

    needed = [need for need in map(Requirement, _declared()[1]) if need.marker is None or need.marker.evaluate()]
    if faults := [fault for need in needed if (fault := _package_fault(need.name, str(need.specifier)))]:
        raise ClausewiseError(f"{'; '.join(faults)}: install Clausewise again")
    return f"{len(needed)}, each in the range that is tested"


def _declared() -> tuple[str, list[str]]:
    """Which Python and which packages are needed: pyproject.toml says it in a checkout, the metadata elsewhere.

    Raises ClausewiseError where neither is there.
    """
    declared = ROOT / "pyproject.toml"
    if declared.is_file():
        project = tomllib.loads(declared.read_text("utf-8"))["project"]
        return project["requires-python"], project["dependencies"]
    try:
        installed = metadata("clausewise")
    except PackageNotFoundError as error:
        raise ClausewiseError("Clausewise is not installed here: run make demo, or pip install it") from error
    return installed["Requires-Python"], installed.get_all("Requires-Dist") or []


def _package_fault(name: str, wanted: str) -> str:
    """What is wrong with a package; "" where its version is in the range that is declared."""
    from packaging.specifiers import SpecifierSet

    try:
        installed = version(name)
    except PackageNotFoundError:
        return f"{name} is not installed"
    right = SpecifierSet(wanted).contains(installed, prereleases=True)
    return "" if right else f"{name} is {installed}, and {wanted} is needed"


def _disk(index: Path) -> str:
    """Room for an index and the right to write it, and room for weights that are not there yet."""
    from ingest.places import cache
    from ingest.weights.assets import GGUF

    room = {index.absolute(): INDEX_ROOM, cache(): 0 if (cache() / GGUF.place).exists() else WEIGHTS_ROOM}
    for place, room_wanted in room.items():
        there = next(folder for folder in (place, *place.parents) if folder.exists())
        free = shutil.disk_usage(there).free
        if free < room_wanted:
            raise ClausewiseError(f"{_gb(free)} free at {there}, {_gb(room_wanted)} are needed: remove something")
        if not os.access(there, os.W_OK):
            raise ClausewiseError(f"{there} cannot be written: {remedy(errno.EACCES)}")
    return f"{_gb(shutil.disk_usage(Path.cwd()).free)} free, and the index's folder can be written"


def _memory(setting: str) -> str:
    free = free_memory()
    if free is None:
        return "this system does not say how much is free"
    needed = ASKING + (EMBEDDED if setting == "embedded" or (setting == "auto" and not _serves()) else 0)
    if free < needed:
        raise ClausewiseError(f"{_gb(free)} free, {_gb(needed)} are needed: close something, or ask with --no-model")
    return f"{_gb(free)} free"


def _gb(size: int) -> str:
    return f"{size / 1e9:.1f} GB"


def _embedding() -> str:
    from ingest.weights.assets import EMBEDDING
    from ingest.weights.find import embedding_model

    _unharmed(EMBEDDING)
    return str(embedding_model(fetch=False))


def _gguf() -> str:
    from ingest.weights.assets import GGUF
    from ingest.weights.find import gguf

    _unharmed(GGUF)
    return str(gguf(fetch=False))


def _unharmed(asset: "Asset") -> None:
    """Raise WeightsError for wrong weights in our cache: asked for, they would be removed, and we change nothing."""
    from ingest.places import cache
    from ingest.weights.assets import verify

    if not os.environ.get(asset.setting) and (cache() / asset.place).exists():
        verify(asset, cache() / asset.place, f"clausewise weights {asset.key} fetches it anew")


def _index(index: Path) -> str:
    from ingest.embed import MiniLM
    from ingest.index.index import refuse_other_embedder
    from ingest.index.record import FORMAT
    from ingest.store.write_index import verify

    opened = verify(index)
    refuse_other_embedder(opened, MiniLM())
    record = opened.record
    return f"{len(record.policies)} policies, {len(record.clauses)} clauses in {index}, format {FORMAT}, whole"


def _serves() -> bool:
    """Whether an Ollama server has a model to answer with."""
    from assistant.models.calls.address import ollama_url
    from assistant.models.installed import installed
    from ingest.errors import ModelMissing

    try:
        return bool(installed(ollama_url()))
    except ModelMissing:
        return False


def _ollama() -> str:
    from assistant.models.calls.address import ollama_url
    from assistant.models.installed import installed

    url = ollama_url()
    tags = [model.tag for model in installed(url)]
    if not tags:
        raise ClausewiseError(f"{url} answers but has no model: ollama pull qwen2.5:3b, or make ollama")
    return f"{url} has {', '.join(tags)}"


def _port() -> str:
    import socket

    port = page_port()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ClausewiseError(
                f"{port} is taken ({error.strerror}): clausewise chat --port 0 takes another"
            ) from error
    return f"{port} is free for the page"


def _model(setting: str) -> str:
    """The model chosen, asked one word, and a table of what it can do."""
    from assistant.models.choose import choose

    if setting == "none":
        return "none, as was asked: the clauses' own words are shown"
    notices: list[str] = []
    model = choose(setting, notices.append)
    if model is None:
        raise ClausewiseError(notices[-1])
    weighed = model.weigh("Answer with one word.", "Is water wet? Yes or No?", ("Yes", "No"))
    if weighed.shares is None:
        raise ClausewiseError(f"{model.name} says neither Yes nor No to a plain question: use another model")
    return "\n      ".join([model.name, *notices, *ability_lines(model)])
