"""The score says what is wrong with an answer, and nothing when nothing is."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.answer import Answer, Citation, Sentence, Verdict
from eval.cases import Case
from eval.score.made_wrong import as_retrieved, perfect
from eval.score.scoring import CHECKS, RATES, fold, score_answer, unscored
from ingest.clauses.clause import Clause

Clauses = dict[str, list[Clause]]
Texts = dict[str, str]


@pytest.fixture
def right(cases: dict[str, Case], clauses: Clauses) -> dict[str, Answer]:
    """Make the right answer to each case."""
    return {case.id: perfect(case, clauses) for case in cases.values()}


def failing(case: Case, answer: Answer, texts: Texts) -> set[str]:
    """Name the checks that an answer does not hold."""
    return {name for name, held in score_answer(case, answer, texts).checks.items() if held is False}


def whole(clause: Clause) -> Citation:
    """Cite all of a clause."""
    return Citation(clause, clause.text, clause.start, clause.end)


def test_a_right_answer_passes_every_check(cases: dict[str, Case], right: dict[str, Answer], texts: Texts) -> None:
    """Nothing is held against the perfect answers, and their rates are 1."""
    for case in cases.values():
        measured = score_answer(case, right[case.id], texts)
        assert measured.checks["passed"] is True
        assert failing(case, right[case.id], texts) == set()
        assert all(measured.rates[name] == 1 for name in ("precision", "recall", "f1") if name in measured.rates)


def test_a_quote_that_is_not_in_the_policy_is_seen(
    cases: dict[str, Case], right: dict[str, Answer], texts: Texts
) -> None:
    """One changed character in a quote, or offsets one off, break `verbatim`."""
    [citation] = right["a2"].citations
    for bad in (
        replace(citation, quote=citation.quote.replace("not", "now")),
        replace(citation, start=citation.start + 1),
        replace(citation, end=citation.end + 1, quote=texts["alpha"][citation.start : citation.end + 1]),
    ):
        assert "verbatim" in failing(cases["a2"], replace(right["a2"], citations=(bad,)), texts)


def test_a_citation_of_another_policy_is_seen(
    cases: dict[str, Case], right: dict[str, Answer], texts: Texts, clauses: Clauses
) -> None:
    """A true quote of the wrong policy breaks `in_scope` and is no gold, wherever its offsets are."""
    stray = replace(right["a2"], citations=(whole(clauses["beta"][2]),))
    assert {"in_scope", "every_clause", "right_clause"} <= failing(cases["a2"], stray, texts)


def test_what_was_handed_over_with_the_question_is_its_scope(
    cases: dict[str, Case], right: dict[str, Answer], texts: Texts
) -> None:
    """`given` decides over `policies`; a case with neither has no scope to break."""
    elsewhere = replace(cases["a2"], given=("beta",))
    assert "in_scope" in failing(elsewhere, right["a2"], texts)
    assert "in_scope" not in score_answer(replace(cases["a2"], policies=()), right["a2"], texts).checks


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_citation_number_that_leads_nowhere_is_seen(
    cases: dict[str, Case], right: dict[str, Answer], texts: Texts, number: int
) -> None:
    """[0], [-1] and a number past the last break `links`."""
    dangling = replace(right["a2"], sentences=(Sentence("They do not sell it.", (number,)),))
    assert "links" in failing(cases["a2"], dangling, texts)


def test_citing_the_clause_counts_but_not_when_the_clause_is_the_policy(
    cases: dict[str, Case], right: dict[str, Answer], texts: Texts
) -> None:
    """Another sentence of the gold clause is the right clause; a clause of 4,000 characters is not."""
    text = texts["alpha"] + "x" * 4_000
    for end, right_clause in ((len(texts["alpha"]), True), (len(text), False)):
        clause = Clause("alpha/0", "alpha", "", (), text[:end], 0, end)
        answer = replace(right["a2"], citations=(Citation(clause, "Alpha", 0, 5),))
        assert score_answer(cases["a2"], answer, {"alpha": text}).checks["right_clause"] is right_clause


def test_a_missing_gold_clause_is_told_from_all_missing(
    cases: dict[str, Case], right: dict[str, Answer], texts: Texts
) -> None:
    """One of two gold clauses: right_clause holds, every_clause does not, recall is a half."""
    both = replace(cases["a1"], gold=cases["a1"].gold + cases["a2"].gold)
    measured = score_answer(both, right["a1"], texts)
    assert measured.checks["right_clause"] is True
    assert measured.checks["every_clause"] is False
    assert measured.rates["recall"] == 0.5


def test_over_citing_costs_precision_but_fine_clauses_do_not(
    cases: dict[str, Case], right: dict[str, Answer], texts: Texts, clauses: Clauses
) -> None:
    """A citation in `also` is as good as gold; one in neither halves the precision."""
    [gold] = right["b1"].citations
    for extra, precision in ((clauses["beta"][1], 1.0), (clauses["beta"][0], 0.5)):
        answer = replace(right["b1"], citations=(gold, whole(extra)))
        assert score_answer(cases["b1"], answer, texts).rates["precision"] == precision


def test_refusals_and_inventions_are_told_apart(cases: dict[str, Case], right: dict[str, Answer], texts: Texts) -> None:
    """A false refusal breaks `answered`, an invention `silence`; neither check is asked of the other kind."""
    refusal = replace(right["a3"], question=cases["a1"].question)
    assert {"answered", "verdict", "points"} <= failing(cases["a1"], refusal, texts)
    invention = replace(right["a2"], question=cases["a3"].question)
    assert {"silence", "verdict"} <= failing(cases["a3"], invention, texts)
    assert "silence" not in score_answer(cases["a1"], refusal, texts).checks
    assert "answered" not in score_answer(cases["a3"], invention, texts).checks


def test_an_accepted_silence_is_asked_for_no_clause(
    cases: dict[str, Case], right: dict[str, Answer], texts: Texts
) -> None:
    """Where silence is accepted, being silent passes and being right passes too."""
    case = replace(cases["a1"], accept=("silent",))
    measured = score_answer(case, right["a3"], texts)
    assert measured.checks["passed"] is True
    assert "every_clause" not in measured.checks
    assert score_answer(case, right["a1"], texts).checks["passed"] is True


@pytest.mark.parametrize(
    ("said", "broken"),
    [
        ("They keep it for ten  YEARS.", set()),
        ("They keep it for a while.", {"points"}),
        ("They keep it for 10 years, not for 3 months.", {"clean", "numbers", "polarity"}),
        ("They keep it for 10 years; 3 monthsworth is no word.", {"numbers", "polarity"}),
        ("They keep it for ten years, or 12.", {"numbers"}),
    ],
)
def test_what_is_said_is_checked(
    cases: dict[str, Case], texts: Texts, clauses: Clauses, said: str, broken: set[str]
) -> None:
    """Points by any alternative, forbidden words as words, numbers by the cited clause."""
    clause = clauses["alpha"][2]
    quote = Citation(clause, clause.text[:17], clause.start, clause.start + 17)
    answer = Answer(
        "How long?", "answer", (Sentence(said, (1,)),), (quote,), as_retrieved([clause]), "m", perfect_usage()
    )
    assert failing(cases["a1"], answer, texts) - {"passed"} == broken


def perfect_usage() -> Any:
    """Give any usage."""
    from assistant.answer.answer import Usage

    return Usage(1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("printed", "said", "stands"),
    [
        ("January 25,2024", "On January 25, 2024", True),
        ("1,000 euro", "1000 euro", True),
        ("1,000 euro", "1 euro", False),
        ("thirty days", "30 days", True),
        ("30 days", "13 days", False),
        ("section 5.3", "5.3", True),
        ("section 5.3", "5.4", False),
    ],
)
def test_a_number_stands_however_it_is_printed(
    cases: dict[str, Case], right: dict[str, Answer], printed: str, said: str, *, stands: bool
) -> None:
    """Thousands, glued dates and small numbers in words are the same number; others are not."""
    clause = Clause("alpha/0", "alpha", "", (), printed, 0, len(printed))
    answer = replace(right["a2"], citations=(whole(clause),), sentences=(Sentence(said, (1,)),))
    assert score_answer(cases["a2"], answer, {"alpha": printed}).checks["numbers"] is stands


@pytest.mark.parametrize(
    ("quote", "said", "stands"),
    [
        ("We do not sell your data.", "No. They say: “We do not sell your data.”", True),
        ("We do not sell your data.", "No, they do not sell it.", True),
        ("We do not sell your data.", "We do sell your data.", False),
        ("We share data with partners.", "We do not share data with partners.", False),
        ("We share data with partners.", "They never do.", False),
        ("We keep it. We do not sell your data.", "We do sell your data.", False),
        ("We keep it; we do not sell your data.", "We keep it; we do not sell your data.", True),
    ],
)
def test_a_sentence_denies_what_its_quote_denies(
    cases: dict[str, Case], right: dict[str, Answer], quote: str, said: str, *, stands: bool
) -> None:
    """A lost or added "not" is seen; a verdict in front, and denying in other words what is denied, is fine."""
    clause = Clause("alpha/0", "alpha", "", (), quote, 0, len(quote))
    answer = replace(right["a2"], citations=(whole(clause),), sentences=(Sentence(said, (1,)),))
    assert score_answer(cases["a2"], answer, {"alpha": quote}).checks["polarity"] is stands


def test_a_refusal_may_name_what_it_does_not_say(
    cases: dict[str, Case], right: dict[str, Answer], texts: Texts
) -> None:
    """Forbidden words bind claims: "does not say whether it uses cookies" claims nothing."""
    refusal = replace(right["a3"], sentences=(Sentence("It does not say whether Alpha uses cookies.", ()),))
    assert score_answer(cases["a3"], refusal, texts).checks["passed"] is True


def test_retrieval_is_counted_in_ranks_and_characters(
    cases: dict[str, Case], right: dict[str, Answer], texts: Texts, clauses: Clauses
) -> None:
    """The gold's rank is its first clause's; recall and precision count characters."""
    shown = as_retrieved([clauses["alpha"][0], clauses["alpha"][2]])
    measured = score_answer(cases["a1"], replace(right["a1"], searched=shown), texts)
    gold = len("We keep your data for 10 years")
    assert measured.gold_ranks == (2,)
    assert measured.rates["char_recall"] == 1
    assert measured.rates["char_precision"] == gold / sum(len(item.clause.text) for item in shown)
    lost = score_answer(cases["a1"], replace(right["a1"], searched=()), texts)
    assert lost.gold_ranks == (None,)
    assert (lost.checks["shown"], lost.rates["char_recall"]) == (False, 0)
    assert "char_precision" not in lost.rates


def test_an_unscored_case_asks_what_it_would_have_been_asked(cases: dict[str, Case]) -> None:
    """All its checks are None: none is 0, none is missing."""
    for case in cases.values():
        checks = unscored(case).checks
        assert set(checks.values()) == {None}
        assert {"passed", "verdict"} <= set(checks) <= set(CHECKS)
    assert "points" in unscored(cases["a1"]).checks
    assert "silence" in unscored(cases["a3"]).checks


@given(data=st.data())
def test_every_score_is_in_its_range(data: st.DataObject) -> None:
    """Whatever is cited, rates are shares, names are known, and `passed` implies each thing it stands for."""
    text = "Aa bb cc dd ee"
    clauses = [Clause(f"p/{n}", "p", "", (), text[n : n + 2], n, n + 2) for n in range(0, 13, 3)]
    from eval.cases import Gold

    pick = st.lists(st.sampled_from(clauses), max_size=4)
    golds = tuple(Gold("p", c.text, (c.start, c.end)) for c in data.draw(pick))
    verdict: Verdict = data.draw(st.sampled_from(["answer", "silent"]))
    case = Case("i", "q", ("p",), False, (), "k", verdict, (), golds, (), (), (), (), False, "", "")
    cited = tuple(whole(clause) for clause in data.draw(pick))
    answer = Answer(
        "q",
        data.draw(st.sampled_from(["answer", "silent"])),
        (),
        cited,
        as_retrieved(data.draw(pick)),
        "m",
        perfect_usage(),
    )
    measured = score_answer(case, answer, {"p": text})
    assert set(measured.checks) <= set(CHECKS)
    assert set(measured.rates) <= set(RATES)
    assert all(0 <= value <= 1 for value in measured.rates.values())
    if measured.checks["passed"]:
        assert measured.checks["verdict"]
        assert measured.checks.get("every_clause", True)


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    """Fold is idempotent, and blind to case and white space."""
    assert fold(fold(text)) == fold(text)
    assert fold(f" {text}\n") == fold(text)
