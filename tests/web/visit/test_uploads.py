"""What a visitor uploads: files pass, ZIPs are unpacked within limits, and nothing is written outside the folder."""

import io
import zipfile
from pathlib import Path

import pytest

from ingest.errors import PolicyError
from web.visit import uploads
from web.visit.uploads import read_all, unpacked


def zipped(folder: Path, members: dict[str, bytes], name: str = "policies.zip") -> Path:
    """A ZIP with these files."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """The folder that files are unpacked into."""
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def test_policies_of_a_zip_are_found(tmp_path: Path, into: Path) -> None:
    """In any folder of it; what is no policy, and what systems add, is left out; the upload is deleted."""
    members = {"a.txt": b"A", "in/b.MD": b"B", "photo.png": b"x", "__MACOSX/._a.txt": b"x", ".hidden.txt": b"x"}
    path = zipped(tmp_path, members)
    files = unpacked([path], into)
    assert [file.read_bytes() for file in files] == [b"A", b"B"]
    assert not path.exists()


def test_a_plain_file_passes(tmp_path: Path, into: Path) -> None:
    """It is given as it is."""
    assert unpacked([tmp_path / "a.txt"], into) == [tmp_path / "a.txt"]


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil.txt", "a/../../../evil.txt", "..\\evil.txt"])
def test_nothing_is_written_outside(tmp_path: Path, into: Path, name: str) -> None:
    """A name that leads out of the folder loses its way."""
    for file in unpacked([zipped(tmp_path, {name: b"x"})], into):
        assert file.resolve().is_relative_to(into.resolve())


def test_a_bomb_is_stopped(tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What unpacks to more than the limit is refused, whatever the ZIP says of itself."""
    monkeypatch.setattr(uploads, "MOST_BYTES", 1_000_000)
    with pytest.raises(PolicyError, match="more than 1 MB"):
        unpacked([zipped(tmp_path, {"a.txt": b"0" * 3_000_000})], into)
    assert sum(file.stat().st_size for file in into.rglob("*.txt")) <= 1_000_000


@pytest.mark.parametrize(
    "data,line",
    [(b"no zip", "cannot be unpacked"), (b"PK\x03\x04" + b"x" * 50, "cannot be unpacked"), (b"", "cannot be unpacked")],
)
def test_what_is_no_zip_is_one_line(tmp_path: Path, into: Path, data: bytes, line: str) -> None:
    """The line names the file and what to do."""
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(PolicyError, match=f"a.zip {line}"):
        unpacked([path], into)


def test_too_many_and_none(tmp_path: Path, into: Path) -> None:
    """A ZIP without policies and one with more than a visitor may have are refused."""
    with pytest.raises(PolicyError, match="holds no policy"):
        unpacked([zipped(tmp_path, {"photo.png": b"x"})], into)
    with pytest.raises(PolicyError, match="holds 9 policies: 5 at most"):
        unpacked([zipped(tmp_path, {f"{n}.txt": b"x" for n in range(9)})], into)


def test_a_damaged_member_is_one_line(tmp_path: Path, into: Path) -> None:
    """A member whose bytes are not what its checksum says is refused."""
    path = zipped(tmp_path, {"a.txt": bytes(range(256)) * 40})
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(io.BytesIO(bytes(data)).getvalue())
    with pytest.raises(PolicyError, match="cannot be unpacked"):
        unpacked([path], into)


def test_one_bad_file_is_a_line(tmp_path: Path, into: Path) -> None:
    """A bad file, a bad ZIP and a bad file in a good ZIP are a line each; all that can be read is; all are deleted."""
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"none")
    hidden = tmp_path / ".DS_Store"
    hidden.write_bytes(b"x")
    good = tmp_path / "a.txt"
    good.write_text("Acme Privacy Policy\n\nWe keep data for a year.\n")
    members = {"b.txt": b"Birch Privacy Policy\n\nWe keep data for a year.\n", "c.pdf": b"%PDF-1.4 cut"}
    policies, lines = read_all([bad, hidden, zipped(tmp_path, members), good], into)
    assert [policy.name for policy in policies] == ["Birch", "Acme"]
    assert [line.split(" ")[0] for line in lines] == ["bad.zip", "c.pdf"]
    assert not any(path.exists() for path in (bad, hidden, good))
