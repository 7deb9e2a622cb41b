"""Read the lists of English words in `word_lists.toml`."""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("word_lists.toml")


def word_list(name: str) -> frozenset[str]:
    """Return the words of one list: "stop_denials" → {"no", "nor", "not", "never", "cannot"}."""
    return frozenset(str(_lists()[name]).split())


def word_groups(name: str) -> Sequence[Sequence[str]]:
    """Return the groups of one list of groups, each as its words in the file's order."""
    return [str(group).split() for group in _lists()[name]]


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
