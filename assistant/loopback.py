"""Listen on this machine's own address, unless another is given: what is served is reached from here only."""

import socket
from typing import Any

from ingest.errors import UsageError

HOST = "127.0.0.1"


def bound(port: int, flag: str = "--port", host: str = HOST) -> socket.socket:
    """A socket of `host` at `port` (0: any free one). Raises UsageError when it is taken; `flag` gave it."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        where = "" if host == HOST else f" of {host}"
        raise UsageError(
            f"port {port}{where} cannot be used ({_why(error)}): stop what holds it, or give another with {flag}"
        ) from error
    return listening


def _why(error: Exception) -> Any:
    return getattr(error, "strerror", None) or error
