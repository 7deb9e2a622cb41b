"""The sha256 of a file."""

from pathlib import Path

from ingest.checksums import sha256_of


def test_the_sum_is_the_published_one(tmp_path: Path) -> None:
    """Of "abc" it is the example of the standard, FIPS 180-2."""
    (tmp_path / "file").write_bytes(b"abc")
    assert sha256_of(tmp_path / "file") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
