"""Parse the flags of `python -m eval` and run it. Nothing heavy is imported before the flags are right.

0 pass, 1 gate failed, 2 bad input, 3 model missing, 4 worse than the baseline, 130 Ctrl-C.
"""

import ingest.commands.ctrl_c  # noqa: F401

# isort: split
import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import Exit, ModelMissing, UsageError, exit_code
from ingest.places import ROOT, index_at

HERE = Path(__file__).parent
OWN_CASES, OWN_POLICIES = HERE / "questions.jsonl", Path("policies")


def parser() -> argparse.ArgumentParser:
    """Make the parser of `python -m eval`."""
    p = argparse.ArgumentParser(
        prog="python -m eval",
        description="Ask a set of questions, score the answers, judge them by a gate.",
        epilog="exit: 0 pass, 1 gate failed, 2 bad input, 3 model missing, 4 worse than the baseline, 130 Ctrl-C",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    p.add_argument("--cases", type=Path, default=OWN_CASES, help="questions, one JSON object a line")
    p.add_argument(
        "--policies", "--data", type=Path, default=OWN_POLICIES, help="folder of the policies they are about"
    )
    p.add_argument("--index", type=index_at, help="index to ask (default: the assistant's own)")
    p.add_argument("--model", default="auto", help="auto, none, ollama, ollama:NAME, embedded or a server's URL")
    p.add_argument("--out", type=Path, default=Path("eval-out"), help="folder for answers and reports")
    p.add_argument("--only", metavar="ID|KIND|POLICY", help="only the cases with this id, kind or policy")
    p.add_argument("--sample", type=_positive, metavar="N", help="only N of them, evenly spread, always the same")
    p.add_argument("--baseline", type=Path, metavar="FILE", help="an earlier report.json to compare with")
    p.add_argument("--beside", type=Path, nargs="+", metavar="FILE", help="report.json of other sets, shown beside")
    p.add_argument("--gate", type=Path, default=HERE / "gate.toml", help="floors and ceilings")
    p.add_argument("--jobs", type=_positive, default=1, metavar="N", help="questions asked at a time")
    p.add_argument("--resume", action="store_true", help="go on where a run into the same --out stopped")
    p.add_argument("--replay", type=Path, metavar="FILE", help="answer from a recording, without any model")
    p.add_argument("--record", action="store_true", help="with --replay: ask the model what the recording lacks")
    p.add_argument(
        "--ceiling",
        nargs="?",
        const="judge",
        choices=("judge", "reader"),
        help="ask an oracle that knows the gold, in the place of a model that judges passages or reads them all",
    )
    p.add_argument(
        "--calibrate", action="store_true", help="measure how the model is best asked, and write its card for here"
    )
    p.add_argument("--json", action="store_true", help="print the report as one JSON object, instead of tables")
    p.add_argument("--judge", metavar="MODEL", help="another model's opinion of each answer; it decides nothing")
    return p


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code."""
    args = parser().parse_args(argv)
    return exit_code(lambda: run(args))


def run(args: argparse.Namespace) -> int:
    """Do what the options ask for. A model that is missing is exit 3, as its line says; other mistakes are raised."""
    try:
        _refuse_contradictions(args)
        if args.cases == OWN_CASES and args.policies == OWN_POLICIES and not args.policies.exists():
            args.policies = ROOT / OWN_POLICIES  # the set that ships is about the policies that ship
        if args.calibrate:
            from eval.calibrate import calibrate

            return calibrate(args)
        from eval.command import evaluate

        return evaluate(args)
    except ModelMissing as error:
        print(f"error: {error}", file=sys.stderr)
        return Exit.MODEL_MISSING
    except KeyboardInterrupt:
        print(f"stopped: what was answered is in {args.out}: go on with --resume", file=sys.stderr)
        return Exit.STOPPED


def _refuse_contradictions(args: argparse.Namespace) -> None:
    if args.record and not args.replay:
        raise UsageError("--record needs --replay FILE: where to keep the answers")
    if args.ceiling and (args.replay or args.judge or args.jobs > 1):
        raise UsageError("--ceiling asks no model: leave out --replay, --judge and --jobs")
    if args.calibrate and (args.ceiling or args.replay or args.judge):
        raise UsageError("--calibrate asks the model itself: leave out --ceiling, --replay and --judge")


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number


if __name__ == "__main__":
    sys.exit(main())
