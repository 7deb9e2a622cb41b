"""Model cards: found by the name that answers give, and what they decide."""

import pytest

from assistant.models.abilities import Abilities
from assistant.models.cards.card import READS, card_of, cards, measured, way
from ingest.weights.find import GGUF_SHA256
from tests.scripted import ScriptedModel

PINNED = [
    "clausewise-qwen2.5-coder-1.5b:latest@ad119f6999ef",
    "qwen2.5-coder-1.5b-instruct-q4_k_m@cc324af070c2 (embedded)",
]


@pytest.mark.parametrize("name", PINNED)
def test_the_pinned_model_has_a_card(name: str) -> None:
    """By both of its names; it writes only."""
    card = card_of(name)
    assert card is not None
    assert way(ScriptedModel(name=name)) == "writer"
    assert (card.abilities.thinking, card.abilities.logprobs) == ("never", True)
    assert card.weights == GGUF_SHA256
    assert measured(name).startswith("measured 20")


@pytest.mark.parametrize(
    "structured,parameters,expected",
    [(True, READS, "reader"), (True, READS - 1, "writer"), (False, READS, "writer"), (None, READS, "writer")],
)
def test_another_model_reads_if_it_can(structured: bool | None, parameters: int, expected: str) -> None:
    """Large enough, and able to fill in a form."""
    model = ScriptedModel(name="gemma3:4b@1")
    model.abilities = Abilities(parameters=parameters, structured=structured)  # type: ignore[attr-defined]
    assert way(model) == expected
    assert measured(model.name) == "not measured on this machine"


def test_every_card_can_be_read() -> None:
    """Those that ship; no two for one name."""
    names = [name for card in cards() for name in card.names]
    assert names
    assert len(set(names)) == len(names)
