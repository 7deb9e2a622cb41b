"""Read the words of the page from one table: say("ask.next", question="Why?") → "Next: Why?"."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, str]]:
    """Return the whole table, by section and key."""
    return tomllib.loads(Path(__file__).parent.parent.joinpath("static", "words.toml").read_text("utf-8"))


def say(key: str, **values: object) -> str:
    """Fill in one entry of the table."""
    section, name = key.split(".")
    return words()[section][name].format(**values)


def counted(key: str, number: int, **values: object) -> str:
    """Fill in the entry for a number, or the one for 1: ("sets.questions", 1) → "1 question"."""
    return say(f"{key}_one", **values) if number == 1 else say(key, number=number, **values)
