"""Tell of Ctrl-C in one line while a command still imports: each command imports this before all else.

Only commands do: it changes how this process tells of what ends it.
"""

import sys
from types import TracebackType


def _told(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """Print what ended the program."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, where)
        return
    from ingest.errors import STOPPED_SAYS

    print(STOPPED_SAYS, file=sys.stderr)


sys.excepthook = _told
