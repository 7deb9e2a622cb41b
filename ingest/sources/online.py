"""Fetch one page or file from the web: the only place in the program that goes online for a policy.

Only public addresses are reached, whatever a name or a redirect says, and the address that was checked is the one that
is connected to. Knows no policies, and never asks the user: whoever calls has asked.
"""

import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

from ingest.errors import UsageError
from ingest.policy import SUFFIXES
from ingest.sources.folders import MAX_BYTES

SECONDS: Final = 20  # for each step of a connection
REDIRECTS: Final = 5
_PORTS: Final = {"http": 80, "https": 443}
_KINDS: Final = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md",
    "application/pdf": ".pdf", "application/rtf": ".rtf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}  # fmt: skip


def is_address(text: str) -> bool:
    """Say whether what a user names is an address on the web: "https://acme.example/privacy"."""
    return re.match(r"[a-z][a-z+.-]+://", text, re.IGNORECASE) is not None


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet: neither this machine nor its network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global and not ip.is_multicast


def fetch(url: str, folder: Path, allowed: Callable[[str], bool] = is_public) -> Path:
    """Fetch a page into a file of `folder`, named after its address: "acme.example-privacy.html".

    `allowed` says which IP addresses may be reached. Raises UsageError in one line for an address that is not on the
    public web, a page that is not there, is too large, is of another kind, or is sent on too often.
    """
    asked = url
    for _ in range(REDIRECTS + 1):
        try:
            response = _answer(url, allowed)
            if response.status in (301, 302, 303, 307, 308) and (target := response.headers["Location"]):
                url = urljoin(url, target)
                continue
            return _kept(url, response, folder)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise UsageError(f"cannot fetch {url}: {str(error) or type(error).__name__}") from error
    raise UsageError(f"cannot fetch {asked}: it sends on more than {REDIRECTS} times")


def _answer(url: str, allowed: Callable[[str], bool]) -> http.client.HTTPResponse:
    """Ask for a page at an address that was checked."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UsageError(f"cannot fetch {url}: only http:// and https:// addresses are read")
    if parts.username or parts.password:
        raise UsageError("an address with a password in it is not read: save the page and give the file")
    port = parts.port or _PORTS[parts.scheme]
    addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)}
    if private := sorted(address for address in addresses if not allowed(address)):
        raise UsageError(f"cannot fetch {url}: {private[0]} is an address of this machine or its network")
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=SECONDS)
    connection.sock = _connected(min(addresses), port, parts.hostname if parts.scheme == "https" else "")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", path, headers={"Accept": "text/html, */*;q=0.5", "User-Agent": "clausewise"})
    return connection.getresponse()


def _connected(address: str, port: int, secured_for: str) -> socket.socket:
    plain = socket.create_connection((address, port), SECONDS)
    return ssl.create_default_context().wrap_socket(plain, server_hostname=secured_for) if secured_for else plain


def _kept(url: str, response: http.client.HTTPResponse, folder: Path) -> Path:
    """Write what came into a file whose ending says its kind."""
    if response.status != http.client.OK:
        raise UsageError(f"cannot fetch {url}: the server says {response.status} {response.reason}")
    data = response.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UsageError(f"{url} has more than the {MAX_BYTES // 1_000_000} MB that a policy has at most")
    parts = urlsplit(url)
    ending = Path(parts.path).suffix.lower()
    kind = _KINDS.get(response.headers.get_content_type()) or (ending if ending in SUFFIXES else "")
    if not kind:
        raise UsageError(f"{url} is {response.headers.get_content_type()}: only pages and documents are read")
    stem = re.sub(r"[^\w.-]+", "-", f"{parts.hostname}{parts.path}").strip("-.").removesuffix(ending)
    file = folder / f"{stem[:100]}{kind}"
    file.write_bytes(data)
    return file
