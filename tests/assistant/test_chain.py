"""The whole path with a scripted model over a real index: verdicts, invariants, streaming, failures."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer.answer import Answer, Failed
from assistant.chain import Assistant, Evidence
from assistant.question.request import LONGEST_QUESTION
from ingest.errors import IndexFault, ModelError, UsageError
from ingest.pipeline import ingest
from tests.conftest import HashingEmbedder
from tests.scripted import ScriptedModel

KEPT = "How long does Segments.ai keep my personal data after I close my account?"
TEN_YEARS = "for 10 years after your closed your account"


def asks(index: Path, says: str, weighs: str = "10 years") -> Assistant:
    """An assistant whose model finds only passages with `weighs` right and then writes `says`."""
    model = ScriptedModel(says=lambda _user: says, weighs=lambda user: 0.9 if weighs in user else 0.1)
    return Assistant(index, model, HashingEmbedder())


def holds(answer: Answer, assistant: Assistant) -> None:
    """The design's invariants 2, 3 and the rule that every claim is cited."""
    texts = {policy.id: policy.text for policy in assistant.policies}
    for one in answer.citations:
        assert texts[one.clause.policy_id][one.start : one.end] == one.quote
        assert one.clause.start <= one.start < one.end <= one.clause.end
    for sentence in answer.sentences:
        assert all(1 <= number <= len(answer.citations) for number in sentence.citations)
        assert sentence.citations or answer.verdict == "silent" or sentence.text.startswith("Not sure:")


def test_no_policy_is_silent_on_a_deed_that_one_of_its_clauses_names(tmp_path: Path) -> None:
    """Where nothing that was found speaks of selling, all clauses are looked through; what is found comes first."""
    lists = "\n".join(
        f"## Kind {n}\n\nPersonal information of kind {n}, your personal information.\n" for n in range(40)
    )
    policy = f"# Acme Privacy Policy\n\n{lists}\n## Last\n\nNobody at all gets it, as it is not “sold”.\n"
    (tmp_path / "acme.md").write_text(policy)
    ingest([tmp_path / "acme.md"], tmp_path / "index", HashingEmbedder())
    found = Assistant(tmp_path / "index", None, HashingEmbedder()).search("Does Acme sell my personal information?")
    assert "not “sold”" in found[0].clause.text
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))


def test_a_bare_heading_is_not_among_what_was_found(tmp_path: Path) -> None:
    """It says nothing, so it is neither quoted nor shown as nearest."""
    (tmp_path / "acme.md").write_text("# Acme\n\n## Selling of photographs\n\n### Rules\n\nWe sell no photographs.\n")
    ingest([tmp_path / "acme.md"], tmp_path / "index", HashingEmbedder())
    found = Assistant(tmp_path / "index", None, HashingEmbedder()).search("Selling of photographs")
    assert [hit.clause.path[-1] for hit in found] == ["Rules"]


def test_an_answer_stands_on_its_quote(index: Path) -> None:
    """A supported sentence is shown with the words that carry it, at their offsets."""
    assistant = asks(index, "Segments.ai keeps your personal data for 10 years after you closed your account.")
    answer = assistant.ask(KEPT)
    assert answer.verdict == "answer"
    assert "10 years" in answer.text
    assert TEN_YEARS in answer.citations[0].quote
    assert answer.citations[0].clause.id == "segments-ai/privacy-statement/2"
    holds(answer, assistant)


def test_a_no_tells_what_the_policy_itself_calls_by_that_name(index: Path) -> None:
    """One line says "we do not sell", another that tracking "may be considered a sale": both are shown, no bare no."""
    answer = Assistant(index, None, HashingEmbedder()).ask("Does Segments.ai sell my personal data?")
    assert answer.verdict == "conflict"
    assert "may be considered a “sale”" in answer.text


def test_a_short_clause_is_shown_whole(index: Path) -> None:
    """What stands beside the words that answer may limit them: "We do not sell" and "However, …"."""
    answer = Assistant(index, None, HashingEmbedder()).ask("What is said on selling my data at Segments.ai?")
    assert any("We do not sell" in quote.quote and "However, we may use" in quote.quote for quote in answer.citations)


def test_an_invention_is_never_shown(index: Path) -> None:
    """A model that says 5 years is not repeated; the clause's own words are."""
    assistant = asks(index, "Segments.ai keeps your data for 5 years, then sells it to Acme.")
    answer = assistant.ask(KEPT)
    assert "5 years" not in answer.text
    assert "Acme" not in answer.text
    assert TEN_YEARS in answer.text
    holds(answer, assistant)


def test_silence_shows_where_it_looked(index: Path) -> None:
    """No likely passage: silent, no citations, the clauses looked at, and the model is not asked to write."""
    model = ScriptedModel(weighs=0.1)
    answer = Assistant(index, model, HashingEmbedder()).ask("Does AIpicMarket use Google Analytics cookies?")
    assert answer.verdict == "silent"
    assert answer.citations == ()
    assert {one.clause.policy_id for one in answer.searched} == {"aipicmarket"}
    assert answer.usage.answer_tokens == 0


@pytest.mark.parametrize(
    "question,found,verdict",
    [
        ("Does Segments.ai disclose my data to third parties for direct marketing?", "We do not disclose", "no"),
        ("Does AI Expert use cookies, pixels and beacons?", "pixels, beacons", "yes"),
    ],
)
@pytest.mark.parametrize("says", ["Yes, it does.", "No, it does not."])
def test_the_quote_says_yes_or_no(index: Path, question: str, found: str, verdict: str, says: str) -> None:
    """A yes/no question's verdict is the quote's, whatever the model says."""
    assistant = asks(index, says, weighs=found)
    answer = assistant.ask(question)
    assert answer.verdict == verdict
    assert answer.text.lower().startswith(verdict)
    holds(answer, assistant)


def test_a_question_that_names_no_policy_is_answered_for_each(index: Path) -> None:
    """Several policies answer: ambiguous, each quoted and named."""
    assistant = asks(index, "unused", weighs="the age of")
    answer = assistant.ask("How old must I be, what is the minimum age?")
    if answer.verdict == "ambiguous":
        assert len({one.clause.policy_id for one in answer.citations}) > 1
    holds(answer, assistant)


def test_the_model_words_the_answer_of_the_only_policy_that_answers(index: Path) -> None:
    """A question that names no policy and is answered by one of them is worded by the model as any other."""
    said = "Segments.ai keeps your personal data for 10 years after you closed your account."
    answer = asks(index, said).ask("How long will you keep my personal data after I closed my account?")
    assert said in answer.text
    assert {citation.clause.policy_id for citation in answer.citations} == {"segments-ai"}


def test_citations_stay_inside_the_scope(index: Path, assistant: Assistant) -> None:
    """A policy that was not asked is neither searched nor cited."""
    answer = assistant.ask("Who gets my data?", policies=["lightenup-ai"])
    assert {one.clause.policy_id for one in answer.searched} == {"lightenup-ai"}
    assert {one.clause.policy_id for one in answer.citations} <= {"lightenup-ai"}


def test_a_yes_is_not_that_of_a_named_policy_that_does_not_say(index: Path) -> None:
    """Asked of two of which one settles nothing: what each says, under neither yes nor no."""
    question = "Do Segments.ai and lightenup.ai both keep my personal data after I close my account?"
    answer = asks(index, "unused").ask(question)
    assert answer.citations[0].clause.policy_id == "segments-ai"
    assert answer.verdict == "answer"
    assert not answer.text.startswith(("Yes", "No."))


def test_evidence_comes_before_words(assistant: Assistant) -> None:
    """A stream gives what was found, then words, then the answer, and nothing after it."""
    pieces = list(assistant.stream(KEPT))
    assert isinstance(pieces[0], Evidence)
    assert pieces[0].scope.policies == ("segments-ai",)
    assert all(isinstance(piece, str) for piece in pieces[1:-1])
    assert isinstance(pieces[-1], Answer)


def test_a_follow_up_is_about_what_came_before(assistant: Assistant) -> None:
    """The question "And how do I delete it?" stays with the policy that the history names."""
    answer = assistant.ask("And how do I delete it?", history=[{"role": "user", "content": KEPT}])
    assert {one.clause.policy_id for one in answer.searched} == {"segments-ai"}


@pytest.mark.parametrize(
    "question,says", [("", "empty"), (" \n ", "empty"), ("x" * (LONGEST_QUESTION + 1), "shorter"), ({"a": 1}, "dict")]
)
def test_questions_that_cannot_be_asked(assistant: Assistant, question: str, says: str) -> None:
    """Each is refused in one line, before anything is searched."""
    with pytest.raises(UsageError, match=says):
        assistant.ask(question)


def test_an_unknown_policy_is_named(assistant: Assistant) -> None:
    """The line says which one and what there is."""
    with pytest.raises(UsageError, match=r"no policy .acme.*segments-ai"):
        assistant.ask("What?", policies=["acme"])


def test_an_index_of_another_embedding_model_is_told(index: Path) -> None:
    """Its vectors mean nothing to this one: no answer, no search and no checklist is made of them."""
    other = HashingEmbedder()
    other.name = "other/64"
    assistant = Assistant(index, None, other)
    for asked in (
        lambda: assistant.ask("Is my data sold?"),
        lambda: assistant.search("Is my data sold?"),
        lambda: assistant.checklist("gdpr-13-14"),
    ):
        with pytest.raises(IndexFault, match="made with the embedding model hashing/64, and other/64 is asked"):
            asked()


@pytest.mark.parametrize("history", [["Is it sold?"], [{"role": "user"}], "Is it sold?", [("user", "Is it sold?")]])
def test_a_history_of_another_kind_is_told(assistant: Assistant, history: Any) -> None:
    """In one line, as a batch tells it; policies that are one text are no list."""
    with pytest.raises(UsageError, match='"history" must be a list of'):
        assistant.ask("And AI Expert?", history=history)
    with pytest.raises(UsageError, match='"policies" must be a list'):
        assistant.ask("Is it sold?", "ai-expert")
    with pytest.raises(UsageError, match="one question is asked with ask"):
        assistant.ask_many("Is it sold?")


def test_a_version_may_stand_in_a_question(assistant: Assistant) -> None:
    """As on the command line: that policy is asked, and a version that is not there is told."""
    [version] = assistant.opened()[0].record.history()["segments-ai"]
    answer = assistant.ask(f"Does {version.name} sell my data?")
    assert {found.clause.policy_id for found in answer.searched} == {"segments-ai"}
    with pytest.raises(UsageError, match="no version segments-ai@1999"):
        assistant.search("Does segments-ai@1999 sell my data?")


def test_no_index_is_told(tmp_path: Path) -> None:
    """Opening nothing says what to run."""
    with pytest.raises(IndexFault, match="clausewise ingest"):
        Assistant.open(tmp_path, "none")


def test_a_failing_model_is_an_error_and_the_next_question_works(index: Path) -> None:
    """Evidence is still given; the failure is ours; nothing sticks."""
    model = ScriptedModel(says=[], weighs=0.9)
    assistant = Assistant(index, model, HashingEmbedder())
    pieces = assistant.stream(KEPT)
    assert isinstance(next(pieces), Evidence)
    with pytest.raises(ModelError):
        list(pieces)
    model.says = ["Segments.ai keeps your personal data for 10 years."]
    assert assistant.ask(KEPT).citations


def test_many_in_order_without_holes(assistant: Assistant) -> None:
    """One that fails is a Failed in its place; the rest are answered."""
    answers = list(
        assistant.ask_many([KEPT, "", {"question": "Who?", "policies": ["acme"]}, {"q": 1}, {"question": KEPT}])
    )
    assert [type(one) for one in answers] == [Answer, Failed, Failed, Failed, Answer]


def test_a_new_ingest_is_seen_at_the_next_question(tmp_path: Path, policies_dir: Path) -> None:
    """No restart: the generation is looked up at each question."""
    ingest([policies_dir / "aipicmarket.txt"], tmp_path / "i", HashingEmbedder())
    assistant = Assistant(tmp_path / "i", None, HashingEmbedder())
    assert [policy.id for policy in assistant.policies] == ["aipicmarket"]
    ingest([policies_dir / "segments-ai.txt"], tmp_path / "i", HashingEmbedder())
    assert {one.clause.policy_id for one in assistant.ask("How long?").searched} == {"segments-ai"}


def test_without_a_model_the_clauses_speak(index: Path) -> None:
    """Extractive answers are quotes; where nothing is near, no yes or no is made up."""
    assistant = Assistant(index, None, HashingEmbedder())
    answer = assistant.ask(KEPT)
    assert answer.model == "extractive"
    assert "10 years" in answer.text
    holds(answer, assistant)
    assert assistant.ask("Does Segments.ai breed penguins in Antarctica?").verdict in {"silent", "unsure"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.text(max_size=300), question=st.text(min_size=1, max_size=200), share=st.floats(0, 1))
def test_the_invariants_hold_whatever_the_model_says(index: Path, said: str, question: str, share: float) -> None:
    """Any text from a model, any question: quotes are verbatim, every [n] resolves, every claim is cited."""
    assistant = Assistant(index, ScriptedModel(says=lambda _: said, weighs=share), HashingEmbedder())
    try:
        answer = assistant.ask(question)
    except UsageError:
        return
    holds(answer, assistant)
