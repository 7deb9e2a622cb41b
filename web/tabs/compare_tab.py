"""The Compare tab: questions put to each policy in turn, a table that fills as the answers come."""

import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.answer.answer import Answer, Failed
from assistant.chain import Assistant
from web.components import html, quiet
from web.policies_shown import shelf
from web.question_queue import Desk
from web.views import notes as first
from web.views.evidence import Policies
from web.views.question_sets import problem, sets
from web.views.table import Row, table
from web.visitor import Private

CHECKLIST = Path(__file__).parent.parent.joinpath("static", "checklist.txt").read_text("utf-8").strip()
Shown = dict[Any, Any]
Pair = tuple[str, str]  # a question, and the id of a policy


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
            html(str(sets("Procurement checklist", CHECKLIST)), "sets")
            with gr.Row(elem_classes="buttons"):
                self.chosen = gr.CheckboxGroup(
                    choices=first.choices(shelf(assistant.index)),
                    label="Policies: none ticked, all are compared",
                    elem_classes="chosen",
                )
                self.compare = gr.Button("Compare", variant="primary", elem_id="compare")
                self.stop = gr.Button("Stop", elem_id="stop-comparing")  # page.css shows one of the two
        self.progress = html(first.announcement(""), "progress")
        self.table = html("", "table")
        self._connect(own)

    def _connect(self, own: gr.State) -> None:
        asked = [self.questions, self.chosen, own]
        running = self.compare.click(self._compared, asked, [self.table, self.progress], trigger_mode="once", **quiet())
        stopped = first.announcement("Stopped. What was answered stays below.")
        self.stop.click(lambda: stopped, None, self.progress, cancels=[running], queue=False, **quiet())

    async def _compared(self, questions: str, chosen: list[str], own: Private | None) -> AsyncIterator[Shown]:
        """The table so far, after each answer."""
        asked = [line.strip() for line in questions.splitlines() if line.strip()]
        if wrong := problem(asked):
            yield {self.progress: first.announcement(wrong)}
            return
        assistant = own.assistant if own else self._assistant
        policies = {policy.id: policy for policy in assistant.policies}
        pairs = [(question, id_) for question in asked for id_ in policies if not chosen or id_ in chosen]
        rows: list[Row] = []
        begun = time.monotonic()
        for question, id_ in pairs:
            yield self._so_far(rows, pairs, policies, time.monotonic() - begun)
            rows.append(Row(question, id_, await _outcome(self._desk, assistant, question, id_)))
        yield {self.table: str(table(rows, policies)), self.progress: first.announcement(f"{_counted(len(rows))}.")}

    def _so_far(self, rows: Sequence[Row], pairs: Sequence[Pair], policies: Policies, seconds: float) -> Shown:
        """What is answered, and what is being asked now."""
        question, id_ = pairs[len(rows)]
        left = _left(len(rows), len(pairs), seconds)
        text = f"{len(rows)} of {len(pairs)}{left}. Asking {policies[id_].name}: {question}"
        return {
            self.table: str(table(rows, policies)),
            self.progress: first.progress(text, len(rows), len(pairs)),
        }


async def _outcome(desk: Desk, assistant: Assistant, question: str, policy: str) -> Answer | Failed:
    async for piece in desk.ask(assistant, question, [policy]):
        if isinstance(piece, Answer | Failed):
            return piece
    raise AssertionError("the desk ends with an answer or a failure")


def _counted(many: int) -> str:
    return "1 answer" if many == 1 else f"{many} answers"


def _left(done: int, of: int, seconds: float) -> str:
    """How long the rest will take, guessed from what the first ones took; "" while there is nothing to guess from."""
    if done < 2:  # noqa: PLR2004 the first one loads weights
        return ""
    minutes = seconds / done * (of - done) / 60
    return ", less than a minute left" if minutes < 1 else f", about {round(minutes)} min left"
