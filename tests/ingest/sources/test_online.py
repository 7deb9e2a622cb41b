"""A page is fetched from public addresses only, and only after a yes."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.errors import UsageError
from ingest.sources.online import fetch, is_address, is_public
from tests.http_served import served

PAGE = b"<h1>Acme Privacy Policy</h1><p>We keep it for 3 years.</p>"


class Site(BaseHTTPRequestHandler):
    """A small site: a page, ways that lead on, what is no page."""

    def do_GET(self) -> None:
        """Answer by path."""
        status, kind, location = {
            "/privacy": (200, "text/html", ""),
            "/moved": (302, "", "/privacy"),
            "/ring": (302, "", "/ring"),
            "/inside": (302, "", "http://10.0.0.1/"),
            "/film": (200, "video/mp4", ""),
            "/file": (302, "", "file:///etc/passwd"),
        }.get(self.path, (404, "text/html", ""))
        self.send_response(status)
        self.send_header("Content-Type", kind or "text/html")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(PAGE if status == 200 else b"")


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a running site."""
    with served(Site) as address:
        yield address


def local(address: str) -> bool:
    """Let the test's own site be reached."""
    return address == "127.0.0.1"


@pytest.mark.parametrize("path", ["/privacy", "/moved"])
def test_a_page_is_kept_under_its_address(path: str, site: str, tmp_path: Path) -> None:
    """Also behind a redirect; the file's ending says its kind."""
    file = fetch(site + path, tmp_path, local)
    assert file.name == "127.0.0.1-privacy.html"
    assert file.read_bytes() == PAGE


@pytest.mark.parametrize(
    "path,says",
    [
        ("/none", "the server says 404"),
        ("/ring", "sends on more than 5 times"),
        ("/inside", r"10\.0\.0\.1 is an address of this machine or its network"),
        ("/file", "only http:// and https://"),
        ("/film", "is video/mp4"),
    ],
)
def test_what_is_no_page_is_refused_in_one_line(path: str, says: str, site: str, tmp_path: Path) -> None:
    """Not there, in a ring, into the network at home, onto the disk, of another kind."""
    with pytest.raises(UsageError, match=says) as raised:
        fetch(site + path, tmp_path, local)
    assert "\n" not in str(raised.value)
    assert not list(tmp_path.iterdir())


def test_this_machine_is_not_asked(site: str, tmp_path: Path) -> None:
    """Without the test's leave its own site is refused too."""
    with pytest.raises(UsageError, match="an address of this machine"):
        fetch(f"{site}/privacy", tmp_path)


@pytest.mark.parametrize(
    "address,public",
    [
        ("93.184.215.14", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_private_addresses_are_known(address: str, public: bool) -> None:
    """Loopback, private, link-local, shared, multicast, and v4 written as v6."""
    assert is_public(address) is public


def test_addresses_are_told_from_paths() -> None:
    """A drive and a folder are none."""
    assert [is_address(t) for t in ("https://a.example", "HTTP://a", "file:///x", "C:/x", "a/b", "x.html")] == [
        *[True] * 3,
        *[False] * 3,
    ]


def test_nobody_goes_online_without_a_yes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Where nobody can be asked, one line says what to add."""
    assert main(["https://acme.example/privacy", "--index", str(tmp_path / "index")]) == 2
    said = capsys.readouterr().err
    assert "This goes online, to https://acme.example/privacy" in said
    assert said.endswith("error: not online without a yes: add --online, or save the page and give the file\n")
