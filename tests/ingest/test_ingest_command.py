"""`python -m ingest` as a user meets it."""

import json
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.pipeline import ingest
from tests.conftest import ROOT, HashingEmbedder


def test_show_prints_the_design_s_object(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--json gives policy, name, aliases, clauses and findings; offsets point into the policy."""
    assert main(["--show", "segments-ai", "--json", "--index", str(index)]) == 0
    tree = json.loads(capsys.readouterr().out)
    assert set(tree) == {"policy", "name", "aliases", "clauses", "findings"}
    assert set(tree["clauses"][0]) == {"id", "number", "path", "start", "end", "line"}
    text = (ROOT / "policies" / "segments-ai.txt").read_bytes().decode()
    two = next(clause for clause in tree["clauses"] if clause["id"] == "segments-ai/privacy-statement/2")
    assert "10 years" in text[two["start"] : two["end"]]


def test_show_draws_a_tree(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For a reader: headings, and a line for each clause."""
    assert main(["--show", "segments-ai", "--index", str(index)]) == 0
    out = capsys.readouterr().out
    assert "How do we share your personal data?" in out
    assert "line 20" in out


def test_a_file_can_be_shown_without_an_index(policies_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Looking at a policy needs no model and no index."""
    assert main(["--show", str(policies_dir / "aipicmarket.txt")]) == 0
    assert "Protection of Minors" in capsys.readouterr().out


def test_an_index_is_verified_and_rebuilt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--verify: 0 and what is there, or 1 and what is damaged and what mends it; --rebuild does, without embedding."""
    (tmp_path / "acme.txt").write_text("1. Sale\nWe do not sell data.\n")
    folder = ingest([tmp_path / "acme.txt"], tmp_path / "i", HashingEmbedder()).index.folder
    where = ["--index", str(tmp_path / "i")]
    assert main(["--verify", *where]) == 0
    assert "sound: 1 policies, 1 clauses, 1 pieces" in capsys.readouterr().out
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"")
    assert main(["--verify", *where]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "chroma/chroma.sqlite3" in told
    assert f"clausewise ingest --rebuild --index {tmp_path / 'i'}" in told
    assert main(["--rebuild", *where]) == 0
    assert "rebuilt: 1 policies" in capsys.readouterr().out
    assert main(["--verify", *where]) == 0


def test_what_cannot_be_verified_or_rebuilt_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No index is a mistake of the user's, exit 2; so is a record that is beyond rebuilding."""
    for flag in ("--verify", "--rebuild"):
        assert main([flag, "--index", str(tmp_path / "none")]) == 2
        assert "no index at" in capsys.readouterr().err
    (tmp_path / "acme.txt").write_text("1. Sale\nWe do not sell data.\n")
    folder = ingest([tmp_path / "acme.txt"], tmp_path / "i", HashingEmbedder()).index.folder
    (folder / "record.json").unlink()
    assert main(["--rebuild", "--index", str(tmp_path / "i")]) == 2
    assert "run clausewise ingest again" in capsys.readouterr().err


def test_the_examples_come_beside_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From any folder; who tries them keeps the policies of the index."""
    monkeypatch.setattr("ingest.embed.MiniLM", HashingEmbedder)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme.txt").write_text("1. Sale\nWe do not sell data.\n")
    assert main(["acme.txt"]) == 0
    assert main(["--examples"]) == 0
    told = capsys.readouterr()
    assert "no longer in the index" not in told.err
    assert main(["--verify"]) == 0
    assert "sound: 6 policies" in capsys.readouterr().out


def test_one_file_takes_no_index_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where most would go, it is refused until --add or --replace is said; a file of another name is not gone."""
    monkeypatch.setattr("ingest.embed.MiniLM", HashingEmbedder)
    monkeypatch.chdir(tmp_path)
    for name in ("acme", "birch", "cedar"):
        (tmp_path / f"{name}.md").write_text(f"# {name.title()} Policy\n\nWe never sell what {name} collects.\n")
    assert main(["acme.md", "birch.md", "cedar.md"]) == 0
    capsys.readouterr()
    assert main(["acme.md"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "2 of the 3 policies out of the index, with their versions (birch, cedar): add --add" in told
    assert main(["--verify"]) == 0
    assert "sound: 3 policies" in capsys.readouterr().out
    (tmp_path / "birch.md").rename("birch-policy.md")
    (tmp_path / "cedar.md").rename("cedar-policy.md")
    assert main(["acme.md", "birch-policy.md", "cedar-policy.md"]) == 0  # the same bytes under other names
    assert main(["acme.md", "birch-policy.md"]) == 0  # one of three: told, not refused
    assert "no longer in the index: cedar-policy" in capsys.readouterr().err
    assert main(["cedar-policy.md", "--replace"]) == 0
    assert main(["acme.md", "--add"]) == 0
    assert main(["--verify"]) == 0
    assert "sound: 2 policies" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments,says",
    [
        (["--show", "acme"], "no policy 'acme'"),
        (["gone.txt"], "no such file"),
    ],
)
def test_mistakes_are_one_line(
    arguments: list[str], says: str, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, one line, what and where."""
    assert main([*arguments, "--index", str(index)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert says in error
    assert error.count("\n") == 1
