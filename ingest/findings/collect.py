"""Collect all findings of a policy, in text order."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from ingest.clauses.blocks import blocks
from ingest.clauses.clause import Clause
from ingest.clauses.outline import outline
from ingest.findings.finding import QUOTE, Finding
from ingest.findings.structure import _damaged, _documents, _homeless, _missing_lists, _numbers, _unanswered
from ingest.findings.unseen import unseen
from ingest.findings.wording import wording
from ingest.policy import Policy


def findings(policy: Policy, clauses: Sequence[Clause]) -> tuple[Finding, ...]:
    """What a careful reader would notice, in text order."""
    found = blocks(policy.text)
    shape = outline(found)
    odd = {
        *_documents(found, shape),
        *_numbers(found, shape),
        *_homeless(found, shape),
        *_damaged(found, policy.text),
        *_missing_lists(found, shape),
        *_unanswered(clauses, policy.text),
        *wording(policy),
        *unseen(policy),
    }
    lines = [m.start() for m in re.finditer("\n", policy.text)]
    return tuple(
        Finding(o.kind, bisect_left(lines, o.start) + 1, _quote(policy.text[o.start : o.end]), o.says)
        for o in sorted(odd, key=lambda o: (o.start, o.end, o.kind, o.says))
    )


def _quote(text: str) -> str:
    """The first line of a text, cut at a blank where it is long."""
    text = text.strip().split("\n", 1)[0].strip()
    return text if len(text) <= QUOTE else text[: text.rfind(" ", 0, QUOTE) if " " in text[:QUOTE] else QUOTE]
