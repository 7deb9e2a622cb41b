"""What the benchmarks' commands share: a parser with their docstring as its help, and errors in one line."""

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from ingest.errors import exit_code


def parser(description: str | None) -> argparse.ArgumentParser:
    """Make a parser that prints the module's docstring as it is written."""
    return argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)


def run(main: Callable[[], int | None]) -> NoReturn:
    """Run a benchmark and exit: with its code, 0 when it returns none; mistakes are told as all commands tell them."""
    sys.exit(exit_code(lambda: main() or 0))
