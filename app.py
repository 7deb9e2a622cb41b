"""Serve the page in the browser: `python app.py`, on this machine's own address.

Parses arguments and starts; the page itself is in web/.
"""

import argparse
import sys
from collections.abc import Sequence

from assistant.settings import PORT_HELP, model_flags, model_setting, page_port
from ingest.errors import EXITS, exit_code


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until interrupted. 2: a mistake that the user can mend, told in one line."""
    options = parser().parse_args(arguments)
    return exit_code(lambda: run(options))


def parser() -> argparse.ArgumentParser:
    """Make the parser of `python app.py`."""
    flags = argparse.ArgumentParser(
        prog="python app.py",
        description="Ask policies questions in the browser.",
        epilog=EXITS,
        parents=[model_flags()],
    )
    flags.add_argument("--port", type=int, default=None, help=PORT_HELP)
    return flags


def run(options: argparse.Namespace) -> int:
    """Serve the page. Raises ClausewiseError."""
    from web.server import HOST, bound, serve

    with bound(page_port(options.port)) as listening:
        from assistant import Assistant
        from web.page import build

        setting = model_setting(options.model, no_model=options.no_model)
        app = build(Assistant.open(options.index, setting), warm=True)
        print(f"Clausewise: http://{HOST}:{listening.getsockname()[1]}  (Ctrl+C stops it)", flush=True)
        serve(app, listening)
    return 0


if __name__ == "__main__":
    sys.exit(main())
