"""The page in the browser: `python app.py`, on this machine's own address.

Parses arguments and starts; the page itself is in web/. Refuses to know anything else.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import ClausewiseError

PORT = 7860


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until interrupted. 2: a mistake that the user can mend, told in one line."""
    options = _parser().parse_args(arguments)
    try:
        _serve(options)
    except ClausewiseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python app.py", description="Ask policies questions in the browser.")
    parser.add_argument(
        "--port", type=int, default=None, help=f"on 127.0.0.1; 0: any free one (default: CLAUSEWISE_PORT or {PORT})"
    )
    parser.add_argument(
        "--index", type=Path, default=None, help="where the index lies (default: CLAUSEWISE_INDEX or .clausewise)"
    )
    parser.add_argument(
        "--model",
        default=None,
        metavar="SPEC",
        help="auto, ollama, ollama:NAME, embedded, none, or a server's URL (default: CLAUSEWISE_MODEL or auto)",
    )
    parser.add_argument("--no-model", action="store_true", help="the clauses' own words only; as --model none")
    return parser


def _serve(options: argparse.Namespace) -> None:
    from web.server import HOST, bound, serve

    with bound(_port(options)) as listening:
        from assistant import Assistant
        from web.page import build

        setting = "none" if options.no_model else options.model
        app = build(Assistant.open(options.index, setting), warm=True)
        print(f"Clausewise: http://{HOST}:{listening.getsockname()[1]}  (Ctrl+C stops it)", flush=True)
        serve(app, listening)


def _port(options: argparse.Namespace) -> int:
    from ingest.errors import UsageError

    if options.port is not None:
        return int(options.port)
    given = os.environ.get("CLAUSEWISE_PORT") or str(PORT)
    if not given.isdigit():
        raise UsageError(f"CLAUSEWISE_PORT is {given!r}: give a number")
    return int(given)


if __name__ == "__main__":
    sys.exit(main())
