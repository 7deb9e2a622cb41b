"""ZIPs of policies are read like folders, within bounds."""

import io
import zipfile
from pathlib import Path

import pytest

from ingest.errors import PolicyError
from ingest.pipeline import ingest
from ingest.sources import archives
from tests.conftest import HashingEmbedder

TEXT = "Acme Privacy Policy\n\n1. Keeping\n\nWe keep your data for 3 years.\n"


def packed(path: Path, **files: str) -> Path:
    """A ZIP of some files; "/" in a name is a folder."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_a_zip_is_read_like_a_folder(tmp_path: Path) -> None:
    """Folders below, ids by folder where stems collide; other kinds and hidden files are told by their names."""
    path = packed(
        tmp_path / "rules.zip",
        **{"a/policy.md": TEXT, "b/policy.md": TEXT.replace("Acme", "Bolt"), "logo.gif": "x", "__MACOSX/._a.md": "x"},
    )
    done = ingest([path], tmp_path / "index", HashingEmbedder())
    assert [policy.id for policy in done.index.record.policies] == ["a-policy", "b-policy"]
    assert done.passed_over == (
        "1 files of other kinds: rules.zip/logo.gif",
        "1 hidden files and folders: rules.zip/__MACOSX/._a.md",
    )


def test_names_that_lead_out_of_a_zip_are_not_written(tmp_path: Path) -> None:
    """Neither "..", nor a root, nor a drive."""
    names = {"../out.md": TEXT, "/out.md": TEXT, "c:\\out.md": TEXT, "a/../../out.md": TEXT, "in.md": TEXT}
    path = packed(tmp_path / "rules.zip", **names)
    done = ingest([path], tmp_path / "index", HashingEmbedder())
    assert [policy.id for policy in done.index.record.policies] == ["in"]
    assert not list(tmp_path.glob("**/out.md"))


def test_a_bad_file_in_a_zip_is_named_as_in_the_zip(tmp_path: Path) -> None:
    """Not by the folder that it was unpacked into."""
    path = packed(tmp_path / "rules.zip", **{"acme.md": TEXT, "dots.txt": "...\n"})
    with pytest.raises(PolicyError, match=r"^rules\.zip.dots\.txt has no text in it$"):
        ingest([path], tmp_path / "index", HashingEmbedder())


def test_a_bad_zip_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Damaged, too many files, more bytes than bounds allow whatever it says of its sizes."""
    bad = tmp_path / "bad.zip"
    bad.write_bytes(packed(tmp_path / "whole.zip", **{"a.md": TEXT}).read_bytes()[:60])
    monkeypatch.setattr(archives, "MAX_FILES", 2)
    monkeypatch.setattr(archives, "MAX_BYTES", 1000)
    many = packed(tmp_path / "many.zip", **{f"{n}.md": TEXT for n in range(3)})
    bomb = packed(tmp_path / "bomb.zip", **{"a.md": "a " * 1000})
    for path, says in ((bad, "make the ZIP again"), (many, "3 files: 2 at most"), (bomb, "more than")):
        with pytest.raises(PolicyError, match=says):
            ingest([path], tmp_path / "index", HashingEmbedder())


def test_a_zip_of_nothing_is_told(tmp_path: Path) -> None:
    """An empty archive has bytes and no policy."""
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    (tmp_path / "empty.zip").write_bytes(empty.getvalue())
    with pytest.raises(Exception, match=r"no policies in empty\.zip"):
        ingest([tmp_path / "empty.zip"], tmp_path / "index", HashingEmbedder())
