"""`python -m ingest.weights [embedding] [gguf]`: fetch what is missing and print where each lies.

`instruct` and `hub:OWNER/NAME/FILE.gguf` fetch another model, for `--model embedded:PATH.gguf`.
"""

import ingest.commands.ctrl_c  # noqa: F401

# isort: split
import argparse
import sys
from collections.abc import Sequence

from ingest.errors import EXITS, Exit, UsageError, exit_code
from ingest.weights.find import embedding_model, gguf
from ingest.weights.instruct import all_memory, fitting, from_hub

HUB = "hub:"


KNOWN = {"embedding": embedding_model, "gguf": gguf, "instruct": lambda: from_hub(fitting(all_memory()))}


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch and verify what is named, both by default; print where each lies."""
    options = parser().parse_args(arguments)
    return exit_code(lambda: run(options))


def parser() -> argparse.ArgumentParser:
    """Make the parser of `python -m ingest.weights`."""
    flags = argparse.ArgumentParser(
        prog="python -m ingest.weights", description="Fetch and verify model weights.", epilog=EXITS
    )
    flags.add_argument(
        "what",
        nargs="*",
        metavar="WEIGHTS",
        help="embedding, gguf (default: both), instruct: a larger model that fits the memory, hub:OWNER/NAME/FILE.gguf",
    )
    return flags


def run(options: argparse.Namespace) -> int:
    """Fetch what the options name. Raises ClausewiseError."""
    names = options.what or ["embedding", "gguf"]
    if strangers := sorted(name for name in names if name not in KNOWN and not name.startswith(HUB)):
        raise UsageError(f"no weights are called {', '.join(strangers)}: there are {', '.join(KNOWN)} and {HUB}…")
    try:
        for name in names:
            place = from_hub(name.removeprefix(HUB)) if name.startswith(HUB) else KNOWN[name]()
            print(f"{name}: {place}", flush=True)
    except KeyboardInterrupt:
        print("stopped: what has come is kept, run again to go on", file=sys.stderr)
        return Exit.STOPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
