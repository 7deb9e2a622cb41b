"""Read the settings that commands share: a flag, else a CLAUSEWISE_* variable, else the default written here."""

import argparse
import os

from ingest.errors import EXITS, UsageError
from ingest.places import index_at

PORT = 7860  # of the page
HIGHEST_PORT = 65_535  # of TCP
PORT_HELP = f"on 127.0.0.1; 0: any free one (default: CLAUSEWISE_PORT or {PORT})"


def model_command(program: str, description: str) -> argparse.ArgumentParser:
    """Make the parser of a command that asks a model, with --index, --model and --no-model."""
    flags = argparse.ArgumentParser(prog=program, description=description, epilog=EXITS)
    flags.add_argument(
        "--index",
        type=index_at,
        default=None,
        help="where the index lies: a folder, or http://HOST:PORT of a Chroma server"
        " (default: CLAUSEWISE_INDEX or .clausewise)",
    )
    flags.add_argument(
        "--model",
        default=None,
        metavar="SETTING",
        help="auto, ollama, ollama:NAME, embedded, embedded:PATH.gguf, none, or a server's URL"
        " (default: CLAUSEWISE_MODEL or auto)",
    )
    flags.add_argument("--no-model", action="store_true", help="the clauses' own words only; as --model none")
    return flags


def model_setting(given: str | None = None, *, no_model: bool = False) -> str:
    """Return which model is wanted: a setting as in `--model`."""
    return "none" if no_model else given or os.environ.get("CLAUSEWISE_MODEL") or "auto"


def served_model() -> str:
    """Return the name of the model to use at a server's URL: CLAUSEWISE_MODEL_NAME; "" is the server's first."""
    return os.environ.get("CLAUSEWISE_MODEL_NAME", "")


def api_key() -> str:
    """Return the key for a server's URL: CLAUSEWISE_API_KEY. Servers that want no key take any word."""
    return os.environ.get("CLAUSEWISE_API_KEY") or "none"


def page_port(given: int | None = None) -> int:
    """Return the port of the page. Raises UsageError when CLAUSEWISE_PORT is none."""
    if given is not None:
        return given
    port = os.environ.get("CLAUSEWISE_PORT") or str(PORT)
    if not port.isdecimal() or int(port) > HIGHEST_PORT:
        raise UsageError(f"CLAUSEWISE_PORT is {port!r}: give a number up to {HIGHEST_PORT}")
    return int(port)
