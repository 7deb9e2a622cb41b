"""Batches: a line in, a line out, whatever happens in between."""

import json
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.batch import answers, pending, put_in_order, read, write
from assistant.chain import Assistant
from ingest.errors import UsageError

LINES = [
    '{"id": 1, "question": "How long does Segments.ai keep data?"}',
    "not json",
    "",
    '{"id": 3, "question": "Who?", "policies": ["acme"]}',
    '{"question": 7}',
    '{"question": "Does AI Expert sell data?", "policies": "ai-expert"}',
    '{"id": "x", "question": "Does AI Expert sell data?"}',
]


def run(folder: Path, assistant: Assistant, limit: int | None = None) -> list[dict[str, object]]:
    """Answer the batch, all of it or `limit` rows."""
    rows = read(folder / "in.jsonl")
    left = pending(rows, folder / "out.jsonl")[:limit]
    with (folder / "out.jsonl").open("a") as out:
        for row, answer in zip(left, answers(left, assistant), strict=True):
            write(out, row, answer, assistant.names)
    if limit is None:
        put_in_order(rows, folder / "out.jsonl")
    return [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a batch in it."""
    (tmp_path / "in.jsonl").write_text("\n".join(LINES))
    return tmp_path


def test_every_line_is_answered_in_order(folder: Path, assistant: Assistant) -> None:
    """Bad lines get an error line that says why; ids come back; nothing is lost."""
    out = run(folder, assistant)
    assert [line.get("id") for line in out] == [1, None, 3, None, None, "x"]
    assert ["error" in line for line in out] == [False, True, True, True, True, False]
    assert "line 2" in str(out[1]["error"])


def test_a_batch_goes_on_where_it_stopped(folder: Path, assistant: Assistant) -> None:
    """A killed run loses at most the line it was writing, and nothing is asked twice."""
    run(folder, assistant, limit=2)
    with (folder / "out.jsonl").open("a") as out:
        out.write('{"question": "half')
    assert len(run(folder, assistant)) == 6
    assert len(run(folder, assistant)) == 6


def test_another_batch_s_answers_are_not_continued(folder: Path, assistant: Assistant) -> None:
    """An output file of other questions is refused, and kept as it is."""
    (folder / "out.jsonl").write_text('{"question": "other", "verdict": "silent"}\n')
    with pytest.raises(UsageError, match="other questions"):
        run(folder, assistant)
    assert "other" in (folder / "out.jsonl").read_text()


def test_a_line_that_was_mended_is_asked_again(folder: Path, assistant: Assistant) -> None:
    """What was answered stays as it is, whatever is mended, added or taken out around it; the order is the batch's."""
    first, *_ = run(folder, assistant)
    out = folder / "out.jsonl"
    out.write_text(out.read_text().replace('"model": "scripted"', '"model": "kept"', 1))
    lines = ['{"id": 2, "question": "Who gets my data?"}', LINES[0], '{"id": 3, "question": "Who?"}', LINES[6]]
    (folder / "in.jsonl").write_text("\n".join(lines))
    mended = run(folder, assistant)
    assert [line.get("id") for line in mended] == [2, 1, 3, "x"]
    assert mended[1] == first | {"model": "kept"}  # not asked again
    assert not any("error" in line for line in mended)


def test_other_policies_are_another_question(folder: Path, assistant: Assistant) -> None:
    """An answer on one policy is not kept as that on another."""
    (folder / "in.jsonl").write_text('{"question": "Is data sold?", "policies": ["ai-expert"]}')
    run(folder, assistant)
    (folder / "in.jsonl").write_text('{"question": "Is data sold?", "policies": ["AI Planet"]}')
    with pytest.raises(UsageError, match="other questions"):
        run(folder, assistant)


def test_a_misspelt_field_is_told(folder: Path, assistant: Assistant) -> None:
    """It would be asked of all policies; a field of one's own is let alone."""
    lines = ['{"question": "Is data sold?", "polices": ["ai-expert"]}', '{"question": "Is data sold?", "vendor": 3}']
    (folder / "in.jsonl").write_text("\n".join(lines))
    misspelt, own = run(folder, assistant)
    assert misspelt["error"] == 'there is no field "polices": did you mean "policies"?'
    assert "error" not in own


def test_of_a_text_file_each_line_is_a_question(tmp_path: Path) -> None:
    """As it is, braces or not."""
    (tmp_path / "in.txt").write_text("Who gets my data?\n\n{odd}\n")
    assert [row.question for row in read(tmp_path / "in.txt")] == ["Who gets my data?", "{odd}"]


def test_a_missing_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 and what is missing."""
    assert main(["--batch", str(tmp_path / "no"), "--out", str(tmp_path / "out"), "--no-model"]) == 2
    assert capsys.readouterr().err.startswith("error: cannot read")


def test_the_command_answers_a_batch(folder: Path, index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the command line, without a model; of no answer at all the exit code tells as of bad input."""
    (folder / "in.jsonl").write_text('{"question": ""}\n')
    assert (
        main(["--batch", str(folder / "in.jsonl"), "--out", str(folder / "o"), "--no-model", "--index", str(index)])
        == 2
    )
    assert "1 lines" in capsys.readouterr().out
