"""Check policies that are kept in git, in CI or before a commit: `clausewise ci policies`.

On GitHub it prints annotations and writes the job's summary; elsewhere a line a finding.
"""

import ingest.commands.ctrl_c  # noqa: F401

# isort: split
import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.errors import ClausewiseError, Exit, UsageError, exit_code

if TYPE_CHECKING:
    from eval.ci.base import Base
    from eval.ci.notes import Note

# The first of these that applies is the exit code.
_CODES: Final = (Exit.MISTAKE, Exit.MODEL_MISSING, Exit.WORSE, Exit.NOT_WELL)
KINDS: Final = ("findings", "changes", "checklist", "answers", "eval")


def parser() -> argparse.ArgumentParser:
    """Make the parser of `python -m eval.ci`."""
    flags = argparse.ArgumentParser(
        prog="python -m eval.ci",
        description="Check policies that are kept in git: findings, what changed, checklists, saved answers, an eval.",
        epilog="exit: 0 well; 1 something that --fail-on names; 2 a policy that cannot be read, or a mistake that you"
        " can mend; 3 eval's model is missing; 4 eval is worse than its baseline",
    )
    flags.add_argument("paths", nargs="*", metavar="PATH", help="files and folders of policies (policies)")
    flags.add_argument(
        "--base",
        default="",
        metavar="COMMIT",
        help="compare with this commit: its findings are not told again (default: on GitHub, what the change starts"
        " from; else nothing is compared)",
    )
    flags.add_argument(
        "--checklist", type=_lines, default=[], metavar="NAME", help="checklists, one a line: gdpr-13-14, or a file"
    )
    flags.add_argument("--answers", type=_file, metavar="FILE", help="saved answers, of a --batch: which still hold")
    flags.add_argument("--cases", type=_file, metavar="FILE", help="your own questions: judged by clausewise eval")
    flags.add_argument("--gate", type=_file, metavar="FILE", help="with --cases: floors of the eval")
    flags.add_argument("--replay", type=_file, metavar="FILE", help="with --cases: answer from a recording")
    flags.add_argument("--baseline", type=_file, metavar="FILE", help="with --cases: a report.json to compare with")
    flags.add_argument("--model", default="none", help="with --cases: the model that answers (default: %(default)s)")
    flags.add_argument(
        "--fail-on",
        type=_kinds,
        default=("answers", "eval"),
        metavar="WHAT",
        help=f"what ends with exit 1, of {', '.join(KINDS)}, separated by commas, or none (default: answers,eval)",
    )
    flags.add_argument("--out", type=_file, metavar="FILE.md", help="write the report there")
    return flags


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code."""
    options = parser().parse_args(arguments)
    return exit_code(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Check, tell, write. On GitHub every mistake is an annotation too: what it names may be anybody's words."""
    from eval.ci.base import on_github
    from eval.ci.notes import Note, annotations, no_commands, terminal_lines

    if not on_github():
        notes, code = _checked(options)
        print("\n".join(terminal_lines(notes)), end="\n" if notes else "")
        return code
    try:
        with no_commands():
            notes, code = _checked(options)
    except ClausewiseError as error:
        notes, code = [Note("fault", "", 0, "clausewise", str(error))], Exit.MISTAKE
    print("\n".join(annotations(notes, options.fail_on)), flush=True)
    return code


def _checked(options: argparse.Namespace) -> "tuple[list[Note], int]":
    """All notes, the faults first, and the exit code; the report is written."""
    from eval.ci.base import top_of
    from eval.ci.indexed import indexed_parts
    from eval.ci.policies import check_policies, earlier_paths
    from eval.ci.summary import summary

    here = Path.cwd()
    names = [line for path in options.paths or ["policies"] for line in _lines(path)]
    options.paths = [Path(os.path.normpath(here / name)) for name in names]
    top = top_of(here)
    with tempfile.TemporaryDirectory(prefix="clausewise-ci-") as folder:
        base = _base(options, top, Path(folder) / "base")
        checked = check_policies(options.paths, top, base)
        earlier = earlier_paths(checked, options.paths, top, Path(folder) / "earlier") if base else []
        parts = list(indexed_parts(options, checked, earlier, Path(folder) / "index"))
        policy_notes = [note for policy in checked.policies for note in policy.notes()]
        notes = [*checked.faults, *(note for part in parts for note in part.notes), *policy_notes]
        _write(options.out, summary(checked, parts, notes, base))
    told_of = {note.about for note in notes} & set(options.fail_on) - {"eval"}
    failed = [part.code for part in parts if part.code == Exit.MODEL_MISSING or "eval" in options.fail_on]
    codes = {*failed, *([Exit.MISTAKE] if checked.faults else ()), *([Exit.NOT_WELL] if told_of else ())}
    return notes, next((code for code in _CODES if code in codes), Exit.DONE)


def _base(options: argparse.Namespace, top: Path, folder: Path) -> "Base | None":
    from eval.ci.base import base_commit, checked_out

    commit = base_commit(options.base)
    if commit is None:
        return None
    outside = [path for path in options.paths if not path.is_relative_to(top)]
    if outside:
        raise UsageError(f"{outside[0]} is not in the repository {top}: nothing to compare it with")
    folder.mkdir()
    return checked_out(commit, [path.relative_to(top) for path in options.paths], top, folder)


def _write(out: Path | None, report: str) -> None:
    """Write the report where it was asked for, and into the summary of a job."""
    from eval.ci.summary import within
    from ingest.files import write_whole

    if out:
        write_whole(out, report)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8", newline="\n") as file:
            file.write(within(report))


def _lines(text: str) -> list[str]:
    """An input of a workflow holds one name a line; "" none."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _file(text: str) -> Path | None:
    """A path; an input of a workflow that is not given is ""."""
    return Path(text) if text.strip() else None


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(filter(None, (word.strip() for word in text.split(","))))
    unknown = [kind for kind in kinds if kind not in (*KINDS, "none")]
    if unknown:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(KINDS)}, or none")
    return kinds


if __name__ == "__main__":
    sys.exit(main())
