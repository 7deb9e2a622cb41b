"""The Compare tab: questions put to each policy in turn, a table that fills as the answers come."""

import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import gradio as gr

from assistant.answer.answer import Answer, Failed
from assistant.chain import Assistant
from web.components import Shown, html, quiet
from web.policies_shown import Policies, policies_shown
from web.question_queue import QuestionQueue
from web.views import notes
from web.views.comparison import Compared, table
from web.views.question_sets import problem, sets
from web.visitor import Visitor

CHECKLIST = Path(__file__).parent.parent.joinpath("static", "checklist.txt").read_text("utf-8").strip()
Pair = tuple[str, str]  # a question, and the id of a policy


class CompareTab:
    """The tab's components and what happens to them."""

    def __init__(self, assistant: Assistant, questions_asked: QuestionQueue, visitor: gr.State) -> None:
        self._assistant = assistant
        self._questions = questions_asked
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
                    choices=notes.choices(policies_shown(assistant.index)),
                    label="Policies: none ticked, all are compared",
                    elem_classes="chosen",
                )
                self.compare = gr.Button("Compare", variant="primary", elem_id="compare")
                self.stop = gr.Button("Stop", elem_id="stop-comparing")  # page.css shows one of the two
        self.progress = html(notes.announcement(""), "progress")
        self.table = html("", "table")
        self._connect(visitor)

    def _connect(self, visitor: gr.State) -> None:
        asked = [self.questions, self.chosen, visitor]
        running = self.compare.click(self._compared, asked, [self.table, self.progress], trigger_mode="once", **quiet())
        stopped = notes.announcement("Stopped. What was answered stays below.")
        self.stop.click(lambda: stopped, None, self.progress, cancels=[running], queue=False, **quiet())

    async def _compared(self, questions: str, chosen: list[str], visitor: Visitor | None) -> AsyncIterator[Shown]:
        """Show the table so far, after each answer."""
        asked = [line.strip() for line in questions.splitlines() if line.strip()]
        if wrong := problem(asked):
            yield {self.progress: notes.announcement(wrong)}
            return
        assistant = visitor.assistant if visitor else self._assistant
        policies = {policy.id: policy for policy in assistant.policies}
        pairs = [(question, id_) for question in asked for id_ in policies if not chosen or id_ in chosen]
        answers: list[Compared] = []
        begun = time.monotonic()
        for question, id_ in pairs:
            yield self._so_far(answers, pairs, policies, time.monotonic() - begun)
            answers.append(Compared(question, id_, await _outcome(self._questions, assistant, question, id_)))
        yield {
            self.table: str(table(answers, policies)),
            self.progress: notes.announcement(f"{_counted(len(answers))}."),
        }

    def _so_far(self, answers: Sequence[Compared], pairs: Sequence[Pair], policies: Policies, seconds: float) -> Shown:
        """Show what is answered, and what is being asked now."""
        question, id_ = pairs[len(answers)]
        left = _left(len(answers), len(pairs), seconds)
        text = f"{len(answers)} of {len(pairs)}{left}. Asking {policies[id_].name}: {question}"
        return {
            self.table: str(table(answers, policies)),
            self.progress: notes.progress(text, len(answers), len(pairs)),
        }


async def _outcome(questions: QuestionQueue, assistant: Assistant, question: str, policy: str) -> Answer | Failed:
    async for piece in questions.ask(assistant, question, [policy]):
        if isinstance(piece, Answer | Failed):
            return piece
    raise AssertionError("the queue ends with an answer or a failure")


def _counted(number: int) -> str:
    return "1 answer" if number == 1 else f"{number} answers"


def _left(done: int, total: int, seconds: float) -> str:
    """Guess how long the rest will take from what the first ones took; "" while there is nothing to guess from."""
    if done < 2:  # noqa: PLR2004 the first one loads weights
        return ""
    minutes = seconds / done * (total - done) / 60
    return ", less than a minute left" if minutes < 1 else f", about {round(minutes)} min left"
