"""Folders are walked; what is not read is told and stops nothing."""

from pathlib import Path

import pytest

from ingest.errors import UsageError
from ingest.pipeline import ingest
from ingest.sources.folders import MAX_BYTES, walk
from tests.conftest import HashingEmbedder

POLICY = "1. Sale\nWe do not sell data of {}.\n"


def put(path: Path, text: str = "") -> Path:
    """Write a policy, its folders first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or POLICY.format(path.stem), "utf-8")
    return path


def test_folders_are_walked_and_stems_that_collide_get_their_folders(tmp_path: Path) -> None:
    """What lies in the folder itself keeps its stem, whatever lies below."""
    for name in ("policy.md", "a/policy.md", "b/policy.md", "sub/gamma.md", "sub/deeper/delta.txt"):
        put(tmp_path / name)
    found = walk([tmp_path])
    assert {id_: str(path.relative_to(tmp_path)) for id_, path in found.files.items()} == {
        "a-policy": "a/policy.md",
        "b-policy": "b/policy.md",
        "delta": "sub/deeper/delta.txt",
        "gamma": "sub/gamma.md",
        "policy": "policy.md",
    }
    assert not found.lines()


def test_what_is_not_read_is_told_by_reason(tmp_path: Path) -> None:
    """Junk of other programs, links, other kinds, empty and huge files: a line each, and the rest is read."""
    pine = put(tmp_path / "in" / "pine.txt")
    put(tmp_path / "in" / "~$pine.docx")
    put(tmp_path / "in" / "._pine.txt")
    put(tmp_path / "in" / ".git" / "x.md")
    put(tmp_path / "in" / "logo.png")
    put(tmp_path / "in" / "folder.txt" / "inside.md")
    put(tmp_path / "outside.md")
    put(tmp_path / "in" / "node_modules" / "x" / "README.md")
    (tmp_path / "in" / "empty.txt").touch()
    (tmp_path / "in" / "blank.txt").write_text(" \n\n")
    with (tmp_path / "in" / "huge.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    (tmp_path / "in" / "dangling.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "in" / "out.md").symlink_to(tmp_path / "outside.md")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "same.txt").symlink_to(pine)
    found = walk([tmp_path / "in"])
    assert set(found.files) == {"pine", "inside"}
    told = "\n".join(found.lines())
    for line in (
        "3 hidden files and folders",
        "1 files of other kinds",
        "1 folders of other people's programs",
        "2 empty files",
        "1 files of more than 20 MB",
        "1 links that lead nowhere",
        "1 links that leave the folder",
        "1 links to folders",
        "1 links to files that are read",
    ):
        assert line in told


def test_patterns_and_several_paths(tmp_path: Path) -> None:
    """A pattern that the shell left alone is filled in; a file that two paths lead to is read once."""
    put(tmp_path / "a.md")
    put(tmp_path / "b.txt")
    assert set(walk([tmp_path / "*.md", tmp_path / "a.md", tmp_path / "b.txt"]).files) == {"a", "b"}
    with pytest.raises(UsageError, match="no such file"):
        walk([tmp_path / "*.docx"])


def test_what_leaves_the_index_is_told_and_add_keeps_it(tmp_path: Path) -> None:
    """Another folder replaces the policies by name; with add they stay, and a namesake is told apart anew."""
    acme = "Acme Privacy Policy\n\n1. Sale\nWe do not sell data.\n"
    put(tmp_path / "one" / "acme.txt", acme)
    put(tmp_path / "one" / "twin.txt", acme)
    put(tmp_path / "two" / "birch.txt", "Birch Privacy Policy\n\n1. Sale\nWe sell data.\n")
    first = ingest([tmp_path / "one"], tmp_path / "i", HashingEmbedder())
    assert first.twins == ("twin holds the same bytes as acme",)
    both = ingest([tmp_path / "two"], tmp_path / "i", HashingEmbedder(), add=True)
    assert [p.name for p in both.index.record.policies] == ["Acme (acme)", "Birch", "Acme (twin)"]
    assert not both.gone
    assert both.kept == {"acme", "twin"}
    alone = ingest([tmp_path / "one" / "acme.txt"], tmp_path / "i", HashingEmbedder())
    assert alone.gone == ("birch: Birch", "twin: Acme (twin)")
    assert [p.name for p in alone.index.record.policies] == ["Acme"]
