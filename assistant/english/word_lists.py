"""Read the lists of English words in `word_lists.toml`."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.english.number_words import COUNT

FILE = Path(__file__).with_name("word_lists.toml")


def word_list(name: str) -> frozenset[str]:
    """Return the words of one list: "stop_denials" → {"no", "nor", "not", "never", "cannot"}."""
    return frozenset(str(_lists()[name]).split())


def word_groups(name: str) -> Sequence[Sequence[str]]:
    """Return the groups of one list of groups, each as its words in the file's order."""
    return [str(group).split() for group in _lists()[name]]


def word_patterns(name: str) -> Mapping[str, re.Pattern[str]]:
    """Return the patterns of one table by their names; each finds whole words, in any case.

    "claims" → {"until": finds "until", "till", "before" or "prior to", …}
    """
    before_count = rf"(?= (?:the age of |age )?(?:\w+ )?{COUNT})"
    return {
        key: re.compile(rf"\b(?:{'|'.join(words).replace('<count>', before_count)})\b", re.IGNORECASE)
        for key, words in _lists()[name].items()
    }


def word_names(start: str) -> Sequence[str]:
    """Return the names of the lists that begin so: "common_" → ["common_english", …]."""
    return [name for name in _lists() if name.startswith(start)]


@lru_cache(maxsize=8)
def word_pairs(name: str) -> Mapping[str, str]:
    """Return a list of pairs as a table: "u you" → {"u": "you"}."""
    pairs = (str(pair).split(" ", 1) for pair in _lists()[name])
    return dict(pairs)


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
