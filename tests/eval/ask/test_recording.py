"""A recording gives back what was said, to exactly what was asked, or says that it cannot."""

from pathlib import Path

import pytest

from assistant.models.model import Chunk, Weighed
from eval.__main__ import main
from eval.ask.recording import RecordedModel
from ingest.errors import ModelError, ModelMissing, UsageError
from ingest.policy import Policy
from tests.scripted import ScriptedModel

POLICIES = [Policy("p", "P", (), "0" * 64, "text")]


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    """Record one answer and one weighing."""
    path = tmp_path / "tape.jsonl"
    model = ScriptedModel(["Ten years,\u2028said."], 0.12345678)
    recording = RecordedModel(path, POLICIES, model)
    assert said(recording) == "Ten years,\u2028said."
    weighed(recording)
    return path


def said(model: RecordedModel, user: str = "How long?", tokens: int = 9) -> str:
    """Ask."""
    return "".join(chunk.text for chunk in model.write("be brief", user, tokens))


def weighed(model: RecordedModel, user: str = "Is it?", words: tuple[str, ...] = ("Yes", "No")) -> Weighed:
    """Weigh."""
    return model.weigh("be brief", user, words)


def test_a_recording_answers_without_a_model(tape: Path) -> None:
    """Words, shares, token counts and the model's name are the recorded ones; nothing is asked live."""
    replay = RecordedModel(tape, POLICIES)
    assert replay.name == "scripted"
    *_, last = replay.write("be brief", "How long?", 9)
    assert (said(replay), last) == ("Ten years,\u2028said.", Chunk("", 4, 2))
    assert weighed(replay) == Weighed((0.123457, 0.876543), 4)
    assert replay.asked_live == 0


def test_recording_twice_asks_once(tape: Path) -> None:
    """What is on file is not asked again, and gives the same shares as when it was recorded."""
    model = ScriptedModel([], 0.9)
    again = RecordedModel(tape, POLICIES, model)
    assert said(again) == "Ten years,\u2028said."
    assert weighed(again).shares[0] == 0.123457
    assert (model.asked, again.asked_live) == ([], 0)


def test_whatever_changes_misses(tape: Path) -> None:
    """Another prompt, option, choice of words or policy is another question: exit 3's error, in one line."""
    replay = RecordedModel(tape, POLICIES)
    other = RecordedModel(tape, [Policy("p", "P", (), "1" * 64, "text")])
    for ask in (
        lambda: said(replay, "How long is it?"),
        lambda: said(replay, tokens=10),
        lambda: weighed(replay, words=("No", "Yes")),
        lambda: weighed(replay, "How long?"),
        lambda: said(other),
        lambda: weighed(other),
    ):
        with pytest.raises(ModelMissing, match="record it anew with --record") as error:
            ask()
        assert "\n" not in str(error.value)


def test_a_broken_answer_is_not_recorded(tmp_path: Path) -> None:
    """A model that fails leaves no half answer on the tape."""
    path = tmp_path / "tape.jsonl"
    with pytest.raises(ModelError, match="no more answers"):
        said(RecordedModel(path, POLICIES, ScriptedModel([])))
    with pytest.raises(ModelMissing):
        said(RecordedModel(path, POLICIES))


def test_a_torn_recording_keeps_what_is_whole(tape: Path) -> None:
    """A recording that was killed in the middle of a line gives the lines before it, and goes on."""
    tape.write_bytes(tape.read_bytes()[:-20])
    replay = RecordedModel(tape, POLICIES)
    assert said(replay) == "Ten years,\u2028said."
    with pytest.raises(ModelMissing):
        weighed(replay)
    assert weighed(RecordedModel(tape, POLICIES, ScriptedModel([], 0.5))).shares == (0.5, 0.5)
    assert weighed(RecordedModel(tape, POLICIES)).shares == (0.5, 0.5)


def test_a_recording_is_of_one_model(tape: Path, tmp_path: Path) -> None:
    """Another model's answers do not go on the same tape; a missing or foreign file is refused."""
    with pytest.raises(UsageError, match="was recorded from scripted, not other"):
        RecordedModel(tape, POLICIES, ScriptedModel([], name="other"))
    with pytest.raises(UsageError, match="there is no such recording"):
        RecordedModel(tmp_path / "none.jsonl", POLICIES)
    (tmp_path / "foreign.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(UsageError, match="line 1: not a recording"):
        RecordedModel(tmp_path / "foreign.jsonl", POLICIES)


def test_record_without_a_place_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    """--record says where it wants to record to."""
    assert main(["--record"]) == 2
    assert "--record needs --replay FILE" in capsys.readouterr().err


def test_a_gzipped_recording_is_small_and_always_the_same(tape: Path, tmp_path: Path) -> None:
    """What is recorded into a .gz answers as the plain file does; the order of asking does not change its bytes."""
    first, second = tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz"
    for path, order in ((first, (said_all, weighed)), (second, (weighed, said_all))):
        model = ScriptedModel(["Ten years."], 0.5)
        recording = RecordedModel(path, POLICIES, model)
        for ask in order:
            ask(recording)
        recording.close()
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl.gz", "b.jsonl.gz", "tape.jsonl"]
    replay = RecordedModel(first, POLICIES)
    assert (said(replay), weighed(replay).shares) == ("Ten years.", (0.5, 0.5))


def test_a_killed_gzipped_recording_loses_nothing(tmp_path: Path) -> None:
    """What was recorded before a kill is there at the next opening, and is packed at the next close."""
    path = tmp_path / "tape.jsonl.gz"
    said(RecordedModel(path, POLICIES, ScriptedModel(["Ten years."])))  # not closed
    again = RecordedModel(path, POLICIES, ScriptedModel([], 0.5))
    assert said(again) == "Ten years."
    weighed(again)
    again.close()
    assert said(RecordedModel(path, POLICIES)) == "Ten years."
    assert not path.with_name("tape.jsonl.gz.new").exists()


def said_all(model: RecordedModel) -> str:
    """Ask with the defaults."""
    return said(model)
