"""A question's turn on the page: how it was understood, and what is shown of one that failed."""

import html
import re
from dataclasses import replace

import pytest

from assistant.answer.answer import Answer, Failed
from assistant.chain import Assistant, Evidence
from web.views.turn import Turn, finished

KEPT = "How long does Segments.ai keep my data after I close my account?"


def asked(assistant: Assistant, question: str, *earlier: str) -> Turn:
    """A question that was answered after earlier ones."""
    history = [{"role": "user", "content": one} for one in earlier]
    evidence, *_, answer = assistant.stream(question, history=history)
    assert isinstance(evidence, Evidence)
    assert isinstance(answer, Answer)
    policies = {policy.id: policy for policy in assistant.policies}
    return Turn(question, answer, policies, evidence.searched, evidence.understood)


def test_what_was_found_outlives_a_failure(assistant: Assistant) -> None:
    """Failed after its clauses were found, a question shows the line and each of them; before that, the line alone."""
    turn = asked(assistant, KEPT)
    shown = str(finished(replace(turn, outcome=Failed(KEPT, "the model is gone"))))
    assert '<p class="problem" role="alert">The model is gone</p>' in shown
    assert f"<summary>Looked at {len(turn.searched)} passages</summary>" in shown
    assert shown.count('<div class="clause"') == len(turn.searched) > 1
    assert "Looked at" not in finished(Turn(KEPT, Failed(KEPT, "the question is empty")))


def test_a_follow_up_says_how_it_was_understood(assistant: Assistant) -> None:
    """With a button that holds the very words, escaped; in the Markdown too; in a failed turn as in an answered one."""
    turn = asked(assistant, "And AI Planet?", 'How long does Segments.ai keep <img src=x> "data"?')
    assert turn.understood == 'How long does AI Planet keep <img src=x> "data"?'
    for outcome in (turn.outcome, Failed(turn.question, "the model is gone")):
        shown = str(finished(replace(turn, outcome=outcome)))
        assert f"Understood as: <bdi>{html.escape(turn.understood).replace('&quot;', '&#34;')}</bdi>" in shown
        (edit,) = re.findall(r'data-edit="([^"]*)"', shown)
        assert html.unescape(edit) == turn.understood
        assert "<img" not in shown
    kept = html.unescape(str(finished(turn)))
    assert 'Understood as: How long does AI Planet keep \\<img src=x\\> "data"?' in kept


@pytest.mark.parametrize(
    "question", [KEPT, f"  {KEPT.replace(' ', '  ')} ", "Does Segments.ai sell my data and how long is my data kept?"]
)
def test_a_question_that_says_all_is_not_said_again(assistant: Assistant, question: str) -> None:
    """The same words, whatever the blanks between them, and one question or two: no line."""
    turn = asked(assistant, question)
    assert turn.understood
    assert "Understood as" not in finished(turn)
