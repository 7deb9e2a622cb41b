"""The sha256 of a file, and files that are written whole."""

import os
from pathlib import Path

import pytest

from ingest.files import sha256_of, write_whole


def test_the_sum_is_the_published_one(tmp_path: Path) -> None:
    """Of "abc" it is the example of the standard, FIPS 180-2."""
    (tmp_path / "file").write_bytes(b"abc")
    assert sha256_of(tmp_path / "file") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves the file that was there."""
    write_whole(tmp_path / "file", "“old”")

    def no_room(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", no_room)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "file", "new")
    assert (tmp_path / "file").read_text("utf-8") == "“old”"


def test_a_link_stays_one(tmp_path: Path) -> None:
    """What it leads to is written."""
    write_whole(tmp_path / "file", b"old")
    (tmp_path / "link").symlink_to("file")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"


def test_what_is_no_file_is_written_straight(tmp_path: Path) -> None:
    """A pipe, as behind "--out /dev/stdout"."""
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_whole(tmp_path / "pipe", "said")
    assert os.read(reading, 10) == b"said"
    os.close(reading)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
