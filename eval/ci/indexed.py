"""Do what needs an index of the policies: checklists, saved answers, an eval. Each gives notes and Markdown."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval.ci.notes import Note
from eval.ci.policies import AllChecked, Checked
from ingest.errors import Exit, ModelMissing, UsageError
from ingest.pipeline import ingest

if TYPE_CHECKING:
    from assistant.checklist.report import Report
    from assistant.checklist.row import Row, Verdict
    from assistant.saved.still import AnswerNow
    from ingest.embed import Embedder

_LACKS: Final = ("absent", "denied")  # told of a policy that is new, or where nothing is compared
Before = Mapping[tuple[str, str, str], "Verdict"]  # checklist, policy, requirement → what it was


@dataclass(frozen=True, slots=True)
class Part:
    """What one of the checks came to."""

    title: str
    notes: tuple[Note, ...]
    markdown: str
    code: int = Exit.DONE  # of eval


def indexed_parts(
    options: argparse.Namespace, checked: AllChecked, earlier: Sequence[Path], index: Path
) -> Iterator[Part]:
    """The parts that the options ask for, with an index made in a folder: of the `earlier` files, then of today's.

    The index then holds the base's texts as earlier versions, which tell what became of a quote.
    """
    from ingest.embed import MiniLM

    if not checked.policies or not (options.checklist or options.answers or options.cases):
        return
    embedder = MiniLM()
    before: Before = {}
    if earlier:
        ingest(earlier, index, embedder)
        before = _verdicts(options.checklist, index, embedder)
    ingest(options.paths, index, embedder, skip_bad=True)  # what cannot be read is told as a fault
    for name in options.checklist:
        yield _checklist(name, index, embedder, before, checked.policies)
    if options.answers:
        yield _answers(options.answers, index)
    if options.cases:
        yield _eval(options, index)


def _put(name: str, index: Path, embedder: "Embedder") -> "Report":
    from assistant.checklist.check import check
    from assistant.checklist.report import Report
    from assistant.checklist.requirements import read_checklist
    from ingest.store.open_index import open_index

    checklist, opened = read_checklist(name), open_index(index)
    ids, rows = check(opened, embedder, checklist)
    return Report(checklist, [opened.policies[id_] for id_ in ids], [row for of_policy in rows for row in of_policy])


def _verdicts(names: Sequence[str], index: Path, embedder: "Embedder") -> Before:
    rows = ((name, row) for name in names for row in _put(name, index, embedder).rows)
    return {(name, row.policy, row.requirement): row.verdict for name, row in rows}


def _checklist(name: str, index: Path, embedder: "Embedder", before: Before, policies: Sequence[Checked]) -> Part:
    from assistant.checklist.report import as_markdown

    report = _put(name, index, embedder)
    titles = {wanted.id: wanted.title for wanted in report.checklist.requirements}
    places = {policy.policy.id: policy for policy in policies}
    notes = []
    for row in report.rows:
        was = before.get((name, row.policy, row.requirement))
        if (row.verdict in _LACKS) if was is None else (was == "present" != row.verdict):
            notes.append(_row_note(row, titles[row.requirement], was, places[row.policy], report.checklist.name))
    return Part(f"Checklist: {report.checklist.name}", tuple(notes), as_markdown(report))


def _row_note(row: "Row", title: str, was: "Verdict | None", policy: Checked, checklist: str) -> Note:
    line = policy.line(row.citations[0].start) if row.citations else 0
    says = f"{title}: {row.verdict}" + (f", was {was}" if was else "")
    return Note("checklist", policy.path, line, checklist, says)


def _answers(path: Path, index: Path) -> Part:
    from assistant.chain import Assistant
    from assistant.saved.command import checked
    from assistant.saved.read_saved import read_saved

    answers, failed = read_saved(path)
    changed = [answer for answer in checked(answers, Assistant.open(index, "none")) if answer.state != "holds"]
    holding = f"{len(answers) - len(changed)} of {len(answers)} saved answers hold"
    beside = f"; {failed} lines are no answers: their questions failed" if failed else ""
    return Part("Saved answers", tuple(_answer_note(answer, path) for answer in changed), f"{holding}{beside}.\n")


def _answer_note(answer: "AnswerNow", path: Path) -> Note:
    from assistant.saved.still import lines

    _, *beneath = lines(answer)
    says = "; ".join([answer.saved.question, *(" ".join(line.split()) for line in beneath)])
    return Note("answers", path.as_posix(), answer.saved.line, f"{answer.state}: saved answer", says)


def _eval(options: argparse.Namespace, index: Path) -> Part:
    """Run `clausewise eval`; a model that is missing is a fault with the code that eval has for it."""
    from eval.__main__ import parser
    from eval.command import evaluate
    from eval.report.report import read_report

    if len(options.paths) != 1 or not options.paths[0].is_dir():
        raise UsageError("--cases asks about one folder of policies: give that one as PATH")
    given = {"policies": options.paths[0], "index": index, "cases": options.cases, "model": options.model}
    files = {name: getattr(options, name) for name in ("gate", "replay", "baseline") if getattr(options, name)}
    flags = [word for name, value in (given | files).items() for word in (f"--{name}", str(value))]
    args = parser().parse_args(flags)
    try:
        code = evaluate(args)
    except ModelMissing as error:
        return Part("Eval", (Note("fault", "", 0, "eval", str(error)),), "", Exit.MODEL_MISSING)
    says = str(read_report(args.out / "report.json")["gate"]["says"])
    notes = (Note("eval", options.cases.as_posix(), 0, "eval", says),) if code else ()
    return Part("Eval", notes, (args.out / "report.md").read_text("utf-8"), code)
