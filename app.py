"""Serve the page in the browser: `python app.py`, on this machine's own address.

Parses arguments and starts; the page itself is in web/.
"""

import ingest.commands.ctrl_c  # noqa: F401

# isort: split
import argparse
import sys
from collections.abc import Sequence

from assistant.loopback import HOST, bound
from assistant.settings import PORT_HELP, model_command, model_setting, page_port
from ingest.errors import UsageError, exit_code


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until interrupted. 2: a mistake that the user can mend, told in one line."""
    options = parser().parse_args(arguments)
    return exit_code(lambda: run(options))


def parser() -> argparse.ArgumentParser:
    """Make the parser of `python app.py`."""
    flags = model_command("python app.py", "Ask policies questions in the browser.")
    flags.add_argument("--port", type=int, default=None, help=PORT_HELP)
    flags.add_argument("--host", default=None, metavar="ADDRESS", help="where to listen (default: 127.0.0.1)")
    flags.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name under which others reach the page: of the proxy, or of this machine; may be given again",
    )
    flags.add_argument(
        "--root-path", default="", metavar="PATH", help="the path that a proxy serves it under: /policies"
    )
    return flags


def run(options: argparse.Namespace) -> int:
    """Serve the page. Raises ClausewiseError."""
    from web.server import Public, serve

    host, public = options.host or HOST, Public(frozenset(options.allow_host), options.root_path)
    if host != HOST and not public.names:
        raise UsageError(f"--host {host}: others are refused until you name what they type, with --allow-host NAME")
    with bound(page_port(options.port), host=host) as listening:
        from assistant import Assistant
        from web.page import build

        setting = model_setting(options.model, no_model=options.no_model)
        app = build(Assistant.open(options.index, setting), public, warm=True)
        print(f"Clausewise: http://{host}:{listening.getsockname()[1]}  (Ctrl+C stops it)", flush=True)
        serve(app, listening)
    return 0


if __name__ == "__main__":
    sys.exit(main())
