"""What is reported of a policy: a finding, with the line and the words it is about."""

from dataclasses import dataclass

QUOTE = 140  # characters of a quote; enough to find the place


@dataclass(frozen=True, slots=True)
class Odd:
    """Something odd: what kind, where (code points, half-open), and one sentence about it."""

    kind: str
    start: int
    end: int
    says: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One odd thing, where it stands and what it says."""

    kind: str  # "numbering-gap"
    line: int  # from 1
    quote: str  # verbatim in the policy
    says: str  # one sentence for a reader
