"""What a model can do: told by its server, else found out by a few tiny requests; remembered in the cache folder."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

from ingest.files import write_whole
from ingest.places import cache

Thinking = Literal["never", "switchable", "always"]
_VERSION = 1  # of what is remembered: another one is found out anew


@dataclass(frozen=True, slots=True)
class Abilities:
    """What is known of a model. None and 0: not known."""

    context: int = 0  # tokens that it can read and write in one call
    parameters: int = 0
    thinking: Thinking | None = None  # whether it thinks before it answers, and whether that can be switched off
    switch: str = ""  # what switches its thinking off, or makes it short; a name of its server's class
    logprobs: bool | None = None  # whether its server tells how likely words are
    structured: bool | None = None  # whether its server holds a reply to a JSON schema


def remembered(key: str) -> Abilities | None:
    """Return what was found out for this key before; None where nothing was, or the file is damaged."""
    try:
        known = json.loads(_file(key).read_bytes())
        if known.pop("version") != _VERSION or known["thinking"] not in {None, *get_args(Thinking)}:
            return None
        return Abilities(**known)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def remember(key: str, abilities: Abilities) -> None:
    """Keep what was found out. A cache that cannot be written only costs the same requests at the next start."""
    file = _file(key)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps(asdict(abilities) | {"version": _VERSION}))


def _file(key: str) -> Path:
    return cache() / "abilities" / f"{sha256(key.encode()).hexdigest()[:24]}.json"
