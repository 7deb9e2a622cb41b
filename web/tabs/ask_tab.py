"""The Ask tab: a box for a question, its answer as it comes, and the conversation below."""

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import gradio as gr
from markupsafe import Markup

from assistant.answer.answer import Answer, Failed
from assistant.chain import Assistant, Evidence
from web.components import Shown, html, quiet
from web.example import questions
from web.policies_shown import Policies, policies_shown
from web.question_queue import QuestionQueue, Waiting
from web.views import notes, turn
from web.views.evidence import looked_at
from web.views.turn import Turn
from web.visitor import Visitor

if TYPE_CHECKING:
    from assistant.search.retrieved import Retrieved

LONGEST_CONVERSATION = 30  # turns shown and kept; older ones are let go
OFTEN = 0.1  # seconds between two states of a draft: drawing each word costs more than writing it


class AskTab:
    """The tab's components and what happens to them."""

    def __init__(
        self, assistant: Assistant, questions_asked: QuestionQueue, visitor: gr.State, announced: gr.HTML
    ) -> None:
        self._assistant = assistant
        self._questions = questions_asked
        self._announced = announced
        self.conversation = gr.State([])
        with gr.Column(elem_id="composer"):
            self._composer()
        html(str(notes.downloads()), "downloads")
        self.now = html("", "now")
        self.past = html("", "past")
        self._connect(visitor)

    def _composer(self) -> None:
        shown = policies_shown(self._assistant.index)
        self.box = gr.Textbox(
            label="Your question",
            placeholder="Ask the policies a question …",
            lines=1,
            max_lines=6,
            autofocus=True,
            elem_id="box",
        )
        with gr.Row(elem_id="buttons", elem_classes="buttons"):
            self.chosen = gr.CheckboxGroup(
                choices=notes.choices(shown),
                label="Policies: tick some, or name one in the question",
                elem_id="chosen",
                elem_classes="chosen",
            )
            self.ask = gr.Button("Ask", variant="primary", elem_id="ask")
            self.stop = gr.Button("Stop", elem_id="stop")  # page.css shows one of the two
        html(str(notes.offers(questions(shown))), "try")

    def _connect(self, visitor: gr.State) -> None:
        asked = gr.on(
            [self.ask.click, self.box.submit],
            self._respond,
            [self.box, self.chosen, self.conversation, visitor],
            [self.now, self.past, self._announced, self.box, self.conversation],
            trigger_mode="once",  # one question at a time for each visitor
            **quiet(),
        )
        shown = [self.now, self._announced]
        self.stop.click(self._stopped, None, shown, cancels=[asked], queue=False, **quiet())

    async def _respond(
        self, question: str, chosen: list[str], conversation: list[Turn], visitor: Visitor | None
    ) -> AsyncIterator[Shown]:
        """Answer one question: its place in the queue, the evidence, the words, the answer.

        Each yield says what every HTML component holds: one left out would be built anew by Gradio under a new id, and
        its session would keep the value under every id it ever had (2 MB a question).
        """
        assistant = visitor.assistant if visitor else self._assistant
        policies = {policy.id: policy for policy in assistant.policies}
        past = "".join(str(turn.finished(earlier, policies)) for earlier in reversed(conversation))
        steady = {self.past: past, self.conversation: conversation, self._announced: notes.announcement("Searching.")}
        yield steady | {self.now: str(turn.waiting(question, 0)), self.box: ""}
        searched: tuple[Retrieved, ...] = ()
        understood, evidence, words, drawn = "", Markup(""), "", 0.0
        async for piece in self._questions.ask(assistant, question, chosen or (), _history(conversation)):
            if isinstance(piece, Waiting):
                yield steady | {self.now: str(turn.waiting(question, piece.before))}
            elif isinstance(piece, Answer | Failed):
                yield steady | self._ended(Turn(question, piece, searched, understood), conversation, policies)
            elif isinstance(piece, Evidence):
                searched, understood = piece.searched, piece.understood
                evidence = looked_at(searched, policies, opened=True)
                yield steady | {self.now: str(turn.reading(question, len(searched), "", evidence))}
            else:
                words += piece
                if time.monotonic() - drawn > OFTEN:
                    drawn = time.monotonic()
                    yield steady | {self.now: str(turn.reading(question, len(searched), words, evidence))}

    def _ended(self, ended: Turn, conversation: list[Turn], policies: Policies) -> Shown:
        """Show the answer. A question that failed goes back into the box; what was found for it stays in view."""
        failed = isinstance(ended.outcome, Failed)
        return {
            self.now: str(turn.finished(ended, policies)),
            self._announced: notes.announcement(turn.summary(ended.outcome)),
            **({self.box: ended.question[: notes.LONGEST_SHOWN]} if failed else {}),
            self.conversation: conversation if failed else [*conversation, ended][-LONGEST_CONVERSATION:],
        }

    def _stopped(self) -> Shown:
        """Show that what was under way is gone; what was answered before stays."""
        return {self.now: str(notes.stopped()), self._announced: notes.announcement("Stopped.")}


def _history(conversation: list[Turn]) -> list[dict[str, str]]:
    return [{"role": "user", "content": earlier.question} for earlier in conversation]
