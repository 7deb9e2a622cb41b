"""Collect all findings of a policy, in text order."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from ingest.clauses.clause import Clause
from ingest.clauses.outline import outline_of
from ingest.findings.finding import QUOTE, Finding
from ingest.findings.structure import structure
from ingest.findings.tables_and_notes import tables_and_notes
from ingest.findings.unseen import unseen
from ingest.findings.wording import wording
from ingest.policy import Policy


def findings(policy: Policy, clauses: Sequence[Clause]) -> tuple[Finding, ...]:
    """Report what a careful reader would notice in a policy, in text order; the same text gives the same findings."""
    outline = outline_of(policy.text)
    oddities = {
        *structure(policy, clauses, outline),
        *tables_and_notes(policy, outline.blocks),
        *wording(policy),
        *unseen(policy),
    }
    line_ends = [match.start() for match in re.finditer("\n", policy.text)]
    return tuple(
        Finding(
            oddity.kind,
            bisect_left(line_ends, oddity.start) + 1,
            _quote(policy.text[oddity.start : oddity.end]),
            oddity.says,
        )
        for oddity in sorted(oddities, key=lambda oddity: (oddity.start, oddity.end, oddity.kind, oddity.says))
    )


def _quote(text: str) -> str:
    """Return the first line of a text, cut at a blank where it is long."""
    text = text.strip().split("\n", 1)[0].strip()
    return text if len(text) <= QUOTE else text[: text.rfind(" ", 0, QUOTE) if " " in text[:QUOTE] else QUOTE]
