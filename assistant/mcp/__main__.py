"""`python -m assistant.mcp`: serve the tools to an assistant, over stdin and stdout or over HTTP on this machine."""

import ingest.commands.ctrl_c  # noqa: F401

# isort: split
import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.loopback import HOST, bound
from assistant.settings import model_command, model_setting
from ingest.errors import UsageError, exit_code
from ingest.places import default_index

if TYPE_CHECKING:
    from mcp.server import MCPServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until the client goes, or until interrupted. 2: a mistake that the user can mend, told in one line."""
    options = parser().parse_args(arguments)
    return exit_code(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Serve until the client goes. Raises ClausewiseError."""
    if options.http is None:
        _server(options).run("stdio")
    else:
        _serve_http(options)
    return 0


def parser() -> argparse.ArgumentParser:
    """Make the parser of `python -m assistant.mcp`."""
    flags = model_command(
        "python -m assistant.mcp", "Serve the policies of an index to an assistant, over the Model Context Protocol."
    )
    flags.add_argument(
        "--http",
        type=int,
        metavar="PORT",
        help=f"over HTTP, at http://{HOST}:PORT/mcp (0: any free port), instead of stdin and stdout",
    )
    return flags


def _server(options: argparse.Namespace) -> "MCPServer":
    try:
        from assistant.mcp.protocol import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise UsageError('the package "mcp" is not installed: pip install "clausewise[mcp]"') from error
    from assistant.chain import Assistant
    from assistant.mcp.tools import Tools
    from assistant.models.choose import choose
    from ingest.embed import MiniLM

    setting = model_setting(options.model, no_model=options.no_model)
    assistant = Assistant(options.index or default_index(), None, MiniLM())
    return server(Tools(assistant, lambda: choose(setting, lambda line: print(line, file=sys.stderr))))


def _serve_http(options: argparse.Namespace) -> None:
    """Serve on the loopback. The library refuses other Host and Origin headers: a web page cannot reach us."""
    with bound(options.http, "--http") as listening:
        offered = _server(options)
        import uvicorn

        from assistant.mcp.protocol import LARGEST_REQUEST

        app = offered.streamable_http_app(host=HOST, max_request_body_size=LARGEST_REQUEST)
        print(f"Clausewise: http://{HOST}:{listening.getsockname()[1]}/mcp  (Ctrl+C stops it)", flush=True)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2, server_header=False)
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    sys.exit(main())
