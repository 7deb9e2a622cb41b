"""Draw what came of adding policies: which are added, what is odd in each, and what was not added and why. Pure."""

from collections.abc import Sequence

from web.policies_shown import ShownPolicy
from web.views.render import render
from web.words.table import counted, say

MOST_LINES = 8  # files that are not added are named


def came(added: Sequence[ShownPolicy], faults: Sequence[str]) -> str:
    """Draw it. What is odd in a policy that came alone stands over its clauses already."""
    names = ", ".join(policy.policy.name for policy in added)
    more = len(faults) - MOST_LINES
    return str(
        render(
            "came",
            said=counted("policies.added", len(added), names=names) if added else "",
            policies=added if len(added) > 1 else (),
            faults=[say("policies.not_added", error=fault) for fault in faults[:MOST_LINES]],
            more=counted("policies.not_added_more", more) if more > 0 else "",
        )
    )
