"""Turns that a browser keeps: they come back as they were, and nothing comes back that the policies do not say."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from assistant.answer.answer import Answer, Failed
from assistant.chain import Assistant
from ingest.clauses.clause import Clause
from web.policies_shown import Policies, policies_shown
from web.views.turn import Turn, finished
from web.visit.kept_turns import kept_json, read_kept, token_in

KEPT = "How long does Segments.ai keep my data after I close my account?"
Shown = tuple[Turn, Policies, dict[str, Clause]]


@pytest.fixture
def shown(assistant: Assistant) -> Shown:
    """An answered turn, the policies and their clauses."""
    policies = {policy.id: policy for policy in assistant.policies}
    clauses = {clause.id: clause for policy in policies_shown(assistant).values() for clause in policy.clauses}
    return Turn(KEPT, assistant.ask(KEPT), policies, carried=("Segments.ai",)), policies, clauses


def kept(shown: Shown, **changed: Any) -> str:
    """The conversation of one turn as a browser keeps it, with changes to its answer."""
    turn, policies, _ = shown
    one = json.loads(kept_json(turn, policies))
    one["answer"] |= changed
    return json.dumps({"turns": [one], "visitor": "abc", "title": "more that is not ours"})


def test_a_turn_comes_back(shown: Shown) -> None:
    """Question, verdict, sentences, citations and what was searched are as they were, and it is drawn alike."""
    turn, policies, clauses = shown
    (back,) = read_kept(kept(shown), policies, clauses)
    assert isinstance(turn.outcome, Answer)
    assert isinstance(back.outcome, Answer)
    assert back.outcome.sentences == turn.outcome.sentences
    assert back.outcome.citations == turn.outcome.citations
    assert [found.clause for found in back.outcome.searched] == [found.clause for found in turn.outcome.searched]
    assert back.carried == turn.carried
    assert "10 years" in finished(back)


@pytest.mark.parametrize(
    "changed",
    [
        {"citations": [{"clause": "segments-ai/nowhere", "quote": "x", "start": 0, "end": 1}]},
        {"citations": []},
        {"sentences": [{"text": "It says so.", "citations": [0]}]},
        {"sentences": [{"text": "It says so.", "citations": [99]}]},
    ],
    ids=["no such clause", "citations gone", "citation 0", "citation 99"],
)
def test_what_does_not_hold_is_not_shown(shown: Shown, changed: Mapping[str, Any]) -> None:
    """A clause that is not there, or a number without a citation: the turn says that its policy has changed."""
    _, policies, clauses = shown
    (back,) = read_kept(kept(shown, **changed), policies, clauses)
    assert isinstance(back.outcome, Failed)
    assert "changed" in back.outcome.error


def test_a_quote_is_checked_in_its_clause(shown: Shown) -> None:
    """Words that stand elsewhere in the policy, or nowhere, are refused."""
    turn, policies, clauses = shown
    citation = json.loads(kept_json(turn, policies))["answer"]["citations"][0]
    for changed in (
        {"quote": "We sell everything."},
        {"start": 0, "end": 5, "quote": policies["segments-ai"].text[:5]},
    ):
        (back,) = read_kept(kept(shown, citations=[citation | changed]), policies, clauses)
        assert isinstance(back.outcome, Failed)


@pytest.mark.parametrize("text", ["", "no json", "7", "[]", '{"turns": 7}', '{"turns": [{"question": 1}]}', "null"])
def test_what_is_no_conversation_is_empty(shown: Shown, text: str) -> None:
    """Whatever stands in the browser, nothing breaks."""
    _, policies, clauses = shown
    assert read_kept(text, policies, clauses) == []
    assert token_in(text) == ""


def test_a_failure_is_not_kept(shown: Shown) -> None:
    """Only answers are."""
    assert kept_json(Turn(KEPT, Failed(KEPT, "the model is gone")), shown[1]) == ""
