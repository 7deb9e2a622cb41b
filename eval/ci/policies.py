"""Read the policies and compare them with their base: what is odd, what changed, and the line of the file."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copyfile

from eval.ci.base import Base
from eval.ci.notes import Note
from ingest.clauses.split import split
from ingest.commands.diff import compared
from ingest.errors import PolicyError
from ingest.findings.collect import findings
from ingest.findings.finding import Finding
from ingest.pipeline import policy_files
from ingest.policy import Policy, line_of
from ingest.read.decode import PAGE, PLAIN
from ingest.read.policy_file import read_policy
from ingest.sources.folders import walk
from ingest.versions.change import Change
from ingest.versions.report import MARKS, Report, name, shown


@dataclass(frozen=True, slots=True)
class Checked:
    """A policy as it is now, beside what it was."""

    path: str  # from the top of the repository
    file: Path
    policy: Policy
    state: str  # "new", "unknown before", "changed", "renamed", "as before"; "" where nothing is compared
    findings: tuple[Finding, ...]  # all where there is nothing to compare it with, else those that came
    report: Report | None = None  # what changed, of a changed one
    earlier: Path | None = None  # its file at the base
    unread: str = ""  # why that file cannot be read: what changed since is not known

    def notes(self) -> Iterator[Note]:
        """What is told of it, the weightiest changes first."""
        lines = _file_lines(self.file)
        if self.unread:
            yield Note("changes", self.path, 0, "what changed is not known", self.unread)
        for change in self.report.weighty if self.report else ():
            says = f"{name(change)}: {''.join(MARKS[kind].format(text) for kind, text in shown(change))}"
            line = self.line(_place(change), lines) if change.new else 0
            yield Note("changes", self.path, line, f"{change.kind} ({', '.join(change.what)})", says)
        for finding in self.findings:
            line = _holding(lines, finding.line, finding.quote, self.file)
            yield Note("findings", self.path, line, finding.kind, finding.says)

    def line(self, offset: int, lines: Sequence[str] | None = None) -> int:
        """The line of the file on which a character of the text stands; 0 where that cannot be told."""
        number = line_of(self.policy.text, offset)
        words = self.policy.text.split("\n")[number - 1]
        return _holding(_file_lines(self.file) if lines is None else lines, number, words, self.file)


@dataclass(frozen=True, slots=True)
class AllChecked:
    """All policies of a run."""

    policies: tuple[Checked, ...]
    removed: tuple[str, ...]  # paths at the base of policies that are no longer there
    passed_over: tuple[str, ...]  # a line a reason for what was not read
    faults: tuple[Note, ...]  # files that cannot be read


def check_policies(paths: Sequence[Path], top: Path, base: Base | None) -> AllChecked:
    """Read all policies in `paths` and compare them. Raises UsageError where there are none."""
    now = policy_files(paths)
    then = walk(_inside(paths, top, base.folder)).files if base else {}
    policies, faults = [], []
    for id_, file in now.files.items():
        try:
            policy = read_policy(file, id_)
        except PolicyError as error:
            path = _path(file, top)
            faults.append(Note("fault", path, 0, "cannot be read", str(error).replace(str(file), path)))
        else:
            policies.append(_checked(policy, file, top, base, then))
    held = {checked.earlier for checked in policies} | {then.get(id_) for id_ in now.files}
    removed = sorted(_path(file, base.folder) for file in then.values() if file not in held) if base else ()
    return AllChecked(tuple(policies), tuple(removed), tuple(now.lines()), tuple(faults))


def earlier_paths(checked: AllChecked, paths: Sequence[Path], top: Path, folder: Path) -> list[Path]:
    """The paths in a folder into which the earlier texts are laid under the names of today: they get today's ids."""
    for policy in checked.policies:
        if policy.earlier and not policy.unread:
            (folder / policy.path).parent.mkdir(parents=True, exist_ok=True)
            copyfile(policy.earlier, folder / policy.path)
    return _inside(paths, top, folder)


def _inside(paths: Sequence[Path], top: Path, folder: Path) -> list[Path]:
    """The same paths in another folder than the top of the repository, without those that are not there."""
    if not folder.is_dir():
        return []
    wanted = [path.relative_to(top) for path in paths]
    return [folder / path for path in wanted if (folder / path).exists() or any(folder.glob(str(path)))]


def _checked(policy: Policy, file: Path, top: Path, base: Base | None, then: Mapping[str, Path]) -> Checked:
    """A policy beside the file that it was: by its path, renamed or not, else by its id."""
    path = _path(file, top)
    checked = partial(Checked, path, file, policy)
    if base is None:
        return checked("", findings(policy, split(policy)))
    inside = file.relative_to(top)
    was = base.folder / base.renamed.get(inside, inside)
    is_there = was.is_file() and not was.is_symlink()  # a link may lead out of the repository
    earlier = was if is_there else then.get(policy.id)
    if earlier is None:
        return checked("new", findings(policy, split(policy)))
    try:
        old = read_policy(earlier, policy.id)
    except PolicyError as error:
        why = str(error).replace(str(earlier), f"{_path(earlier, base.folder)} at {base.name}")
        return checked("unknown before", findings(policy, split(policy)), earlier=earlier, unread=why)
    if old.sha256 == policy.sha256:
        return checked("as before" if was == base.folder / inside else "renamed", (), None, earlier)
    report = compared(old, policy, f"{path} at {base.name}", path)
    return checked("changed", report.findings, report, earlier)


def _path(file: Path, top: Path) -> str:
    return (file.relative_to(top) if file.is_relative_to(top) else file).as_posix()


def _place(change: Change) -> int:
    """Where a change begins in the new text."""
    if change.new is None:
        return 0
    if change.old and change.edits:
        return change.new.start + change.edits[0].start
    return change.new.start + len(change.new.text) - len(change.new.text.lstrip())


def _file_lines(file: Path) -> list[str]:
    """The lines of a text file, letters composed as in a policy's text; none of other files."""
    if file.suffix.lower() not in (*PLAIN, *PAGE):
        return []
    return unicodedata.normalize("NFC", file.read_text("utf-8", errors="replace")).split("\n")


def _holding(lines: Sequence[str], number: int, words: str, file: Path) -> int:
    """The line of the file that holds some words of the text, the nearest to the text's own; 0 where that is unsure.

    Where struck words or comments are left out of the text, its lines are not those of the file.
    """
    words = words.strip()
    holding = [n for n, line in enumerate(lines, start=1) if words in line]
    if file.suffix.lower() in PAGE and len(holding) > 1:
        return 0
    return min(holding, key=lambda n: abs(n - number), default=0)
