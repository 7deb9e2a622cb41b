"""The types of a finding: where something odd stands, and what is reported of it."""

from dataclasses import dataclass
from typing import Final

QUOTE: Final = 140  # characters of a quote; enough to find the place


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something odd in a policy's text: what kind, where, and one sentence about it."""

    kind: str
    start: int  # code points into the policy's text, half-open
    end: int
    says: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd as it is reported: with its line and a quote."""

    kind: str  # "numbering-gap"
    line: int  # from 1
    quote: str  # verbatim in the policy
    says: str  # one sentence for a reader
