"""Which passages an answer stands on."""

from collections.abc import Mapping, Sequence

import pytest

from assistant.english.terms import terms
from assistant.judge.passages import FIRST, JUDGED, Judgement, fits, judged_by, judging
from assistant.models.model import Model
from assistant.question.question_form import form
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause
from ingest.errors import ModelError
from tests.conftest import ended
from tests.scripted import ScriptedModel


def found(text: str, rank: int = 1, policy: str = "acme") -> Retrieved:
    """A clause that was found."""
    clause = Clause(f"{policy}/{rank}", policy, str(rank), ("H",), text, 10, 10 + len(text))
    return Retrieved(clause, 1 / rank, rank, ((10, 10 + len(text)),))


def test_the_likeliest_passage_comes_first() -> None:
    """A clear likelihood outweighs the retrieval rank."""
    model = ScriptedModel(weighs=lambda user: 0.9 if "ten years" in user else 0.1)
    judgement = judge(model, "What is kept?", [found("cookies"), found("ten years", 2)], {"acme": "Acme"})
    assert [one.text for one in judgement.passages] == ["ten years", "cookies"]
    assert [one.text for one in judgement.kept()] == ["ten years"]
    assert judgement.prompt_tokens > 0


def test_no_likely_passage_is_silence() -> None:
    """Where No is likelier nothing is kept, and nothing is written."""
    model = ScriptedModel(weighs=0.3)
    assert judge(model, "What is kept?", [found("cookies")], {"acme": "Acme"}).kept() == ()
    assert Judgement(()).kept() == ()


def test_every_policy_is_judged() -> None:
    """Where several policies are asked, each has its best passages read."""
    model = ScriptedModel()
    passages = [found(f"{policy} {n}", n, policy) for n in (1, 2, 3) for policy in ("a", "b")]
    judged = judge(model, "?", passages, {"a": "A", "b": "B"}).passages
    assert sorted(one.found.clause.policy_id for one in judged) == ["a", "a", "b", "b"]


def judge(model: Model | None, question: str, passages: Sequence[Retrieved], names: Mapping[str, str]) -> Judgement:
    """What judging comes to when nobody stops it."""
    return ended(judging(model, question, passages, names))


@pytest.mark.parametrize("share,rank,positive", [(0.5, 1, True), (0.2, 1, False), (0.5, 3, False), (0.9, 3, True)])
def test_a_later_passage_must_be_likelier(share: float, rank: int, positive: bool) -> None:
    """The bar rises with the rank."""
    assert (judged_by(terms("photographs kept"), found("photographs"), (0, 11), rank, share).evidence > 0) == positive


def test_a_passage_with_the_question_s_words_is_worth_more() -> None:
    """With a model and without one."""
    for likely in (0.5, None):
        near, far = (
            judged_by(terms("photographs kept"), found(text), (0, len(text)), 1, likely)
            for text in ("photographs kept", "bye")
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
    assert judge(None, "Are photographs kept?", [found("Photographs are kept long.")], {"acme": "Acme"}).kept()
    assert not judge(None, "Are photographs kept?", [found("We use cookies.")], {"acme": "Acme"}).kept()


def test_of_several_policies_each_best_passage_speaks() -> None:
    """One passage a policy, best first, and none of a policy that does not answer."""
    passages = [found(text, 1, policy) for policy, text in (("a", "so"), ("b", "very"), ("c", "no"))]
    likely = {"so": 0.6, "very": 0.9, "no": 0.1}
    model = ScriptedModel(weighs=lambda user: next(share for word, share in likely.items() if f"\n{word}\n" in user))
    kept = judge(model, "?", passages, {"a": "A", "b": "B", "c": "C"}).kept()
    assert [one.found.clause.policy_id for one in kept] == ["b", "a"]


def test_how_long_is_answered_by_a_span_of_time() -> None:
    """A passage without one is not read; the piece of a clause that has one is."""
    model = ScriptedModel(weighs=0.9)
    text = "Photographs are kept. We keep them for two years."
    clause = Clause("acme/1", "acme", "1", ("H",), text, 0, len(text))
    passages = [found("Photographs are kept well."), Retrieved(clause, 1.0, 2, ((0, 21), (22, len(text))))]
    (only,) = judge(model, "How long are photographs kept?", passages, {"acme": "Acme"}).passages
    assert only.text == "We keep them for two years."
    assert only.rank == 2


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("4. Retention\nWe keep them as needed.", False),
        ("4\\. Retention\n---\nWe keep them as needed.", False),
        ("We keep them: 1) as needed; 2) as told.", False),
        ("4. Retention\nWe keep them for ten (10) days.", True),
    ],
)
def test_the_number_of_a_heading_is_no_figure(text: str, has: bool) -> None:
    """The answer to "how many days" has a number that says something."""
    holds = form("How many days are they kept?")
    assert fits(holds, Clause("a/4", "a", "4.", ("Retention",), text, 0, len(text))) == has


def test_a_term_is_answered_by_its_definition() -> None:
    """Where passages define the term, no other is read."""
    passages = [found("The Platform is nice."), found("“Platform” means acme.example.", 2)]
    (only,) = judge(ScriptedModel(), "What is “the Platform” at Acme?", passages, {"acme": "Acme"}).passages
    assert "means" in only.text


def test_judging_can_be_stopped_before_each_passage() -> None:
    """A step comes before the model reads a passage, so that Stop need not wait for the others."""
    model = ScriptedModel(weighs=0.2)
    steps = judging(model, "Photographs?", [found("one"), found("two", 2)], {"acme": "Acme"})
    assert next(steps) == ""
    assert not model.asked
    steps.close()
    assert not model.asked


def test_neither_word_is_no_vote() -> None:
    """A passage that the model says neither word to is judged by rank and words; nothing at all is a fault, told."""
    passages = [found("We keep data for ten years."), found("We use cookies.", 2)]
    names = {"acme": "Acme"}
    some = ScriptedModel(weighs=lambda user: None if "ten years" in user else 0.2)
    judged = judge(some, "What is kept?", passages, names).passages
    assert {one.text: one.yes is None for one in judged} == {
        passages[0].clause.text: True,
        passages[1].clause.text: False,
    }
    with pytest.raises(ModelError, match="scripted said neither Yes nor No"):
        judge(ScriptedModel(weighs=lambda _user: None), "What is kept?", passages, names)
