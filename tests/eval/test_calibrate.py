"""`--calibrate`: both ways measured, the fit, and the card that decides from then on."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.models.abilities import Abilities
from assistant.models.cards.card import Way, calibrated, card_of, cards, log_odds, measured, user_cards, way
from assistant.models.model import Model, Weighed
from eval import calibrate
from eval.__main__ import main
from eval.ask.oracle import OracleReader
from eval.case_set import read_case_set
from eval.score.stats import Rate, rate
from ingest import embed
from ingest.errors import UsageError
from tests.conftest import ROOT, HashingEmbedder
from tests.scripted import ScriptedModel

NAME = "gemma3:4b@0123456789ab"


@pytest.fixture(autouse=True)
def own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A user's data folder of each test's own."""
    monkeypatch.setenv("CLAUSEWISE_DATA", str(tmp_path / "data"))
    cards.cache_clear()
    yield
    cards.cache_clear()


def model(name: str = NAME) -> Model:
    """A model that can read and was not measured."""
    scripted = ScriptedModel(name=name)
    scripted.abilities = Abilities(8192, 4_000_000_000, "never", "off", True, True)  # type: ignore[attr-defined]
    return scripted


def test_a_card_is_written_and_found() -> None:
    """By the name that answers give, brackets and all; it outweighs what is assumed of the size."""
    for name in (NAME, 'odd [1] "name" at http://127.0.0.1:1'):
        assert way(model(name)) == "reader"
        figures: dict[Way, Rate] = {"judge": rate([True, True, False]), "reader": rate([True, False, False])}
        path = calibrate.write_card(model(name), figures, {"slope": 0.5, "offset": 1.0}, "questions.jsonl")
        assert path.parent == user_cards()
        assert way(model(name)) == "judge"
        card = card_of(name)
        assert card is not None
        assert card.abilities == model().abilities  # type: ignore[attr-defined]
        assert card.right == pytest.approx(2 / 3, abs=0.001)
        assert card.figures["reader"] == "right 1 of 3, 33 % [6 to 79]"
        assert measured(name).startswith("measured 20")
    assert way(model("gemma3:4b@another")) == "reader"


def test_a_reader_is_kept_only_where_it_is_better() -> None:
    """Alike is not better: a judge costs less, and a writer less still."""
    assert calibrate.best_way({"writer": rate([True, False]), "judge": rate([False, True])}) == "writer"
    assert calibrate.best_way({"writer": rate([False]), "judge": rate([True])}) == "judge"
    assert calibrate.best_way({"judge": rate([True, False]), "reader": rate([True, True])}) == "reader"
    assert calibrate.best_way({"judge": rate([True, False]), "reader": rate([False, True])}) == "judge"
    assert calibrate.best_way({"judge": rate([False])}) == "judge"


def test_the_fit_finds_what_yes_is_worth() -> None:
    """A model that says Yes to nearly all: its Yes is worth less; of too few passages nothing is said."""
    eager = [(4.0 + n % 3, n % 3 == 2) for n in range(300)] + [(1.0, False)] * 60
    fit = calibrate.fitted(eager)
    assert fit["slope"] > 0
    assert fit["offset"] < -3
    assert calibrate.fitted(eager[:30]) == {}
    assert calibrate.fitted([(-odds, is_evidence) for odds, is_evidence in eager])["slope"] == 0.01


def test_a_fit_is_used() -> None:
    """The same chance of being evidence as of the model that the judge was fitted to; no fit, no change."""
    assert calibrated(model(), 0.99) == 0.99
    calibrate.write_card(model(), {"judge": rate([True])}, {"slope": 0.5, "offset": -3.0}, "q.jsonl")
    share = calibrated(model(), 0.99)
    assert share < 0.5
    evidence = math.log(share / (1 - share))
    assert evidence == pytest.approx(0.5 * log_odds(0.99) - 3.0)
    calibrate.write_card(model(), {"judge": rate([True])}, {"slope": 1.0, "offset": 0.0}, "q.jsonl")
    assert calibrated(model(), 0.8) == pytest.approx(0.8)


def test_a_damaged_card_is_told() -> None:
    """One line: which file, and what to do."""
    user_cards().mkdir(parents=True)
    for text in ("names = 3", "what = ", 'what = "x"'):
        (user_cards() / "x.toml").write_text(text)
        cards.cache_clear()
        with pytest.raises(UsageError, match=r"x\.toml is no model card .*: remove it, or run clausewise eval"):
            card_of("x")


class Reading(OracleReader):
    """Reads by its gold, and judges every passage No."""

    name = NAME

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """See Model."""
        return ScriptedModel(weighs=0.01).weigh(system, user, words)


def test_all_ways_are_measured(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The real command, on the six questions for a number less those kept back: the best way is on the card.

    The one that costs least, of those that were right as often.
    """
    reading = Reading(read_case_set(ROOT / "eval" / "questions.jsonl", ROOT / "policies").policies)
    monkeypatch.setattr(calibrate, "chosen", lambda *_: reading)
    monkeypatch.setattr(calibrate, "OracleModel", lambda _policies: reading)  # it is told which case is asked
    monkeypatch.setattr(embed, "MiniLM", HashingEmbedder)
    monkeypatch.chdir(ROOT)
    flags = ["--calibrate", "--only", "number", "--index", str(index), "--out", str(tmp_path / "out")]
    assert main(flags) == 0
    printed = capsys.readouterr().out
    assert "reader  right 5 of 5" in printed
    assert way(reading) == ("writer" if "writer  right 5 of 5" in printed else "reader")


def test_a_calibration_takes_no_recording(capsys: pytest.CaptureFixture[str]) -> None:
    """Flags that mean another model contradict it."""
    assert main(["--calibrate", "--ceiling"]) == 2
    assert "--calibrate asks the model itself" in capsys.readouterr().err
