"""The whole policy beside an answer: the page's script asks for one, and puts it where it was asked for."""

from itertools import count
from typing import Annotated

import gradio as gr
from pydantic import BaseModel, Field

from assistant.chain import Assistant
from ingest.errors import UsageError
from web.components import Shown, bridge, guarded, html, quiet
from web.policies_shown import policies_shown
from web.views import notes
from web.views.one_policy.whole import whole
from web.views.policy_lines import Mark
from web.visit.visitor import Visitor
from web.words.table import say

MOST_QUOTES = 200  # of one answer in one policy


class Wanted(BaseModel):
    """What is asked for: a policy, the file that an answer was drawn from, its quotes, and the one to open it at."""

    policy: str
    file: str = ""  # the first digits of its SHA-256; "": whatever it is now
    quotes: Annotated[list[Mark], Field(max_length=MOST_QUOTES)] = []
    at: int = 0


class Reader:
    """Unseen components: what the script fills in and presses, and what it takes the drawn policy from."""

    def __init__(self, assistant: Assistant, visitor: gr.State) -> None:
        self._assistant = assistant
        self._failures = count()
        with bridge():
            wanted = gr.Textbox(elem_id="to-read")
            read = gr.Button(elem_id="read")
            self._drawn = html("", "whole")
        read.click(guarded(self._read, self._failed), [wanted, visitor], self._drawn, queue=False, **quiet())

    def _read(self, command: str, visitor: Visitor | None) -> Shown:
        """Draw the policy. Raises UsageError where it is gone, or is not the file any more that was quoted from."""
        wanted = Wanted.model_validate_json(command)
        shown = policies_shown(visitor.assistant if visitor else self._assistant).get(wanted.policy)
        if shown is None:
            raise UsageError(say("ask.policy_gone"))
        if not shown.policy.sha256.startswith(wanted.file):
            raise UsageError(say("ask.policy_changed"))
        return {self._drawn: str(whole(shown, wanted.quotes, wanted.at))}

    def _failed(self, error: str) -> Shown:
        """Show a failure where the policy was to stand; the same line again is drawn again."""
        return {self._drawn: f"{notes.alert(error)}<i hidden>{next(self._failures)}</i>"}
