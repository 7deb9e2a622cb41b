"""Draw the clauses of all policies that have some words, and what was meant where none has them. Pure."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from assistant.english.spelling import nearest
from ingest.clauses.clause import Clause
from ingest.policy import Policy
from web.policies_shown import ShownPolicy
from web.views.clause_name import full_name, link
from web.views.render import render

MOST_HITS = 60  # clauses that a search over all policies shows
AROUND_HIT = 70  # characters before and after the words that were searched


def hits(wanted: str, shown: Mapping[str, ShownPolicy]) -> Markup:
    """Draw the clauses of all policies that have some words, each with a link to its place; nothing for no words.

    Where no clause has them, the words that they may be misspelt for are offered, if a clause has those.
    """
    folded = " ".join(wanted.split()).casefold()
    if not folded:
        return Markup("")
    found = [
        (policy.policy, clause, at)
        for policy in shown.values()
        for clause in policy.clauses
        if (at := " ".join(clause.text.split()).casefold().find(folded)) >= 0
    ]
    return render(
        "hits",
        words=wanted.strip(),
        number=len(found),
        policies=len({policy.id for policy, _, _ in found}),
        most=MOST_HITS,
        hits=[_hit(policy, clause, at, len(folded)) for policy, clause, at in found[:MOST_HITS]],
        meant="" if found else _meant(folded, shown),
    )


def _hit(policy: Policy, clause: Clause, at: int, length: int) -> dict[str, Any]:
    """Cut out the words around a hit: "… we keep your ", "logs", " for a year …"."""
    text = " ".join(clause.text.split())
    start, end = max(0, at - AROUND_HIT), min(len(text), at + length + AROUND_HIT)
    return {
        "name": full_name(clause, clause.start, {policy.id: policy}),
        "link": link(clause),
        "before": "… " + text[start:at].partition(" ")[2] if start else text[:at],
        "hit": text[at : at + length],
        "after": text[at + length : end].rpartition(" ")[0] + " …" if end < len(text) else text[at + length :],
    }


def _meant(words: str, shown: Mapping[str, ShownPolicy]) -> str:
    """Return words with those that stand nowhere put right: "data retension" → "data retention"; "" for no clause."""
    texts = [" ".join(clause.text.split()).casefold() for policy in shown.values() for clause in policy.clauses]
    printed = Counter(word for text in texts for word in re.findall(r"[^\W\d_]+", text))
    often = [word for word, _ in printed.most_common()]  # the likelier first
    meant = re.sub(
        r"[^\W\d_]+",
        lambda word: word.group() if word.group() in printed else nearest(word.group(), often) or "",
        words,
    )
    return meant if meant != words and any(meant in text for text in texts) else ""
