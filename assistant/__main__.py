"""Command line: one question, a batch of them, or what is installed."""

import ingest.commands.ctrl_c  # noqa: F401

# isort: split
import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import model_command, model_setting
from assistant.terminal import answer_lines, looked_at_lines
from ingest.errors import Exit, ModelError, UsageError, exit_code
from ingest.places import default_index

if TYPE_CHECKING:
    from assistant.answer.answer import Answer
    from assistant.batch import Row
    from assistant.chain import Assistant

NONE_ANSWERED = 2  # as bad input ends: every line of a batch failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: done; 1: --still or --doctor found something; 2: a mistake of the user; 130: Ctrl-C."""
    options = parser().parse_args(arguments)
    return exit_code(lambda: run(options))


def parser() -> argparse.ArgumentParser:
    """Make the parser of `python -m assistant`."""
    flags = model_command("python -m assistant", "Ask the policies of an index a question.")
    flags.add_argument(
        "question",
        nargs="*",
        help="in a sentence, in quotes; several are one conversation: “And Birch?” leans on the one before",
    )
    flags.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="POLICY",
        help="ask only this policy, by id or name, or a version of it (acme@2024-02); may be repeated",
    )
    flags.add_argument("--as-of", metavar="DAY", help="ask the versions that were in force on a day: 2025-03-01")
    flags.add_argument("--json", action="store_true", help="JSON instead of text: one object a line")
    flags.add_argument(
        "--batch",
        type=Path,
        metavar="IN",
        help='questions, a JSON object a line: {"question": "…"}; of a .txt a line each',
    )
    flags.add_argument(
        "--out",
        type=Path,
        metavar="OUT",
        help="where the answers of --batch go, a line each, continued if it is there; or the report of a checklist",
    )
    flags.add_argument(
        "--parallel",
        type=int,
        default=None,
        metavar="N",
        help="with --batch: questions asked at once; gains where the model's server has as many slots"
        " (default: OLLAMA_NUM_PARALLEL or 1)",
    )
    flags.add_argument(
        "--still",
        type=Path,
        metavar="ANSWERS",
        help="which answers of a --batch, of conversations saved from the page, or of a checklist's .json still hold"
        " after the policies changed; 0: all, 1: some do not",
    )
    flags.add_argument(
        "--checklist",
        metavar="NAME",
        help="put a checklist to the policies: gdpr-13-14, ccpa-notice, vendor-review, or a file; with --out: .json,"
        " .csv, .xlsx, .md or .html",
    )
    flags.add_argument(
        "--doctor", action="store_true", help="what is installed, which model answers, what to do if none does"
    )
    return flags


def run(options: argparse.Namespace) -> int:
    """Do what the options ask for. Raises ClausewiseError."""
    if options.doctor:
        from assistant.doctor import doctor

        return doctor(_index(options), _setting(options), as_json=options.json)
    if options.still:
        return _still(options)
    if options.checklist:
        return _checklist(options)
    if options.batch:
        if not options.out:
            raise UsageError("--batch needs --out: the file that the answers go into")
        return _batch(options)
    if not options.question:
        raise UsageError('ask something: clausewise ask "How long is my data kept?"')
    return _ask(options)


def _still(options: argparse.Namespace) -> int:
    """Re-check saved answers; without a model unless one is named, as quotes decide."""
    from assistant.chain import Assistant
    from assistant.saved.command import still_command

    assistant = Assistant.open(_index(options), options.model or "none")
    return still_command(options.still, assistant, options.checklist or "", as_json=options.json)


def _open(options: argparse.Namespace) -> "Assistant":
    from assistant.chain import Assistant

    assistant = Assistant.open(_index(options), _setting(options))
    if not options.as_of:
        return assistant
    earlier = assistant.at([options.as_of])
    every = len(assistant.policies)
    if missing := every - len(earlier.policies):
        print(f"{options.as_of}: {missing} of {every} policies have no version of that day: left out", file=sys.stderr)
    return earlier


def _index(options: argparse.Namespace) -> Path:
    return options.index or default_index()


def _setting(options: argparse.Namespace) -> str:
    return model_setting(options.model, no_model=options.no_model)


def _ask(options: argparse.Namespace) -> int:
    from rich.console import Console

    from assistant.question.request import checked

    questions = [checked(question) for question in options.question]  # before a model is loaded for them
    assistant = _open(options)
    for n, question in enumerate(questions):
        with Console(stderr=True).status(f"asking {assistant.model_name}"):
            answer = _answered(assistant, question, options.policy, questions[:n])
        if len(questions) > 1 and not options.json:
            print(f"\n▸ {question}")
        print(_shown(answer, assistant.names, as_object=options.json))
    return 0


def _shown(answer: "Answer", names: dict[str, str], *, as_object: bool) -> str:
    from assistant.answer.answer import as_json

    return (
        json.dumps(as_json(answer, names), ensure_ascii=False) if as_object else "\n".join(answer_lines(answer, names))
    )


def _answered(assistant: "Assistant", question: str, policies: Sequence[str], earlier: Sequence[str]) -> "Answer":
    """The answer, of a question that may lean on the earlier ones. Where the model fails, what was found is shown."""
    from assistant.answer.answer import Answer
    from assistant.chain import Evidence

    looked_at: list[str] = []
    try:
        for piece in assistant.stream(question, policies, [{"role": "user", "content": text} for text in earlier]):
            if isinstance(piece, Answer):
                return piece
            if isinstance(piece, Evidence):
                looked_at = looked_at_lines(piece.searched, assistant.names)
    except ModelError:
        print("\n".join(looked_at), file=sys.stderr)
        raise
    raise AssertionError("a stream ends with its answer")


def _checklist(options: argparse.Namespace) -> int:
    from assistant.checklist.command import put_checklist

    return put_checklist(options.checklist, _index(options), options.policy, options.out, as_object=options.json)


def _batch(options: argparse.Namespace) -> int:
    from assistant.batch import pending, put_in_order, read

    rows = read(options.batch)
    left = pending(rows, options.out)
    failed = 0
    try:
        failed = _answer_rows(left, len(rows), options)
        put_in_order(rows, options.out)
    except KeyboardInterrupt:
        print(f"stopped: what is answered is in {options.out}; the same command goes on", file=sys.stderr)
        return Exit.STOPPED
    print(f"{len(rows)} lines in {options.out}, {len(left)} of them asked now")
    if failed:
        print(
            f"{failed} without an answer: the line says why, as “error”; mend it, and the same command asks it again",
            file=sys.stderr,
        )
    return NONE_ANSWERED if failed and failed == len(rows) else 0


def _answer_rows(left: "Sequence[Row]", in_all: int, options: argparse.Namespace) -> int:
    """Answer the rows that are left of a batch, each written as it comes; return how many got no answer."""
    from assistant.answer.answer import Failed
    from assistant.batch import answers, write
    from assistant.models.ollama import slots
    from ingest.commands.progress import counter, progress

    assistant = _open(options)
    parallel = slots() if options.parallel is None else options.parallel
    failed = 0
    with options.out.open("a", encoding="utf-8", newline="\n") as out, progress() as show:
        one_more = counter(show, "asking", in_all, in_all - len(left))
        for row, answer in zip(left, answers(left, assistant, parallel), strict=True):
            write(out, row, answer, assistant.names)
            failed += isinstance(answer, Failed)
            one_more()
    return failed


if __name__ == "__main__":
    sys.exit(main())
