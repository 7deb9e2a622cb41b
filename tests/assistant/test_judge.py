"""Which passages an answer stands on, and which questions want yes or no."""

import pytest

from assistant.judge import FIRST, JUDGED, Judged, Judgement, is_yes_no, judge, judged_by, unit_for
from assistant.model import ScriptedModel
from assistant.quotes import terms
from assistant.retrieve import Retrieved
from ingest.clauses import Clause


def found(text: str, rank: int = 1, policy: str = "acme") -> Retrieved:
    """A clause that was found."""
    clause = Clause(f"{policy}/{rank}", policy, str(rank), ("H",), text, 10, 10 + len(text))
    return Retrieved(clause, 1 / rank, rank, ((10, 10 + len(text)),))


@pytest.mark.parametrize(
    "question",
    [
        "Does Acme sell my data?",
        "Can I delete my account?",
        "Hi, do you keep photos?",
        "If I leave, will you delete my data?",
        "My son is 12. May he use it?",
        "Is my data sold?",
    ],
)
def test_questions_that_want_yes_or_no(question: str) -> None:
    """A verb comes first, after a greeting or a condition too."""
    assert is_yes_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "How long do you keep data?",
        "Who is the controller?",
        "What can I do?",
        "Which data do you collect?",
        "Tell me.",
    ],
)
def test_questions_that_do_not(question: str) -> None:
    """A question word asks for more than yes or no, wherever its verb stands."""
    assert not is_yes_no(question)


def test_the_likeliest_passage_comes_first() -> None:
    """A clear likelihood outweighs the retrieval rank."""
    model = ScriptedModel(weighs=lambda user: 0.9 if "ten years" in user else 0.1)
    judgement = judge(model, "How long?", [found("cookies"), found("ten years", 2)], {"acme": "Acme"})
    assert [one.text for one in judgement.passages] == ["ten years", "cookies"]
    assert [one.text for one in judgement.kept()] == ["ten years"]
    assert judgement.prompt_tokens > 0


def test_no_likely_passage_is_silence() -> None:
    """Where No is likelier nothing is kept, and nothing is written."""
    model = ScriptedModel(weighs=0.3)
    assert judge(model, "How long?", [found("cookies")], {"acme": "Acme"}).kept() == ()
    assert Judgement(()).kept() == ()


def test_every_policy_is_judged() -> None:
    """Where several policies are asked, each has its best passages read."""
    model = ScriptedModel()
    passages = [found(f"{policy} {n}", n, policy) for n in (1, 2, 3) for policy in ("a", "b")]
    judged = judge(model, "?", passages, {"a": "A", "b": "B"}).passages
    assert sorted(one.found.clause.policy_id for one in judged) == ["a", "a", "b", "b"]


def test_the_sentence_nearest_to_the_question_speaks() -> None:
    """Of a passage, the sentence that shares most with the question is quoted."""
    one = found("We use cookies. We keep photographs for a year. Bye.")
    span = unit_for("How long are photographs kept?", Judged(one, (0, len(one.clause.text)), 1, 1.0, 1.0))
    assert one.clause.text[slice(*span)] == "We keep photographs for a year."


@pytest.mark.parametrize("share,rank,positive", [(0.5, 1, True), (0.2, 1, False), (0.5, 3, False), (0.9, 3, True)])
def test_a_later_passage_must_be_likelier(share: float, rank: int, positive: bool) -> None:
    """The bar rises with the rank."""
    assert (judged_by(terms("photographs kept"), found("photographs"), rank, share).evidence > 0) == positive


def test_a_passage_with_the_question_s_words_is_worth_more() -> None:
    """With a model and without one."""
    for likely in (0.5, None):
        near, far = (
            judged_by(terms("photographs kept"), found(text), 1, likely) for text in ("photographs kept", "bye")
        )
        assert near.evidence > far.evidence


def test_reading_stops_once_a_passage_is_clear() -> None:
    """After the first two, a sure one ends it; without one, four are read."""
    passages = [found(f"photographs {n}", n) for n in range(1, 9)]
    sure, unsure = ScriptedModel(weighs=0.95), ScriptedModel(weighs=0.2)
    judge(sure, "Photographs?", passages, {"acme": "Acme"})
    judge(unsure, "Photographs?", passages, {"acme": "Acme"})
    assert len(sure.asked) == FIRST
    assert len(unsure.asked) == JUDGED


def test_without_a_model_rank_and_words_decide() -> None:
    """The first passage that holds the question's words is kept, one that holds none is not."""
    assert judge(None, "How long are photographs kept?", [found("Photographs are kept long.")], {"acme": "Acme"}).kept()
    assert not judge(None, "How long are photographs kept?", [found("We use cookies.")], {"acme": "Acme"}).kept()


def test_of_several_policies_each_best_passage_speaks() -> None:
    """One passage a policy, best first, and none of a policy that does not answer."""
    passages = [found(text, 1, policy) for policy, text in (("a", "so"), ("b", "very"), ("c", "no"))]
    likely = {"so": 0.6, "very": 0.9, "no": 0.1}
    model = ScriptedModel(weighs=lambda user: next(share for word, share in likely.items() if f"\n{word}\n" in user))
    kept = judge(model, "?", passages, {"a": "A", "b": "B", "c": "C"}).kept()
    assert [one.found.clause.policy_id for one in kept] == ["b", "a"]
