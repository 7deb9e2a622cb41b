"""Find what policies are compared with: the commit that a change starts from, and its files as a checkout has them.

The only file that knows git and what GitHub tells of an event.
"""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ingest.errors import UsageError
from ingest.policy import SUFFIXES

SECONDS: Final = 120  # that git may take: a fetch is one of its commands
HASH: Final = 10  # characters of a commit's hash that are shown


@dataclass(frozen=True, slots=True)
class Base:
    """The files of an earlier commit."""

    commit: str  # its hash; "" where the branch has none yet, and nothing was there before
    folder: Path  # its files, at the paths that they have in the repository
    renamed: Mapping[Path, Path] = field(default_factory=dict)  # path now → path then, from the top

    @property
    def name(self) -> str:
        """The commit for a reader."""
        return self.commit[:HASH] or "the first commit"


def on_github() -> bool:
    """Whether this runs as a step of a GitHub workflow."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def top_of(folder: Path) -> Path:
    """The top of the repository that a folder is in; the folder itself where it is in none."""
    top = _asked("rev-parse", "--show-toplevel", cwd=folder)
    return Path(top) if top else folder


def base_commit(given: str) -> str | None:
    """The commit that is compared with: the one given, else that of GitHub's event; None where there is none.

    "" where nothing was committed before. Raises UsageError for one that cannot be had.
    """
    name = given or (_of_event() if on_github() else "")
    if not name.strip("0"):  # GitHub's name for no commit: the push made the branch
        return None
    _git("rev-parse", "--git-dir")  # says why where git has no say here
    commit = _commit(name)
    if not commit and not _asked("rev-list", "--all", "--max-count=1"):
        return ""
    commit = commit or _fetched(name)
    return _asked("merge-base", commit, "HEAD") or commit


def checked_out(commit: str, paths: Sequence[Path], top: Path, folder: Path) -> Base:
    """Put the files of a commit that lie in `paths` into `folder`, as a checkout would have them."""
    if not commit:
        return Base(commit, folder)
    renamed = dict(_renamed(commit, top))
    own_index = {"GIT_INDEX_FILE": str(folder.with_name("git-index"))}  # the user's own is left as it is
    _git("read-tree", commit, cwd=top, env=own_index)
    inside = _git("--glob-pathspecs", "ls-files", "-z", "--", *map(str, paths), cwd=top, env=own_index)
    files = b"\0".join({*inside.split(b"\0"), *(os.fsencode(then) for then in renamed.values())} - {b""})
    _git("checkout-index", "-z", "--stdin", f"--prefix={folder}/", cwd=top, env=own_index, stdin=files)
    return Base(commit, folder, renamed)


def _renamed(commit: str, top: Path) -> Iterator[tuple[Path, Path]]:
    """The path now and the path then of each policy that git holds for renamed: it tells "R090", then, now."""
    renames = _git("diff", "-z", "--name-status", "--no-ext-diff", "-M", "--diff-filter=R", commit, cwd=top).split(
        b"\0"
    )
    for then, now in zip(renames[1::3], renames[2::3], strict=True):
        path = Path(os.fsdecode(now))
        if path.suffix.lower() in SUFFIXES:
            yield path, Path(os.fsdecode(then))


def _of_event() -> str:
    """The commit before the change that started this workflow; "" where it was started by none."""
    path = os.environ.get("GITHUB_EVENT_PATH", "")
    event: Any = json.loads(Path(path).read_text("utf-8")) if path else {}
    pull = event.get("pull_request", {}).get("base", {}).get("sha", "")
    if pull:
        return _merged_into() or str(pull)
    return str(event.get("merge_group", {}).get("base_sha", "") or event.get("before") or "")


def _merged_into() -> str:
    """Where the commit of a pull request that GitHub made is checked out: what it is merged into; else "".

    The base that the event names may be older, and the changes of others in between are none of this request.
    """
    lines = _asked("cat-file", "commit", "HEAD").split("\n\n")[0].splitlines()
    parents = [line.removeprefix("parent ") for line in lines if line.startswith("parent ")]
    made_by_github = _commit("HEAD") == os.environ.get("GITHUB_SHA") and len(parents) > 1
    return parents[0] if made_by_github else ""


def _commit(name: str) -> str:
    return _asked("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")


def _fetched(name: str) -> str:
    """The commit, fetched into a clone that lacks it; on GitHub only, as elsewhere nobody expects it to go online."""
    why = ""
    if on_github():
        try:
            _git("fetch", "--quiet", "--no-tags", "--depth=1", "--end-of-options", "origin", name)
            return _commit(name) or _commit("FETCH_HEAD")
        except UsageError as error:
            why = f" ({error})"
    raise UsageError(
        f"no commit {name!r} in this clone{why}, so what changed cannot be told: fetch it (actions/checkout takes"
        " fetch-depth: 0), or give another --base"
    )


def _asked(*arguments: str, cwd: Path | None = None) -> str:
    """What git answers; "" where it has no answer."""
    try:
        return os.fsdecode(_git(*arguments, cwd=cwd)).strip()
    except UsageError:
        return ""


def _git(*arguments: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> bytes:
    command = ["git", *arguments]
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"} | dict(env or {})
    try:
        done = subprocess.run(  # noqa: S603 - a list of words: no shell reads them
            command, cwd=cwd, env=environment, input=stdin, capture_output=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError as error:
        raise UsageError("git is not installed: it is needed to tell what changed") from error
    except subprocess.TimeoutExpired as error:
        raise UsageError(f"git {arguments[0]} took longer than {SECONDS} s") from error
    if done.returncode:
        says = os.fsdecode(done.stderr).strip().splitlines()[-1:] or [f"exit {done.returncode}"]
        raise UsageError(f"git {arguments[0]}: {says[0]}")
    return done.stdout
