"""Find the card of a model, and say by it how the model is best asked.

way(model)        →  "writer": it words what was chosen; "judge": it says Yes or No to passages too; "reader": it
                     reads all passages in one request
measured(model)   →  "measured 2026-11-25"; "not measured on this machine"
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeGuard

from assistant.models.abilities import Abilities
from assistant.models.model import Model, ReadingModel
from ingest.errors import UsageError
from ingest.places import user_data

Way = Literal["writer", "judge", "reader"]

READS = 3_000_000_000  # parameters from which a model that was not measured is taken for a reader
LEAST_SHARE = 1e-3  # of "Yes" and of "No": what a model is surer of counts as this


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
    yes: Mapping[str, float] = field(default_factory=dict)  # slope and offset: log odds of "Yes" → of being evidence
    figures: Mapping[str, Any] = field(default_factory=dict)  # what was measured, for people to read


def card_of(name: str) -> Card | None:
    """Return the card of the model that answers under this name; None where it was not measured."""
    return next((card for card in cards() if any(fnmatch(name.casefold(), pattern) for pattern in card.names)), None)


def way(model: Model) -> Way:
    """Return how to ask a model: as its card says; without one, by its size and whether it can fill in a form.

    A small model that was not measured is not asked what answers: its word gained nothing where one was (LOG.md). What
    is no served model, an oracle or a script, is.
    """
    if forced := getattr(model, "asked_as", None):
        return "judge" if forced == "judge" else "reader"
    if card := card_of(model.name):
        return card.way
    abilities = getattr(model, "abilities", None)
    if abilities is None:
        return "judge"
    return "reader" if abilities.structured and abilities.parameters >= READS else "writer"


def reads(model: Model | None) -> TypeGuard[ReadingModel]:
    """Say whether a model is asked to read all passages in one request."""
    return model is not None and way(model) == "reader"


def judges(model: Model | None) -> TypeGuard[Model]:
    """Say whether a model is asked about passages where rank and words leave a doubt."""
    return model is not None and way(model) != "writer"


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


def calibrated(model: Model, share: float) -> float:
    """Return the share of "Yes" that means as much as this one of the model that the judge's constants were fitted to.

    A model that says Yes with 0.99 to all it sees: 0.99 → about 0.5. Without a fit the share is as it was.
    """
    card = card_of(model.name)
    if card is None or not card.yes:
        return share
    return 1 / (1 + math.exp(-card.yes["slope"] * log_odds(share) - card.yes["offset"]))


def log_odds(share: float) -> float:
    """Return the log odds of a share: 0.5 → 0."""
    share = min(max(share, LEAST_SHARE), 1 - LEAST_SHARE)
    return math.log(share / (1 - share))


def user_cards() -> Path:
    """Return the folder of the cards that were measured on this machine."""
    return user_data() / "cards"


@lru_cache
def cards() -> tuple[Card, ...]:
    """Return the cards of this machine, then those that ship with the package. Raises UsageError for a damaged one."""
    here = sorted(user_cards().glob("*.toml"))
    return tuple(_read(path) for path in (*here, *sorted(Path(__file__).parent.glob("*.toml"))))


def _read(path: Path) -> Card:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
        return Card(**values | {"names": tuple(values["names"]), "abilities": Abilities(**values["abilities"])})
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UsageError(f"{path} is no model card ({error}): remove it, or run clausewise eval --calibrate") from error
