"""The Compare tab: questions put to each policy in turn, a table that fills as the answers come."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.chain import Assistant
from assistant.cite import Answer, Failed
from web import first
from web.desk import Desk
from web.html import html, quiet
from web.library import shelf
from web.private import Private
from web.table import Row, table

MOST = 20  # questions in one table
LONGEST = 2_000  # characters of each
CHECKLIST = (Path(__file__).parent / "checklist.txt").read_text("utf-8").strip()
Shown = dict[Any, Any]


class Comparing:
    """The tab's components and what happens to them."""

    def __init__(self, assistant: Assistant, desk: Desk, own: gr.State) -> None:
        self._assistant = assistant
        self._desk = desk
        with gr.Column(elem_id="comparer"):
            self.questions = gr.Textbox(
                label="Questions, one a line",
                lines=3,
                max_lines=14,
                elem_id="questions",
                value="Is personal data sold?",
            )
            with gr.Row(elem_classes="buttons"):
                self.chosen = gr.CheckboxGroup(
                    choices=first.choices(shelf(assistant.index)),
                    label="Policies: none ticked, all are compared",
                    elem_classes="chosen",
                )
                self.checklist = gr.Button("Procurement checklist", elem_id="checklist")
                self.compare = gr.Button("Compare", variant="primary", elem_id="compare")
                self.stop = gr.Button("Stop", visible=False, elem_id="stop-comparing", elem_classes="stop")
        self.progress = html(first.announcement(""), "progress")
        self.table = html("", "table")
        self._connect(own)

    def _connect(self, own: gr.State) -> None:
        outputs = [self.table, self.progress, self.compare, self.stop]
        self.checklist.click(lambda: CHECKLIST, None, self.questions, queue=False, **quiet())
        running = self.compare.click(self._compared, [self.questions, self.chosen, own], outputs, **quiet())
        self.stop.click(self._stopped, None, outputs[1:], cancels=[running], queue=False, **quiet())

    async def _compared(self, questions: str, chosen: list[str], own: Private | None) -> AsyncIterator[Shown]:
        """The table so far, after each answer."""
        asked = [line.strip() for line in questions.splitlines() if line.strip()]
        if problem := _problem(asked):
            yield {self.progress: first.announcement(problem)}
            return
        assistant = own.assistant if own else self._assistant
        policies = {policy.id: policy for policy in assistant.policies}
        pairs = [(question, id_) for question in asked for id_ in policies if not chosen or id_ in chosen]
        rows: list[Row] = []
        for question, id_ in pairs:
            yield {self.table: str(table(rows, policies))} | self._shown(
                f"{len(rows)} of {len(pairs)}: {policies[id_].name}, {question}", running=True
            )
            rows.append(Row(question, id_, await _outcome(self._desk, assistant, question, id_)))
        said = f"{len(rows)} answers." if len(rows) > 1 else "1 answer."
        yield {self.table: str(table(rows, policies))} | self._shown(said, running=False)

    def _shown(self, text: str, *, running: bool) -> Shown:
        return {
            self.progress: first.announcement(text),
            self.compare: gr.update(visible=not running),
            self.stop: gr.update(visible=running),
        }

    def _stopped(self) -> Shown:
        return self._shown("Stopped.", running=False)


async def _outcome(desk: Desk, assistant: Assistant, question: str, policy: str) -> Answer | Failed:
    async for piece in desk.ask(assistant, question, [policy]):
        if isinstance(piece, Answer | Failed):
            return piece
    raise AssertionError("the desk ends with an answer or a failure")


def _problem(asked: list[str]) -> str:
    """Why these questions cannot be compared; "" when they can."""
    if not asked:
        return "Write a question first, one a line."
    if len(asked) > MOST:
        return f"{len(asked)} questions: {MOST} at most in one table."
    return next(
        (f"A question has {len(one):,} characters: {LONGEST:,} at most." for one in asked if len(one) > LONGEST), ""
    )
