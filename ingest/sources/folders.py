"""Walk folders for policy files: which are read, under which ids, and what is passed over and why.

Hidden files, what editors and systems leave behind, links that leave the folder and kinds that we do not read are
passed over; nothing stops there. What a user names by itself is read or refused by its reader.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import UsageError
from ingest.naming.policy_date import dated_name
from ingest.policy import SUFFIXES

MAX_BYTES = 20_000_000  # a policy is a text; the longest of 150 real ones has 340 kB
BLANK = 4096  # bytes: a file below that is looked into for anything but blanks
_INSTALLED = frozenset("node_modules bower_components site-packages __pycache__".split())
NAMED = 3  # files that are named beside the count of those passed over
_JUNK = ("~$", "._", ".~")  # begin the names of what Word, macOS and LibreOffice leave beside a file
OVERRIDES = "policies.toml"  # beside the policies: [segments-ai] name = "...", aliases = ["..."]


@dataclass(slots=True)
class Walk:
    """The policy files of some paths, and what lies beside them."""

    files: dict[str, Path] = field(default_factory=dict)  # id → file, sorted by id; of dated files the newest
    dates: dict[str, str] = field(default_factory=dict)  # id → the date in the name of its file, where it has one
    earlier: dict[str, list[tuple[str, Path]]] = field(default_factory=dict)  # id → (date, file), the oldest first
    passed_over: dict[str, list[Path]] = field(default_factory=dict)  # reason → files

    def lines(self) -> list[str]:
        """Say what was passed over, a line a reason: "3 hidden files: .git, a/.DS_Store, …"."""
        return [f"{len(paths)} {why}: {_named(paths)}" for why, paths in sorted(self.passed_over.items())]


def walk(paths: Sequence[Path]) -> Walk:
    """Find the policy files in `paths`: files, folders with all below them, patterns such as "*.md".

    The id of a file is its stem; where stems are the same in several folders, those further down get their folders
    before it: policy.md, a/policy.md → "policy", "a-policy". Raises UsageError on a missing path, or where two files
    of one folder have one stem.
    """
    result = Walk()
    tops: dict[Path, Path] = {}  # file → folder that it was found in
    for path in _expanded(paths):
        if path.is_dir():
            tops |= dict.fromkeys(_inside(path, path.resolve(), result), path)
        else:
            tops[path] = path.parent
    files = _distinct(tops, result)
    series = _series(files)
    in_series = {path for dates in series.values() for path in dates.values()}
    result.files = _ids({path: top for path, top in files.items() if path not in in_series})
    for id_, dates in series.items():
        _add_series(result, id_, dates)
    result.files = dict(sorted(result.files.items()))
    return result


def _series(files: dict[Path, Path]) -> dict[str, dict[str, Path]]:
    """The dated files of each policy, id → date → file: "acme@2024-02.md", or two "2024-02.md" in a folder "acme"."""
    named: dict[str, dict[str, Path]] = {}
    bare: dict[Path, dict[str, Path]] = {}
    for path in files:
        id_, date = dated_name(path.stem)
        if date:
            series = named.setdefault(id_, {}) if id_ else bare.setdefault(path.parent, {})
            if (other := series.setdefault(date, path)) != path:
                raise UsageError(f"{other} and {path} would both be version {date}: rename one")
    folders = {folder.resolve().name: series for folder, series in bare.items() if len(series) > 1}
    return named | folders


def _add_series(result: Walk, id_: str, series: dict[str, Path]) -> None:
    """Take the newest file of a series for its policy; a file of the same id without a date is newer than all."""
    ordered = sorted(series.items())
    if id_ not in result.files:
        result.dates[id_], result.files[id_] = ordered.pop()
    result.earlier[id_] = ordered


def _expanded(paths: Sequence[Path]) -> Iterator[Path]:
    """The paths, patterns filled in."""
    for path in paths:
        if path.exists():
            yield path
        elif matches := _matching(path):
            yield from matches
        else:
            raise UsageError(f"no such file or folder: {path}: name where your policies are, or try --examples")


def _matching(path: Path) -> list[Path]:
    """The files that a pattern such as "contracts/*.docx" fits; none for a name without a pattern."""
    if not any(mark in str(path) for mark in "*?["):
        return []
    return sorted(Path(path.anchor or ".").glob(str(path.relative_to(path.anchor))))


def _inside(folder: Path, root: Path, result: Walk) -> Iterator[Path]:
    """The policy files in a folder and below it, in order of their names."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        result.passed_over.setdefault("unreadable folders", []).append(folder)
        return
    for entry in entries:
        path = folder / entry.name
        if why := _unread(entry, path, root):
            if why != "settings":
                result.passed_over.setdefault(why, []).append(path)
        elif entry.is_dir():
            yield from _inside(path, root, result)
        else:
            yield path


def _unread(entry: os.DirEntry[str], path: Path, root: Path) -> str:
    """Why something in a folder is passed over, "" where it is read."""
    if entry.name.startswith((*_JUNK, ".")):
        return "hidden files and folders"
    if entry.is_symlink() and (why := _link(entry, path, root)):
        return why
    if entry.is_dir():
        return "folders of other people's programs" if entry.name in _INSTALLED else ""
    if entry.name == OVERRIDES:
        return "settings"
    if path.suffix.lower() not in SUFFIXES:
        return "ZIPs (name one to have it read)" if path.suffix.lower() == ".zip" else "files of other kinds"
    return _unfit(entry)


def _link(entry: os.DirEntry[str], path: Path, root: Path) -> str:
    """Why a link is not followed, "" for one to a file in the folder."""
    if not path.exists():
        return "links that lead nowhere"
    if entry.is_dir():
        return "links to folders"
    return "" if path.resolve().is_relative_to(root) else "links that leave the folder"


def _unfit(entry: os.DirEntry[str]) -> str:
    """Why a file of a kind that we read is passed over."""
    try:
        state = entry.stat()
    except OSError:
        return "unreadable files"
    if not entry.is_file():
        return "pipes and devices"
    if state.st_size > MAX_BYTES:
        return f"files of more than {MAX_BYTES // 1_000_000} MB"
    if not os.access(entry.path, os.R_OK):
        return "unreadable files"
    return "empty files" if state.st_size < BLANK and not Path(entry.path).read_bytes().strip() else ""


def _distinct(tops: dict[Path, Path], result: Walk) -> dict[Path, Path]:
    """Each file once, though several paths or a link lead to it."""
    real: dict[Path, Path] = {}
    for path in tops:
        if real.setdefault(path.resolve(), path) != path and path.is_symlink():
            result.passed_over.setdefault("links to files that are read", []).append(path)
    return {path: tops[path] for path in real.values()}


def _ids(tops: dict[Path, Path]) -> dict[str, Path]:
    """An id for each file."""
    stems = Counter(path.stem for path in tops)
    ids: dict[str, Path] = {}
    for path in sorted(tops, key=lambda path: (len(path.parts), str(path))):
        parents = path.relative_to(tops[path]).parent.parts
        id_ = "-".join((*parents, path.stem)) if stems[path.stem] > 1 else path.stem
        if (other := ids.setdefault(id_, path)) != path:
            raise UsageError(f"{other} and {path} would both be policy {id_}: rename one")
    return ids


def _named(paths: Sequence[Path]) -> str:
    shown = ", ".join(ascii(str(path))[1:-1] if not str(path).isprintable() else str(path) for path in paths[:NAMED])
    return f"{shown}, …" if len(paths) > NAMED else shown
