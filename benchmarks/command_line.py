"""What the benchmarks' commands share: a parser with their docstring as its help, and errors in one line."""

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from ingest.errors import ClausewiseError


def parser(description: str | None) -> argparse.ArgumentParser:
    """Make a parser that prints the module's docstring as it is written."""
    return argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)


def run(main: Callable[[], int | None]) -> NoReturn:
    """Run a benchmark and exit: with its code, 0 when it returns none, 2 and one line for a mistake of the user."""
    try:
        sys.exit(main() or 0)
    except ClausewiseError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
