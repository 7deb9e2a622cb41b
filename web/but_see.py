"""Find words of a policy that undercut a yes or a no: “We do not sell your data”, but “may be considered a sale”. Pure.

The words are the policy's own; whether they change the answer is for the reader to say, so they stand beside it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.answer.answer import Answer, Citation, Failed
from assistant.answer.quote.cite import citation
from assistant.answer.quote.quotes import units
from assistant.english.definitions import COUNTS_AS
from assistant.english.meanings import denies, meanings
from ingest.clauses.clause import Clause
from ingest.spans import overlaps
from web.policies_shown import Policies, ShownPolicy
from web.rest_of_list import rest_of_lists
from web.views.turn import Turn
from web.words.table import say

MOST = 2  # quotes under one answer; more are not read
MOST_ASKED_MISSING = 0.5  # share of the question's words: a sentence that lacks so many is about something else
LONGEST = 400  # characters of a sentence; a longer one is a list, or lines that were not told apart
_SAID_EVERYWHERE = meanings("use personal data policy")  # a sentence that shares only these shares nothing
_TURNS = re.compile(r"\W*(?:however|but|except|unless|notwithstanding|nevertheless|that said)\b", re.IGNORECASE)
_MAY_COUNT_AS = re.compile(rf"\b(?:may|might|could|can|would)(?: also)?(?: be)? {COUNTS_AS}\b", re.IGNORECASE)
_EXCEPTS = re.compile(
    r"\b(?:however|except|unless|other than|notwithstanding|in (?:some|certain|limited) (?:cases|circumstances))\b",
    re.IGNORECASE,
)


def completed(turn: Turn, shown: Mapping[str, ShownPolicy]) -> Turn:
    """Add to a turn what its policies tell beside the answer: what undercuts it, the rest of its lists, what is odd."""
    if isinstance(turn.outcome, Failed):
        return turn
    clauses = [clause for policy in shown.values() for clause in policy.clauses]
    cited = dict.fromkeys(quote.clause.policy_id for quote in turn.outcome.citations)
    odd = tuple(line for id_ in cited if id_ in shown for line in _odd(shown[id_]))
    undercut = but_see(turn.outcome, clauses, turn.policies, turn.understood)
    return replace(turn, but_see=undercut, odd=odd, rest=rest_of_lists(turn.outcome, clauses))


def _odd(shown: ShownPolicy) -> Iterator[str]:
    """Write what is odd in a policy: "Segments.ai, line 48: “fill out this form” was a link; its target is lost."."""
    for finding in shown.findings:
        yield f"{shown.policy.name}, {say('policies.line', number=finding.line)}: {finding.says}"


def but_see(
    answer: Answer, clauses: Sequence[Clause], policies: Policies, understood: str = ""
) -> tuple[Citation, ...]:
    """Return at most MOST sentences of the cited policies that turn, widen or except a yes or a no; () of others.

    `understood` is the question with its words mended, where it was typed otherwise.
    """
    if answer.verdict not in {"yes", "no"} or not answer.citations:
        return ()
    cited = {quote.clause.policy_id for quote in answer.citations}
    within = [clause for clause in clauses if clause.policy_id in cited]
    sentences = list(_sentences(within, answer.citations))
    names = meanings(" ".join(f"{policies[id_].name} {id_}" for id_ in cited if id_ in policies))
    asked = meanings(understood or answer.question) - names - _SAID_EVERYWHERE
    undercuts = _widens if answer.verdict == "no" else _takes_back
    about = (sentence for sentence in sentences if _is_about(asked, sentence.quote) and undercuts(sentence.quote))
    by_start = {quote.start: quote for quote in (*_turning(sentences, answer.citations), *about)}
    return tuple(by_start.values())[:MOST]


def _widens(sentence: str) -> bool:
    """Say whether a sentence counts something else as what a no denies: "may be considered a sale"."""
    return bool(_MAY_COUNT_AS.search(sentence))


def _takes_back(sentence: str) -> bool:
    """Say whether a sentence denies what a yes says, but for exceptions: "Unless stated below, we disclose nothing"."""
    return bool(_EXCEPTS.search(sentence)) and denies(sentence)


def _is_about(asked: frozenset[str], sentence: str) -> bool:
    return bool(asked) and len(asked - meanings(sentence)) < MOST_ASKED_MISSING * len(asked)


def _sentences(clauses: Sequence[Clause], cited: Sequence[Citation]) -> Iterator[Citation]:
    """List the sentences of clauses that are not quoted already."""
    for clause in clauses:
        for span in units(clause):
            sentence = citation(clause, span)
            if len(sentence.quote) <= LONGEST and not any(_overlap(sentence, quote) for quote in cited):
                yield sentence


def _overlap(citation: Citation, other: Citation) -> bool:
    spans = (citation.start, citation.end), (other.start, other.end)
    return citation.clause.policy_id == other.clause.policy_id and overlaps(*spans)


def _turning(sentences: Sequence[Citation], cited: Sequence[Citation]) -> Iterator[Citation]:
    """Find a sentence that comes right after a quote and begins with "However"."""
    for quote in cited:
        after = [
            sentence for sentence in sentences if sentence.clause.id == quote.clause.id and sentence.start >= quote.end
        ]
        if after and _TURNS.match(after[0].quote):
            yield after[0]
