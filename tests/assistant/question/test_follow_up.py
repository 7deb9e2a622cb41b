"""Follow-ups: what a question leaves out is taken from the ones before it, little of it, and told."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.chain import Assistant, Evidence
from assistant.question.follow_up import LONGEST, TOPIC, completed
from assistant.question.request import LONGEST_QUESTION
from tests.conftest import HashingEmbedder
from tests.scripted import ScriptedModel

KEPT = "How long does Segments.ai keep my personal data after I close my account?"
SELLS = "Does AI Planet sell my personal information?"
DIALOGUES = [json.loads(line) for line in Path(__file__).with_name("dialogues.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "earlier,question,expected",
    [
        ([], "And AI Planet?", "And AI Planet?"),
        ([KEPT], "And lightenup.ai?", "How long does lightenup.ai keep my personal data after I close my account?"),
        ([KEPT, "What about AI Planet?"], "And AI Expert?", KEPT.replace("Segments.ai", "AI Expert")),
        ([SELLS], "What about AI Expert and AIpicMarket?", SELLS.replace("AI Planet", "AI Expert and AIpicMarket")),
        (["How old must I be?"], "I mean AIpicMarket.", "How old must I be? (AIpicMarket)"),
        ([SELLS], "And with their affiliates?", "And with their affiliates? (sell my personal information)"),
        ([SELLS], "Why?", "Why? (sell my personal information)"),
        ([SELLS], "How do I stop that?", "How do I stop that? (sell my personal information)"),
        ([SELLS], "On what legal basis?", "On what legal basis? (sell my personal information)"),
        ([SELLS, "Why?"], "Since when?", "Since when? (sell my personal information)"),
        ([SELLS], "Et lightenup.ai ?", SELLS.replace("AI Planet", "lightenup.ai")),
        # whole by themselves: they are about the company, or about the policy
        ([SELLS], "Do they use tracking cookies?", "Do they use tracking cookies?"),
        ([SELLS], "Does this policy mention children?", "Does this policy mention children?"),
        ([SELLS], "How long is my account data kept?", "How long is my account data kept?"),
        ([SELLS], KEPT, KEPT),
        ([SELLS], "Who can I complain to about Segments.ai?", "Who can I complain to about Segments.ai?"),
        # nothing to take from
        (["Segments.ai"], "Why?", "Why?"),
        (["", "  "], "Why?", "Why?"),
    ],
)
def test_what_is_left_out_is_put_in(assistant: Assistant, earlier: list[str], question: str, expected: str) -> None:
    """A name alone takes over the question before; what points back or says too little gets its words; else nothing."""
    assert completed(question, earlier, assistant.policies).question == expected


@pytest.mark.parametrize("row", DIALOGUES, ids=lambda row: str(row["question"]))
def test_a_policy_stays_until_another_is_named(assistant: Assistant, row: dict[str, object]) -> None:
    """Each dialogue is about its policy, and says so in what a stream gives first, with the question as understood."""
    earlier = [{"role": "user", "content": str(one)} for one in row["earlier"]]  # type: ignore[attr-defined]
    evidence = next(assistant.stream(str(row["question"]), history=earlier))
    assert isinstance(evidence, Evidence)
    assert evidence.scope.policies == (row["policy"],)
    assert (
        evidence.understood
        == completed(str(row["question"]), [one["content"] for one in earlier], assistant.policies).question
    )


@pytest.mark.parametrize("row", DIALOGUES, ids=lambda row: str(row["question"]))
def test_what_is_understood_is_understood_again(assistant: Assistant, row: dict[str, list[str]]) -> None:
    """Put back into the box and asked again, it stays as it is: it holds already what it leans on."""
    once = completed(str(row["question"]), row["earlier"], assistant.policies).question
    assert completed(once, row["earlier"], assistant.policies).question == once


def test_a_follow_up_to_a_yes_no_question_is_one(index: Path) -> None:
    """The question "And AI Expert?" after "Does AI Planet sell…?" quotes AI Expert."""
    model = ScriptedModel(
        says=lambda _: "It does not.", weighs=lambda user: 0.9 if "will not rent or sell" in user else 0
    )
    answer = Assistant(index, model, HashingEmbedder()).ask(
        "And AI Expert?", history=[{"role": "user", "content": SELLS}]
    )
    assert answer.verdict in {"no", "answer"}
    assert "will not rent or sell" in answer.citations[0].quote
    assert answer.question == "And AI Expert?"


def test_sixty_turns_do_not_overflow_the_prompt(index: Path) -> None:
    """Sixty turns of the longest questions add no more to any prompt than a topic; the policy named first holds."""
    model = ScriptedModel(says=lambda _: "The policy says so.", weighs=0.9)
    assistant = Assistant(index, model, HashingEmbedder())
    assistant.ask("Can I delete it?", policies=["segments-ai"])
    alone = max((len(system + user) for system, user in model.asked), default=3_000)
    model.asked.clear()
    filler = f"Which {'very personal ' * 140}data do they collect from me?"[:LONGEST_QUESTION]
    turns = [KEPT, *[filler] * 58, "Is it kept?"]
    history = [
        one for turn in turns for one in ({"role": "user", "content": turn}, {"role": "assistant", "content": turn * 3})
    ]
    begun = time.process_time()
    evidence = next(assistant.stream("Can I delete it?", history=history))
    took = time.process_time() - begun
    assert isinstance(evidence, Evidence)
    assert evidence.scope.policies == ("segments-ai",)
    assistant.ask("Can I delete it?", history=history)
    assert (
        max((len(system + user) for system, user in model.asked), default=0) < alone + LONGEST + 900
    )  # 700 of another passage
    assert took < 8  # 2 where the machine is quiet


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(earlier=st.lists(st.text(max_size=400), max_size=8), question=st.text(min_size=1, max_size=80))
def test_whatever_was_said_little_is_added(assistant: Assistant, earlier: list[str], question: str) -> None:
    """Any history: the question itself is kept whole or taken over by one before it; what is added is bounded."""
    whole = completed(question, earlier, assistant.policies).question
    assert len(whole) <= LONGEST * 2 + len(question)
    if whole.startswith(f"{question} ("):
        assert len(whole[len(question) :].split()) <= TOPIC
