"""An answer as text for files: its verdict is said once."""

import json

import pytest

from assistant.answer.answer import Answer, Sentence, Usage, Verdict
from web.views.answer_text import markdown, memo_json

NOTHING = Usage(0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "verdict,text,said",
    [
        ("no", "No. Acme says so.", "Acme says so."),
        ("unsure", "Not sure: Acme says so.", "Acme says so."),
        ("no", "No data is sold.", "No data is sold."),
        ("yes", "Yes.", "Yes."),
    ],
)
def test_a_verdict_is_said_once(verdict: Verdict, text: str, said: str) -> None:
    """Behind the verdict the text goes on; a word that only begins as it does stays, and a text of nothing else."""
    answer = Answer("Sold?", verdict, (Sentence(text, ()),), (), (), "extractive", NOTHING)
    word = {"no": "No", "yes": "Yes", "unsure": "Not sure"}[verdict]
    assert markdown(answer, {}).endswith(f"**{word}.** {said}")
    assert json.loads(memo_json(answer, {}))["text"] == said
