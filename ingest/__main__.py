"""Put policies into an index, or show one policy's clause tree: `python -m ingest`."""

import ingest.commands.ctrl_c  # noqa: F401

# isort: split
import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import EXITS, UsageError, exit_code
from ingest.places import ROOT, default_index, index_at, server_of, shown

if TYPE_CHECKING:
    from ingest.embed import Embedder
    from ingest.index.index import Index
    from ingest.index.record import Record
    from ingest.pipeline import Each, Ingested, Progress


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: done; 1: --verify found damage; 2: a mistake that the user can mend, told in one line."""
    options = parser().parse_args(arguments)
    return exit_code(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Do what the options ask for. Raises ClausewiseError."""
    return _command(options)(options)


def _command(options: argparse.Namespace) -> Callable[[argparse.Namespace], int]:
    """The command that the flags ask for: an ingest where they name no other."""
    commands = {"show": _show, "diff": _diff, "forget": _forget, "verify": _verify, "rebuild": _rebuild}
    return next((command for flag, command in commands.items() if getattr(options, flag)), _ingest)


def parser() -> argparse.ArgumentParser:
    """Make the parser of `python -m ingest`."""
    flags = argparse.ArgumentParser(prog="python -m ingest", description="Put policies into an index.", epilog=EXITS)
    flags.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files, ZIPs, folders and all below them, patterns, or https:// addresses (policies/)",
    )
    flags.add_argument("--online", action="store_true", help="fetch the addresses given without asking first")
    flags.add_argument(
        "--index",
        type=index_at,
        default=default_index(),
        help="where the index lies: a folder, or http://HOST:PORT of a Chroma server (default: %(default)s)",
    )
    flags.add_argument(
        "--examples",
        action="store_true",
        help="the five policies that come with Clausewise, beside those the index holds",
    )
    flags.add_argument("--skip-bad", action="store_true", help="leave unreadable files out instead of stopping")
    flags.add_argument("--add", action="store_true", help="keep the policies that the index holds beside the new ones")
    flags.add_argument(
        "--replace", action="store_true", help="take the other policies out, even where most of those held would go"
    )
    flags.add_argument(
        "--on", type=_engine, metavar="ray[:ADDRESS]", help="read, split and embed on Ray: this machine's, or a cluster"
    )
    flags.add_argument("--show", metavar="POLICY", help="print a policy's clause tree and findings: an id, or a file")
    flags.add_argument(
        "--verify",
        action="store_true",
        help="check every byte of the index, and that its Chroma gives back what it was given; 0: sound, 1: damaged",
    )
    flags.add_argument(
        "--rebuild", action="store_true", help="build Chroma again from the index's own record; nothing is embedded"
    )
    flags.add_argument(
        "--diff",
        nargs=2,
        metavar="VERSION",
        help="what changed between two versions, older first, by clause: files, policies of the index, acme@2024-02",
    )
    flags.add_argument(
        "--forget", metavar="POLICY", help="remove a policy, or an earlier version of one (acme@2024-02), for good"
    )
    flags.add_argument("--json", action="store_true", help="what --show or a diff says, as one JSON object")
    flags.add_argument("--out", type=Path, metavar="FILE", help="where the report of a diff goes: FILE.md or FILE.html")
    return flags


def _engine(text: str) -> str:
    if text.partition(":")[0] != "ray":
        raise argparse.ArgumentTypeError(f"{text!r} is not ray, or ray:ADDRESS")
    return text


def _ingest(options: argparse.Namespace) -> int:
    from ingest.commands.progress import progress
    from ingest.pipeline import ingest

    with tempfile.TemporaryDirectory(prefix="clausewise-") as folder:
        examples = [str(ROOT / "policies")] if options.examples else []
        paths = _local([*options.paths, *examples] or ["policies"], Path(folder), confirmed=options.online)
        add = options.add or options.examples  # nobody loses an index by trying the examples
        with progress() as bar, _stages(options) as (embedder, map_policies):
            keeping = {"skip_bad": options.skip_bad, "add": add, "replacing": options.replace}
            done = ingest(paths, options.index, embedder, bar, each=map_policies, **keeping)
            _tabled(done.index, bar)
    _report(done, options.index)
    return 0


@contextmanager
def _stages(options: argparse.Namespace) -> "Iterator[tuple[Embedder, Each]]":
    """What embeds, and what reads and splits: in this process, or on Ray."""
    from ingest.embed import MiniLM

    if not options.on:
        yield MiniLM(), map
        return
    from ingest.commands.on_ray import on_ray

    with on_ray(options.on, options.index, MiniLM) as stages:
        yield stages, stages.each


def _tabled(index: "Index", progress: "Progress") -> None:
    """Make the table of words of a large index now, so that nobody who asks has to wait for it."""
    from ingest.index.filed_index import FiledIndex

    if isinstance(index, FiledIndex):
        from assistant.search.everything import everything  # only here: how words are searched is the assistant's

        everything(index, progress)


def _local(names: Sequence[str], folder: Path, *, confirmed: bool) -> list[Path]:
    """The paths named, what stands behind addresses fetched into a folder once the user agrees to go online."""
    from ingest.sources.online import fetch, is_address

    addresses = [name for name in names if is_address(name)]
    if addresses and not confirmed:
        print(f"This goes online, to {', '.join(addresses)}. Nothing of your policies is sent.", file=sys.stderr)
        if not sys.stdin.isatty():
            raise UsageError("not online without a yes: add --online, or save the page and give the file")
        if input("Go online? [y/N] ").strip().lower() not in ("y", "yes"):
            raise UsageError("nothing was fetched: save the page and give the file")
    return [fetch(name, folder) if is_address(name) else Path(name) for name in names]


def _report(done: "Ingested", index: Path) -> None:
    record = done.index.record
    _report_policies(record, done.kept)
    lists = {"left out": done.refused, "passed over": done.passed_over, "no longer in the index": done.gone}
    for what, lines in (lists | {"twice": done.twins}).items():
        for line in lines:
            print(f"{what}: {line}", file=sys.stderr)
    kept = f", {len(done.kept)} policies kept as they were" if done.kept else ""
    print(f"{len(record.pieces)} pieces in {shown(index)}, {done.embedded} of them embedded now{kept}")


def _report_policies(record: "Record", kept: Collection[str]) -> None:
    """Print a line for each policy that was read, and one for each thing that is odd in it."""
    from ingest.index.record import by_policy

    clauses = Counter(clause.policy_id for clause in record.clauses)
    earlier = Counter(version.policy.id for version in record.versions)
    odd = by_policy(record.findings, lambda entry: entry[0])
    for policy in (policy for policy in record.policies if policy.id not in kept):
        beside = f", {earlier[policy.id]} earlier versions" if earlier[policy.id] else ""
        print(f"{policy.id}: {policy.name}, {clauses[policy.id]} clauses, {len(policy.text):,} characters{beside}")
        for _, finding in odd[policy.id]:
            print(f"  line {finding.line}: {finding.kind}: {finding.says}")


def _verify(options: argparse.Namespace) -> int:
    from ingest.errors import IndexDamaged
    from ingest.store.write_index import verify

    try:
        print(f"sound: {_counts(verify(options.index))}")
    except IndexDamaged as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    from ingest.store.write_index import rebuild

    print(f"rebuilt: {_counts(rebuild(options.index))}")
    return 0


def _counts(index: "Index") -> str:
    record = index.record
    counts = f"{len(record.policies)} policies, {len(record.clauses)} clauses, {len(record.pieces)} pieces"
    return f"{counts} in {server_of(index.folder.parent.parent) or index.folder}"


def _show(options: argparse.Namespace) -> int:
    from ingest.commands.show import show

    print(show(options.show, options.index, as_json=options.json))
    return 0


def _forget(options: argparse.Namespace) -> int:
    from ingest.commands.forget import forget

    print(forget(options.forget, options.index))
    return 0


def _diff(options: argparse.Namespace) -> int:
    from ingest.commands.diff import diff

    if options.paths:
        raise UsageError(f"--diff compares two versions: what is {', '.join(options.paths)}?")
    print(diff(options.diff, options.index, as_json=options.json, out=options.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
