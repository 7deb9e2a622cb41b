"""A recording gives back what was said, to exactly what was asked, or says that it cannot."""

from pathlib import Path

import pytest

from assistant.models.model import Chunk, Likely, Weighed
from assistant.models.scripted import ScriptedModel
from eval.__main__ import main
from eval.ask.recording import Replay
from ingest.errors import ModelError, ModelMissing, UsageError
from ingest.policy import Policy

POLICIES = [Policy("p", "P", (), "0" * 64, "text")]


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    """Record one answer, one weighing and the likeliest tokens."""
    path = tmp_path / "tape.jsonl"
    model = ScriptedModel(["Ten years,\u2028said."], 0.12345678, lambda _user, said: [(f" after {said}", -1.23456)])
    recording = Replay(path, POLICIES, model)
    assert said(recording) == "Ten years,\u2028said."
    likely(recording)
    weighed(recording)
    return path


def said(model: Replay, user: str = "How long?", tokens: int = 9) -> str:
    """Ask."""
    return "".join(chunk.text for chunk in model.write("be brief", user, tokens))


def weighed(model: Replay, user: str = "Is it?", words: tuple[str, ...] = ("Yes", "No")) -> Weighed:
    """Weigh."""
    return model.weigh("be brief", user, words)


def likely(model: Replay, said: str = "Is it") -> Likely:
    """Ask what comes next."""
    return model.likely("be brief", "How long?", said)


def test_a_recording_answers_without_a_model(tape: Path) -> None:
    """Words, shares, token counts and the model's name are the recorded ones; nothing is asked live."""
    replay = Replay(tape, POLICIES)
    assert replay.name == "scripted"
    *_, last = replay.write("be brief", "How long?", 9)
    assert (said(replay), last) == ("Ten years,\u2028said.", Chunk("", 4, 2))
    assert weighed(replay) == Weighed((0.123457, 0.876543), 4)
    assert likely(replay) == Likely(((" after Is it", -1.23),), 6)
    assert replay.asked_live == 0


def test_recording_twice_asks_once(tape: Path) -> None:
    """What is on file is not asked again, and gives the same shares as when it was recorded."""
    model = ScriptedModel([], 0.9)
    again = Replay(tape, POLICIES, model)
    assert said(again) == "Ten years,\u2028said."
    assert weighed(again).shares[0] == 0.123457
    assert likely(again).tokens == ((" after Is it", -1.23),)
    assert (model.asked, again.asked_live) == ([], 0)


def test_whatever_changes_misses(tape: Path) -> None:
    """Another prompt, option, choice of words or policy is another question: exit 3's error, in one line."""
    replay = Replay(tape, POLICIES)
    other = Replay(tape, [Policy("p", "P", (), "1" * 64, "text")])
    for ask in (
        lambda: said(replay, "How long is it?"),
        lambda: said(replay, tokens=10),
        lambda: weighed(replay, words=("No", "Yes")),
        lambda: weighed(replay, "How long?"),
        lambda: likely(replay, "Is"),
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
        said(Replay(path, POLICIES, ScriptedModel([])))
    with pytest.raises(ModelMissing):
        said(Replay(path, POLICIES))


def test_a_torn_recording_keeps_what_is_whole(tape: Path) -> None:
    """A recording that was killed in the middle of a line gives the lines before it, and goes on."""
    tape.write_bytes(tape.read_bytes()[:-20])
    replay = Replay(tape, POLICIES)
    assert said(replay) == "Ten years,\u2028said."
    with pytest.raises(ModelMissing):
        weighed(replay)
    assert weighed(Replay(tape, POLICIES, ScriptedModel([], 0.5))).shares == (0.5, 0.5)
    assert weighed(Replay(tape, POLICIES)).shares == (0.5, 0.5)


def test_a_recording_is_of_one_model(tape: Path, tmp_path: Path) -> None:
    """Another model's answers do not go on the same tape; a missing or foreign file is refused."""
    with pytest.raises(UsageError, match="was recorded from scripted, not other"):
        Replay(tape, POLICIES, ScriptedModel([], name="other"))
    with pytest.raises(UsageError, match="there is no such recording"):
        Replay(tmp_path / "none.jsonl", POLICIES)
    (tmp_path / "foreign.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(UsageError, match="line 1: not a recording"):
        Replay(tmp_path / "foreign.jsonl", POLICIES)


def test_record_without_a_place_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    """--record says where it wants to record to."""
    with pytest.raises(SystemExit) as error:
        main(["--record"])
    assert error.value.code == 2
    assert "--record needs --replay FILE" in capsys.readouterr().err
