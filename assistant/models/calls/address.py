"""Read where a model's server is, and say how it may be reached.

OLLAMA_HOST is read as Ollama's own client reads it:

    "11500"         →  http://127.0.0.1:11500
    "::1"           →  http://[::1]:11434
    "https://host/" →  https://host:443
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from assistant.models.calls.failures import missing
from ingest.errors import UsageError, one_line

LOOPBACK = "127.0.0.1"
OLLAMA_PORT = 11434
PORTS = {"http": 80, "https": 443}  # where a scheme is written and no port is
HIGHEST_PORT = 65_535  # of TCP


def ollama_url() -> str:
    """Return the address of the Ollama server to ask: OLLAMA_HOST, else its default on this machine."""
    return read_ollama_host(os.environ.get("OLLAMA_HOST", ""))


def read_ollama_host(given: str) -> str:
    """Return the URL for a value of OLLAMA_HOST. A server's 0.0.0.0 is called by loopback. Raises UsageError."""
    text = given.strip().strip("\"'")
    if text == "ollama.com":
        return "https://ollama.com:443"
    scheme, mark, rest = text.partition("://") if "://" in text else ("http", "", text)
    if scheme not in PORTS:
        raise UsageError(f"OLLAMA_HOST is {given!r}: give host:port, http://… or https://…")
    place, _, path = rest.partition("/")
    name, port = _name_and_port(place, PORTS[scheme] if mark else OLLAMA_PORT)
    if not port.isdecimal() or int(port) > HIGHEST_PORT:
        raise UsageError(f"OLLAMA_HOST is {given!r}: {port!r} is no port: give a number up to {HIGHEST_PORT}")
    name = f"[{name}]" if ":" in name else name
    return f"{scheme}://{name}:{port}/{path}".rstrip("/")


def _name_and_port(place: str, default: int) -> tuple[str, str]:
    if place.isdecimal():
        return LOOPBACK, place
    if _ip(place.strip("[]")):  # before the port is looked for: an address of version 6 has colons of its own
        return _callable(place.strip("[]")), str(default)
    name, colon, port = place.rpartition(":")
    if not colon:
        name, port = place, str(default)
    return _callable(name.strip("[]")), port


def _callable(name: str) -> str:
    """The address to call: none means this machine, and so does the one that a server listens on for all."""
    address = _ip(name)
    if address and address.is_unspecified:
        return "::1" if ":" in name else LOOPBACK
    return name or LOOPBACK


def _ip(name: str) -> Any:
    """The address that a name is; None where it is not one."""
    try:
        return ip_address(name)
    except ValueError:
        return None


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine: nothing that is sent there leaves it."""
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return False
    address = _ip(name)
    return bool(address.is_loopback) if address else name == "localhost" or name.endswith(".localhost")


def client_options(url: str) -> dict[str, Any]:
    """Return the options for an httpx client: this machine is called without the proxies that the environment names.

    Nobody is followed to another address: what we send may hold a policy.
    """
    return {"trust_env": not is_loopback(url), "follow_redirects": False}


@contextmanager
def proxy_errors(server: str) -> Iterator[None]:
    """Raise ModelMissing, in one line, where a client cannot use the proxy that the environment names."""
    import httpx

    try:
        yield
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        remedy = "unset ALL_PROXY, HTTP_PROXY and HTTPS_PROXY, or name the server in NO_PROXY"
        raise missing(
            server, f"would be called through a proxy that cannot be used ({one_line(error)})", remedy
        ) from error
