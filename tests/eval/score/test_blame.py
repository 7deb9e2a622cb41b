"""Each failure is blamed on the first stage that failed, and a passed case on none."""

from dataclasses import replace
from typing import get_args

import pytest

from assistant.answer.answer import Answer, Citation, Sentence
from eval.cases import Case
from eval.score.blame import Stage, blame, blames, is_split
from eval.score.made_wrong import as_retrieved, perfect
from eval.score.outcome import Outcome
from eval.score.scoring import score_answer, unscored
from ingest.clauses.clause import Clause

Clauses = dict[str, list[Clause]]
Texts = dict[str, str]


@pytest.fixture
def right(cases: dict[str, Case], clauses: Clauses) -> Answer:
    """Answer a1 rightly, with a clause shown that is not gold."""
    answer = perfect(cases["a1"], clauses)
    return replace(answer, searched=as_retrieved([clauses["alpha"][2], clauses["alpha"][4]]))


def stage(case: Case, answer: Answer, clauses: Clauses, texts: Texts) -> str:
    """Blame an answer."""
    measured = score_answer(case, answer, texts)
    assert measured.checks["passed"] is False
    return blame(case, answer, measured, clauses, texts)


def stray(clause: Clause) -> tuple[Citation, ...]:
    """Cite a clause."""
    return (Citation(clause, clause.text, clause.start, clause.end),)


def test_a_torn_or_swallowed_gold_is_not_split(
    cases: dict[str, Case], clauses: Clauses, texts: Texts, right: Answer
) -> None:
    """Words cut in two, and a policy in one clause, are the splitter's, whatever came after."""
    silent = replace(right, verdict="silent", sentences=(), citations=())
    line = clauses["alpha"][2]
    halves = [
        replace(line, text=line.text[:15], end=line.start + 15),
        replace(line, text=line.text[15:], start=line.start + 15),
    ]
    whole = [Clause("alpha/0", "alpha", "", (), "x" * 4_000, 0, 4_000)]
    for broken in (halves, whole, []):
        assert stage(cases["a1"], silent, {"alpha": broken}, texts) == "not split"
        assert not is_split(cases["a1"].gold[0], broken, texts["alpha"])
    assert is_split(cases["a1"].gold[0], clauses["alpha"], texts["alpha"])


def test_a_quote_over_several_whole_clauses_is_split(cases: dict[str, Case], clauses: Clauses, texts: Texts) -> None:
    """Published gold may span paragraphs: borders at the ends of lines or sentences tear nothing, others do."""
    text = texts["alpha"]
    gold = replace(cases["a1"].gold[0], span=(text.index("1. Ret"), text.index("3. Con")))
    assert is_split(gold, clauses["alpha"], text)
    cut = text.index("do not sell")
    torn = [*clauses["alpha"][:4], Clause("x", "alpha", "", (), "", text.index("We do"), cut - 1)]
    torn.append(Clause("y", "alpha", "", (), "", cut, text.index("3. Con")))
    assert not is_split(gold, torn, text)


def test_what_was_never_shown_is_not_retrieved(
    cases: dict[str, Case], clauses: Clauses, texts: Texts, right: Answer
) -> None:
    """Gold outside of what was searched is the search's."""
    lost = replace(right, searched=as_retrieved([clauses["alpha"][4]]), verdict="silent", sentences=(), citations=())
    assert stage(cases["a1"], lost, clauses, texts) == "not retrieved"


def test_the_wrong_policy_is_the_scope_s(cases: dict[str, Case], clauses: Clauses, texts: Texts, right: Answer) -> None:
    """Searching or citing elsewhere is blamed before what it leads to."""
    elsewhere = replace(right, searched=as_retrieved(clauses["beta"]), citations=stray(clauses["beta"][1]))
    assert stage(cases["a1"], elsewhere, clauses, texts) == "wrong policy"
    assert stage(cases["a3"], elsewhere, clauses, texts) == "wrong policy"


def test_a_shown_clause_that_was_not_used_is_not_chosen(
    cases: dict[str, Case], clauses: Clauses, texts: Texts, right: Answer
) -> None:
    """A false refusal over shown gold, and an answer without citations, are the choice's."""
    for verdict in ("silent", "answer"):
        refusal = replace(right, verdict=verdict, sentences=(), citations=())
        assert stage(cases["a1"], refusal, clauses, texts) == "not chosen"


def test_other_clauses_are_told_from_lost_citations(
    cases: dict[str, Case], clauses: Clauses, texts: Texts, right: Answer
) -> None:
    """With the right words the citation was dropped; without them another clause was believed."""
    other = stray(clauses["alpha"][4])
    words = (Sentence("They keep it for ten years.", (1,)),)
    assert stage(cases["a1"], replace(right, citations=other, sentences=words), clauses, texts) == "wrongly dropped"
    words = (Sentence("They do not sell your data.", (1,)),)
    assert stage(cases["a1"], replace(right, citations=other, sentences=words), clauses, texts) == "wrong clause"


def test_right_clauses_with_wrong_words_are_the_words(
    cases: dict[str, Case], clauses: Clauses, texts: Texts, right: Answer
) -> None:
    """A forbidden word, or the wrong verdict, over the right clause."""
    bad = replace(right, sentences=(Sentence("They keep it for 3 months.", (1,)),))
    assert stage(cases["a1"], bad, clauses, texts) == "wrong words"
    assert stage(cases["a1"], replace(right, verdict="no"), clauses, texts) == "wrong words"


def test_an_invention_should_have_been_silent(
    cases: dict[str, Case], clauses: Clauses, texts: Texts, right: Answer
) -> None:
    """An answer where the policy is silent."""
    assert stage(cases["a3"], right, clauses, texts) == "should have been silent"


def test_only_failed_cases_are_blamed(cases: dict[str, Case], clauses: Clauses, texts: Texts, right: Answer) -> None:
    """A passed case has no blame, one without an answer is an error; every stage named is a known one."""
    good = Outcome(cases["a1"], right, "", score_answer(cases["a1"], right, texts), 0.0)
    none = Outcome(cases["a2"], None, "slow", unscored(cases["a2"]), 0.0)
    assert blames([good, none], clauses, texts) == {"a2": "error"}
    assert "error" in get_args(Stage)
