"""Find the first stage that failed a case. Pure.

Stages are looked at in the order in which an answer is made, so that a gold clause that was never retrieved is not
blamed on the words. What a model saw is `searched`, what it said is the answer; nothing else of it is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from assistant.answer.answer import Answer
from eval.cases import Case, Gold
from eval.score.outcome import Outcome
from eval.score.scoring import LONGEST_CLAUSE, Score, fold, hits, says
from ingest.clauses.clause import Clause
from ingest.spans import intersection, overlaps

Clauses = Mapping[str, Sequence[Clause]]  # by policy
Texts = Mapping[str, str]  # by policy

Stage = Literal[  # in the order of the flow
    "error",  # no answer came
    "not split",  # a gold quote is torn in the middle of a sentence, or its clause is too long to cite
    "wrong policy",  # nothing was searched in a gold quote's policy, or another policy was cited
    "not retrieved",  # a gold clause is not among those shown to the model
    "should have been silent",  # the policy is silent and the answer is not
    "not chosen",  # gold was shown, and was not used
    "wrongly dropped",  # the right words were said, and their clause is not cited
    "wrong clause",  # other clauses are cited instead of gold
    "wrong words",  # the clauses are right; the verdict, a key point, a number or a forbidden word is not
]
_TORN = 0.8  # share of a gold quote that one clause must hold: a quote may lead in from the heading above


def with_split(outcomes: Iterable[Outcome], clauses: Clauses, texts: Texts) -> list[Outcome]:
    """Add the check that needs no answer: whether the splitter left each case's gold quotes whole."""

    def checked(outcome: Outcome) -> Outcome:
        if not outcome.case.gold:
            return outcome
        whole = all(is_split(gold, clauses.get(gold.policy, ()), texts[gold.policy]) for gold in outcome.case.gold)
        return replace(outcome, score=replace(outcome.score, checks={**outcome.score.checks, "split": whole}))

    return [checked(outcome) for outcome in outcomes]


def blames(outcomes: Iterable[Outcome], clauses: Clauses, texts: Texts) -> dict[str, Stage]:
    """Return the stage that failed, by case id; passed cases are left out."""
    failed = (outcome for outcome in outcomes if outcome.score.checks["passed"] is not True)
    return {outcome.case.id: blame(outcome.case, outcome.answer, outcome.score, clauses, texts) for outcome in failed}


def blame(case: Case, answer: Answer | None, score: Score, clauses: Clauses, texts: Texts) -> Stage:
    """Say which stage failed a case that did not pass."""
    if answer is None:
        return "error"
    if not all(is_split(gold, clauses.get(gold.policy, ()), texts[gold.policy]) for gold in case.gold):
        return "not split"
    if _strayed(case, answer, score):
        return "wrong policy"
    if score.checks.get("every_shown") is False and _missing(case, answer, shown=False):
        return "not retrieved"
    if case.verdict == "silent" and answer.verdict not in case.right_verdicts:
        return "should have been silent"
    return _answer_stage(case, answer, score)


def is_split(gold: Gold, clauses: Iterable[Clause], text: str) -> bool:
    """Say whether a gold quote lies in one clause, or in several that part at ends of sentences or lines."""
    touched = sorted((c for c in clauses if overlaps(gold.span, (c.start, c.end))), key=lambda clause: clause.start)
    if not touched or any(clause.end - clause.start > LONGEST_CLAUSE for clause in touched):
        return False
    enough = _TORN * (gold.span[1] - gold.span[0])
    if any(intersection(gold.span, (clause.start, clause.end)) >= enough for clause in touched):
        return True
    return all(_parts_well(text[a.start : a.end], text[a.end : b.start]) for a, b in pairwise(touched))


def _parts_well(before: str, between: str) -> bool:
    return "\n" in before[-1:] + between or before.rstrip()[-1:] in set(".!?;:")


def _strayed(case: Case, answer: Answer, score: Score) -> bool:
    searched = {retrieved.clause.policy_id for retrieved in answer.searched}
    unsearched = bool(searched) and any(gold.policy not in searched for gold in case.gold)
    return unsearched or score.checks.get("in_scope") is False


def _missing(case: Case, answer: Answer, *, shown: bool) -> list[Gold]:
    """List the gold that is not cited and was (or was not) shown."""
    ranks = _ranks(case, answer)
    uncited = [gold for gold in case.gold if not any(hits(gold, citation) for citation in answer.citations)]
    return [gold for gold in uncited if ranks[gold] is shown]


def _ranks(case: Case, answer: Answer) -> dict[Gold, bool]:
    return {gold: any(gold.is_in(retrieved.clause) for retrieved in answer.searched) for gold in case.gold}


def _answer_stage(case: Case, answer: Answer, score: Score) -> Stage:
    if score.checks.get("every_clause", True) and answer.verdict != "silent":
        return "wrong words"
    if answer.verdict == "silent" or not answer.citations:
        return "not chosen"
    words = fold(" ".join(sentence.text for sentence in answer.sentences))
    quoted = fold(" ".join(citation.quote for citation in answer.citations))
    if case.points and all(says(point, words) and not says(point, quoted) for point in case.points):
        return "wrongly dropped"
    return "not chosen" if score.checks.get("right_clause") else "wrong clause"
