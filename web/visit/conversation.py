"""What one question of a conversation carries over from those before it. Pure."""

from collections.abc import Sequence

from assistant.question.names.mentions import mentions
from ingest.policy import Policy
from web.views.turn import Turn

LONGEST_CONVERSATION = 30  # turns shown and kept; older ones are let go


def history(conversation: Sequence[Turn]) -> list[dict[str, str]]:
    """List the questions that the next one may lean on: those after the last turn that ends a thread."""
    ends = [n for n, turn in enumerate(conversation, 1) if turn.ends]
    return [{"role": "user", "content": turn.question} for turn in conversation[ends[-1] if ends else 0 :]]


def last_question(conversation: Sequence[Turn]) -> str:
    """Return the question that the next one may lean on; "" where there is none."""
    earlier = history(conversation)
    return earlier[-1]["content"] if earlier else ""


def named_outside(question: str, ticked: Sequence[str], policies: Sequence[Policy]) -> tuple[str, ...]:
    """List the policies (ids) that a question names where none of them is among those that are ticked."""
    if not ticked:
        return ()
    named = tuple(dict.fromkeys(mention.policy for mention in mentions(question, policies)))
    return () if set(named) & set(ticked) else named
