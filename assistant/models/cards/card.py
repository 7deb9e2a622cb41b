"""Find the card of a model, and say by it how the model is best asked.

way(model)        →  "judge": passage by passage, Yes or No; "reader": all passages in one request
measured(model)   →  "measured 2026-11-25"; "not measured on this machine"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeGuard

from assistant.models.abilities import Abilities
from assistant.models.model import Model, ReadingModel

Way = Literal["judge", "reader"]

READS = 3_000_000_000  # parameters from which a model that was not measured is taken for a reader


@dataclass(frozen=True, slots=True)
class Card:
    """What was measured of a model."""

    what: str  # what people call it
    names: tuple[str, ...]  # patterns of the names that answers give it, as in file names: "qwen3:8b*"
    weights: str  # their sha256
    way: Way  # the better one where both were measured
    measured: date
    abilities: Abilities
    right: float = 0.0  # share of its answers that were right, 0 to 1; 0: not known
    judge: Mapping[str, float] = field(default_factory=dict)  # constants of assistant/judge that were fitted to it


def card_of(name: str) -> Card | None:
    """Return the card of the model that answers under this name; None where it was not measured."""
    return next((card for card in cards() if any(fnmatch(name.casefold(), pattern) for pattern in card.names)), None)


def way(model: Model) -> Way:
    """Return how to ask a model: as its card says; without one, by its size and whether it can fill in a form."""
    if card := card_of(model.name):
        return card.way
    abilities = getattr(model, "abilities", Abilities())
    return "reader" if abilities.structured and abilities.parameters >= READS else "judge"


def reads(model: Model | None) -> TypeGuard[ReadingModel]:
    """Say whether a model is asked to read all passages in one request."""
    return model is not None and way(model) == "reader"


def figure(model: Model) -> float:
    """Return the share of a model's answers that were right where it was measured; 0 where it was not."""
    card = card_of(model.name)
    return card.right if card else 0.0


def described(model: Model) -> str:
    """Return a model's name as an answer tells it: with a warning where it was not measured.

    "qwen3:4b@e55a" → "qwen3:4b@e55a (not measured on this machine)". A script's and a recording's are themselves.
    """
    is_served = hasattr(model, "abilities")
    return model.name if card_of(model.name) or not is_served else f"{model.name} ({measured(model.name)})"


def measured(name: str) -> str:
    """Return what can be said of how well the model of this name was measured."""
    card = card_of(name)
    return f"measured {card.measured:%Y-%m-%d}" if card else "not measured on this machine"


@lru_cache
def cards() -> tuple[Card, ...]:
    """Return the cards that ship with the package."""
    return tuple(_read(path) for path in sorted(Path(__file__).parent.glob("*.toml")))


def _read(path: Path) -> Card:
    values = tomllib.loads(path.read_text("utf-8"))
    return Card(**values | {"names": tuple(values["names"]), "abilities": Abilities(**values["abilities"])})
