"""Texts come out of gzipped and plain files alike, and packed ones are the same on every day."""

from pathlib import Path

import pytest

from eval.gzip_files import packed, read_text
from ingest.errors import UsageError
from tests.conftest import ROOT


def test_a_packed_text_is_read_back(tmp_path: Path) -> None:
    """Gzipped or not, whatever the name: the first bytes say what it is."""
    (tmp_path / "a").write_bytes(packed("naïve\u2028"))
    (tmp_path / "b.gz").write_text("plain")
    assert read_text(tmp_path / "a", "the file") == "naïve\u2028"
    assert read_text(tmp_path / "b.gz", "the file") == "plain"


def test_no_time_is_in_the_bytes() -> None:
    """The four bytes of gzip's header that hold the time of writing are zero."""
    assert packed("text")[4:8] == b"\0\0\0\0"


@pytest.mark.parametrize("data", [packed("text")[:-9], packed("text")[:12] + b"xxxx", b"\xff"])
def test_a_damaged_file_is_one_line(tmp_path: Path, data: bytes) -> None:
    """A file that was cut, or changed, or is no text is refused by its name."""
    (tmp_path / "f.gz").write_bytes(data)
    with pytest.raises(UsageError, match=r"cannot read the baseline .*f\.gz") as error:
        read_text(tmp_path / "f.gz", "the baseline")
    assert "\n" not in str(error.value)


def test_what_ships_is_small() -> None:
    """The recording and the baseline that the repository holds are gzipped, and under 400 kB together."""
    files = [ROOT / "eval" / "recorded.jsonl.gz", ROOT / "eval" / "baseline.json.gz"]
    assert all(file.read_bytes().startswith(b"\x1f\x8b") for file in files)
    assert sum(file.stat().st_size for file in files) < 400_000
