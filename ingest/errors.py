"""Name the failures that a user can mend. Each is one line: what, where, what to do.

    ClausewiseError          root of all our exceptions; printed as one line, exit 2
    ├── UsageError           a flag, a question or a name that we cannot act on
    ├── PolicyError          a file that is not a readable policy
    ├── IndexFault           no index, or one that cannot be written
    │   └── IndexDamaged     an index that does not hold what it was sealed with
    ├── StoreFault           the server that holds the index does not answer
    ├── WeightsError         weights that cannot be found, fetched or trusted
    └── ModelError           a model that does not answer
        ├── ModelMissing     nothing to ask: no server, no such model
        ├── ModelTimeout     it was asked and gives no answer now: silent or busy
        └── PromptTooLong    the prompt does not fit; the caller shows fewer clauses

A bug is none of these: it keeps its traceback. Each file that wraps a library turns its exceptions into these.
"""

import errno
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Final

EXITS: Final = (
    "exit: 0 done; 1 what was checked is not well (doctor, still, ci, eval's gate, ingest --verify); 2 a mistake that"
    " you can mend, told in one line; 3, 4 of eval and ci only: a model is missing, worse than the baseline;"
    " 130 stopped by Ctrl-C"
)


class Exit(IntEnum):
    """What a command ends with."""

    DONE = 0
    NOT_WELL = 1  # what was checked
    MISTAKE = 2  # that the user can mend, told in one line
    MODEL_MISSING = 3  # of eval and ci only
    WORSE = 4  # than the baseline, of eval and ci only
    STOPPED = 130  # what shells say of a command that Ctrl-C ended


STOPPED_SAYS: Final = "stopped: nothing is half written, and the same command starts again"
_REMEDIES: Final = {  # for faults of the machine, no bugs of ours
    errno.ENOSPC: "make room, or name another place",
    errno.EDQUOT: "make room, or name another place",
    errno.EACCES: "take the rights to it, or name another place",
    errno.EPERM: "take the rights to it, or name another place",
    errno.EROFS: "name a place that can be written",
}


def exit_code(command: Callable[[], int]) -> int:
    """Run a command line. A mistake of the user and a fault of the machine are one line: 2. Ctrl-C: 130."""
    try:
        return command()
    except ClausewiseError as error:
        return _told(str(error))
    except KeyboardInterrupt:
        print(STOPPED_SAYS, file=sys.stderr)
        return Exit.STOPPED
    except OSError as error:
        if error.errno not in _REMEDIES:
            raise
        return _told(f"{error.filename or 'a file'}: {error.strerror}: {remedy(error.errno)}")


def remedy(number: int | None) -> str:
    """What to do about a fault of the machine, by its errno."""
    return _REMEDIES.get(number or 0, "name another place, or try again")


def one_line(text: object) -> str:
    """Return what a library or a server says as a part of a line: line ends and blanks folded, 200 characters."""
    return " ".join(str(text).split())[:200]


def _told(line: str) -> int:
    print(f"error: {line}", file=sys.stderr)
    return Exit.MISTAKE


class ClausewiseError(Exception):
    """A failure that the user can mend. `str(error)` is the one line to print."""


class UsageError(ClausewiseError):
    """The request itself is wrong: an unknown policy, an empty question, a bad flag."""


class PolicyError(ClausewiseError):
    """A file that cannot be read as a policy."""


class IndexFault(ClausewiseError):
    """There is no index where one was asked for, or it cannot be written."""


class IndexDamaged(IndexFault):
    """A part of the index is gone or is not what was written; the line says whether --rebuild or an ingest mends it."""


class StoreFault(ClausewiseError):
    """The server that holds the index does not answer. Not an IndexFault: nothing is known of the index itself."""


class WeightsError(ClausewiseError):
    """Model weights that cannot be found or fetched, or whose sha256 is not the pinned one."""


class ModelError(ClausewiseError):
    """The model did not give a whole answer."""


class ModelMissing(ModelError):
    """No server answers, or it does not have the model."""


class ModelTimeout(ModelError):
    """The model is silent for longer than its limit, or has no time."""


class PromptTooLong(ModelError):
    """The prompt has more tokens than the context holds. Nothing was cut."""
