"""Where a server is: OLLAMA_HOST in Ollama's own forms, this machine or another, and proxies."""

import httpx
import pytest

from assistant.models.calls.address import client_options, is_loopback, ollama_url, proxy_errors, read_ollama_host
from ingest.errors import ModelMissing, UsageError

# The forms of the tests of Ollama's own clients (envconfig.Host in Go, _parse_host in Python).
FORMS = {
    "": "http://127.0.0.1:11434",
    " ": "http://127.0.0.1:11434",
    "1.2.3.4": "http://1.2.3.4:11434",
    ":56789": "http://127.0.0.1:56789",
    ":0": "http://127.0.0.1:0",
    "11500": "http://127.0.0.1:11500",
    "1.2.3.4:56789": "http://1.2.3.4:56789",
    "http://1.2.3.4": "http://1.2.3.4:80",
    "https://1.2.3.4": "https://1.2.3.4:443",
    "https://host": "https://host:443",
    "https://1.2.3.4:56789": "https://1.2.3.4:56789",
    "example.com": "http://example.com:11434",
    "example.com/": "http://example.com:11434",
    "example.com:56789/": "http://example.com:56789",
    "example.com/path": "http://example.com:11434/path",
    "https://example.com:56789/path/": "https://example.com:56789/path",
    "::1": "http://[::1]:11434",
    "[::1]": "http://[::1]:11434",
    "[::1]:1337": "http://[::1]:1337",
    "http://[::1]": "http://[::1]:80",
    "[0001:002:003:0004::1]/path": "http://[0001:002:003:0004::1]:11434/path",
    '"1.2.3.4"': "http://1.2.3.4:11434",
    "'0.0.0.0'": "http://127.0.0.1:11434",
    "0.0.0.0:5": "http://127.0.0.1:5",
    "[::]:5": "http://[::1]:5",
    "::": "http://[::1]:11434",
    "ollama.com": "https://ollama.com:443",
    "localhost": "http://localhost:11434",
}


@pytest.mark.parametrize("given,expected", FORMS.items())
def test_the_address_is_read_as_ollama_reads_it(given: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With or without scheme, port and path; a server's 0.0.0.0 is called by loopback."""
    monkeypatch.setenv("OLLAMA_HOST", given)
    assert ollama_url() == expected
    assert read_ollama_host(expected) == expected  # read twice, it stays


@pytest.mark.parametrize("given", ["host:port", "host:99999", "ftp://host", "host:-1", "http://host:²"])
def test_an_address_that_is_none_is_one_line(given: str) -> None:
    """It names the variable and says what to give."""
    with pytest.raises(UsageError, match=r"OLLAMA_HOST is .*give"):
        read_ollama_host(given)


@pytest.mark.parametrize(
    "url,expected",
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:1", True),
        ("http://LOCALHOST:1", True),
        ("http://a.localhost", True),
        ("http://10.0.0.1", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("http://[", False),
    ],
)
def test_this_machine_is_told_from_others(url: str, expected: bool) -> None:
    """By its address, not by how its name begins."""
    assert is_loopback(url) is expected


def test_this_machine_is_called_without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that cannot even be loaded does not matter to the loopback; of another server it is one line."""
    monkeypatch.setenv("ALL_PROXY", "nonsense://127.0.0.1:9")
    httpx.Client(**client_options("http://127.0.0.1:1")).close()
    cannot = r"the server .* proxy that cannot be used .*: unset ALL_PROXY"
    with pytest.raises(ModelMissing, match=cannot) as raised, proxy_errors("the server"):
        httpx.Client(**client_options("http://models.example:1"))
    assert "\n" not in str(raised.value)
