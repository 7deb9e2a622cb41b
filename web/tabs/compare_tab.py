"""The Compare tab: questions put to each policy in turn, a matrix that fills as the answers come."""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from assistant.answer.answer import Answer, Failed
from assistant.chain import Assistant
from web.but_see import completed
from web.components import Shown, bridge, cell_opener, guarded, html, picker, quiet
from web.policies_shown import Policies, policies_shown
from web.question_queue import QuestionQueue
from web.views import notes
from web.views.question_sets import problem, sets
from web.views.render import render
from web.views.side_by_side.comparison import Compared, matrix
from web.views.turn import Turn, finished
from web.visit.visitor import Visitor
from web.words.table import counted, say

CHECKLIST = Path(__file__).parent.parent.joinpath("static", "checklist.txt").read_text("utf-8").strip()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is compared: each question is put to each policy."""

    questions: tuple[str, ...]
    policy_ids: tuple[str, ...]
    policies: Policies
    assistant: Assistant

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(question, policy id) in the order in which they are asked."""
        return [(question, id_) for question in self.questions for id_ in self.policy_ids]


class CompareTab:
    """The tab's components and what happens to them."""

    def __init__(self, assistant: Assistant, questions_asked: QuestionQueue, visitor: gr.State) -> None:
        self._assistant = assistant
        self._questions = questions_asked
        self.answers = gr.State([])
        with gr.Column(elem_id="comparer"):
            self._composer()
        self.progress = html(notes.announcement(""), "progress")
        self.table, self.drawer = html("", "table"), html("", "drawer")
        with bridge():
            self.cell, self.show = cell_opener()
        self._connect(visitor)

    def _composer(self) -> None:
        html(str(render("folded")), "folded")  # stands for all below it while there is a table: compare.js
        self.questions = gr.Textbox(
            label=say("compare.questions"), lines=2, max_lines=6, elem_id="questions", value=say("compare.default")
        )
        html(str(sets(say("compare.checklist"), CHECKLIST)), "sets")
        with gr.Row(elem_classes="buttons"):
            self.chosen = picker(notes.choices(policies_shown(self._assistant)), say("compare.chosen"))
            self.resume = gr.Button(say("compare.continue"), visible=False, elem_id="continue")
            self.compare = gr.Button(say("compare.compare"), variant="primary", elem_id="compare")
            self.stop = gr.Button(say("compare.stop"), elem_id="stop-comparing")  # page.css shows one of the two

    def _connect(self, visitor: gr.State) -> None:
        asked = [self.questions, self.chosen, visitor]
        shown = [self.table, self.progress, self.answers, self.resume, self.drawer]
        once = {"trigger_mode": "once", **quiet()}
        begun = self.compare.click(guarded(self._compared, self._failed), asked, shown, **once)
        resumed = self.resume.click(guarded(self._continued, self._failed), [*asked, self.answers], shown, **once)
        stopped, still = guarded(self._stopped, self._failed), [*asked, self.answers]
        stop = [self.progress, self.resume]
        self.stop.click(stopped, still, stop, cancels=[begun, resumed], queue=False, **quiet())
        opened = guarded(self._opened, self._failed)
        self.show.click(opened, [self.cell, self.answers, visitor], self.drawer, queue=False, **quiet())

    def _failed(self, error: str) -> Shown:
        """Show a failure of any handler as a line in view; what was answered before stays."""
        return {self.progress: notes.alert(error)}

    async def _compared(self, questions: str, chosen: list[str], visitor: Visitor | None) -> AsyncIterator[Shown]:
        """Compare from the beginning."""
        async for shown in self._continued(questions, chosen, visitor, []):
            yield shown

    async def _continued(
        self, questions: str, chosen: list[str], visitor: Visitor | None, answers: list[Compared]
    ) -> AsyncIterator[Shown]:
        """Show the matrix so far, after each answer."""
        plan = self._plan(questions, chosen, visitor)
        if wrong := problem(plan.questions):
            yield {self.progress: notes.alert(wrong)}
            return
        answers = [answer for answer in answers if (answer.question, answer.policy) in plan.pairs]
        answered = {(answer.question, answer.policy) for answer in answers}
        begun, first = time.monotonic(), len(answers)
        for question, id_ in (pair for pair in plan.pairs if pair not in answered):
            yield self._so_far(plan, answers, (question, id_), _left(len(answers) - first, plan, begun, first))
            outcome = await _outcome(self._questions, plan.assistant, question, id_)
            answers = [*answers, _compared(question, id_, outcome, plan)]
        yield self._shown(plan, answers) | {self.progress: notes.announcement(counted("compare.done", len(answers)))}

    def _plan(self, questions: str, chosen: list[str], visitor: Visitor | None) -> Plan:
        assistant = visitor.assistant if visitor else self._assistant
        policies = {policy.id: policy for policy in assistant.policies}
        asked = dict.fromkeys(line.strip() for line in questions.splitlines() if line.strip())
        return Plan(tuple(asked), tuple(id_ for id_ in policies if not chosen or id_ in chosen), policies, assistant)

    def _shown(self, plan: Plan, answers: Sequence[Compared]) -> Shown:
        return {
            self.table: str(matrix(answers, plan.questions, plan.policies, plan.policy_ids)),
            self.answers: answers,
            self.resume: gr.update(visible=False),
            self.drawer: "",
        }

    def _so_far(self, plan: Plan, answers: Sequence[Compared], next_pair: tuple[str, str], left: str) -> Shown:
        """Show what is answered, and what is being asked now."""
        question, id_ = next_pair
        done, total = len(answers), len(plan.pairs)
        policy = plan.policies[id_].name
        text = say("compare.asking", done=done, total=total, left=left, policy=policy, question=question)
        return self._shown(plan, answers) | {self.progress: notes.progress(text, done, total, say("compare.answered"))}

    def _stopped(self, questions: str, chosen: list[str], visitor: Visitor | None, answers: list[Compared]) -> Shown:
        total = len(self._plan(questions, chosen, visitor).pairs)
        stopped = notes.announcement(say("compare.stopped", done=len(answers), total=total))
        return {self.progress: stopped, self.resume: gr.update(visible=len(answers) < total)}

    def _opened(self, cell: str, answers: list[Compared], visitor: Visitor | None) -> Shown:
        """Show the answer of one cell with its clauses."""
        answer = answers[int(cell)]
        assistant = visitor.assistant if visitor else self._assistant
        shown = policies_shown(assistant)
        policies = {id_: policy.policy for id_, policy in shown.items()}
        turn = finished(completed(Turn(answer.question, answer.outcome, policies), shown))
        name = policies[answer.policy].name if answer.policy in policies else answer.policy
        return {self.drawer: str(render("drawer", name=name, turn=turn))}


def _compared(question: str, id_: str, outcome: Answer | Failed, plan: Plan) -> Compared:
    """Put an answer with what undercuts it."""
    turn = completed(Turn(question, outcome, plan.policies), policies_shown(plan.assistant))
    return Compared(question, id_, outcome, turn.but_see)


async def _outcome(queue: QuestionQueue, assistant: Assistant, question: str, policy: str) -> Answer | Failed:
    async for piece in queue.ask(assistant, question, [policy]):
        if isinstance(piece, Answer | Failed):
            return piece
    raise AssertionError("the queue ends with an answer or a failure")


def _left(done: int, plan: Plan, begun: float, before: int) -> str:
    """Guess how long the rest will take from what the first ones took; "" while there is nothing to guess from."""
    if done < 2:  # noqa: PLR2004 the first one loads weights
        return ""
    minutes = (time.monotonic() - begun) / done * (len(plan.pairs) - before - done) / 60
    return say("compare.left_minute") if minutes < 1 else say("compare.left", minutes=round(minutes))
