"""The Ask tab: a box for a question, its answer as it comes, and the conversation below."""

import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
from markupsafe import Markup

from assistant.answer.answer import Answer, Failed
from assistant.answer.phrases import invitation
from assistant.chain import Assistant, Evidence
from assistant.question.several_policies import asks_which_there_are
from web.but_see import completed
from web.components import Shown, bridge, guarded, html, picker, quiet
from web.example import questions
from web.policies_shown import policies_shown
from web.question_queue import Piece, QuestionQueue, Waiting
from web.views import notes, turn
from web.views.evidence import nearest
from web.views.turn import Turn, cited_policies
from web.visit.conversation import LONGEST_CONVERSATION, history, last_question, named_outside
from web.visit.kept_turns import kept_json
from web.visit.visitor import Visitor
from web.words.table import say

OFTEN = 0.1  # seconds between two states of a draft: drawing each word costs more than writing it


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put: its words, the policies that are ticked, and what it may carry over."""

    question: str
    policies: tuple[str, ...]  # ids
    conversation: tuple[Turn, ...]
    assistant: Assistant


class AskTab:
    """The tab's components and what happens to them."""

    def __init__(
        self, assistant: Assistant, questions_asked: QuestionQueue, visitor: gr.State, announced: gr.HTML
    ) -> None:
        self._assistant = assistant
        self._questions = questions_asked
        self._announced = announced
        self.conversation = gr.State([])
        self.asking = gr.State("")  # the question that is under way, to be given back when it is stopped
        with gr.Column(elem_id="composer"):
            self._composer()
        self.now = html("", "now")
        self.past = html("", "past")
        self._connect(visitor)

    def _composer(self) -> None:
        shown = policies_shown(self._assistant)
        with gr.Row(elem_id="asking"):
            self.box = gr.Textbox(
                label=say("ask.box"),
                placeholder=say("ask.placeholder"),
                lines=1,
                max_lines=6,
                autofocus=True,
                elem_id="box",
            )
            self.ask = gr.Button(say("ask.ask"), variant="primary", elem_id="ask")
            self.stop = gr.Button(say("ask.stop"), elem_id="stop")  # page.css shows one of the two
            html(str(notes.skip()), "skip")
        with gr.Row(elem_id="under-box"):
            self.chosen = picker(notes.choices(shown), say("ask.chosen"), "chosen")
            html(str(notes.tools()), "tools")
        self.follows = html("", "follows")
        html(str(notes.offers(questions(shown))), "try")
        with bridge():
            self.command = gr.Textbox(elem_id="command")
            self.run = gr.Button(elem_id="run")
            self.drop = gr.Button(elem_id="drop")
            self.new = gr.Button(elem_id="new")

    def _connect(self, visitor: gr.State) -> None:
        shown = [self.now, self.past, self._announced, self.box, self.conversation, self.asking, self.follows]
        given = [self.chosen, self.conversation, visitor]
        once = {"trigger_mode": "once", **quiet()}  # one question at a time for each visitor
        respond, command = guarded(self._respond, self.failed), guarded(self._command, self.failed)
        asked = gr.on([self.ask.click, self.box.submit], respond, [self.box, *given], shown, **once)
        pressed = self.run.click(command, [self.command, *given], shown, **once)
        stopped, given_back = guarded(self._stopped, self.failed), [self.asking, self.box, self.conversation]
        stop = [self.now, self._announced, self.box]
        self.stop.click(stopped, given_back, stop, cancels=[asked, pressed], queue=False, **quiet())
        dropped = guarded(self._dropped, self.failed)
        self.drop.click(dropped, self.conversation, [self.conversation, self.follows], queue=False, **quiet())
        self.new.click(guarded(self._new, self.failed), None, shown, queue=False, **quiet())

    def failed(self, error: str) -> Shown:
        """Show a failure of any handler as a line in view."""
        return {self.now: str(notes.failed(error)), self._announced: notes.announcement(error)}

    async def _command(
        self, command: str, chosen: list[str], conversation: list[Turn], visitor: Visitor | None
    ) -> AsyncIterator[Shown]:
        """Answer a question that a button put: {"question", "policies"?, "alone"?}; alone: nothing is carried over.

        What is being typed meanwhile stays in the box.
        """
        asked = json.loads(command)
        if asked.get("alone") and conversation:
            conversation = [*conversation[:-1], replace(conversation[-1], ends=True)]
        policies = [str(id_) for id_ in asked.get("policies", chosen)]
        async for shown in self._respond(str(asked["question"]), policies, conversation, visitor):
            yield {component: value for component, value in shown.items() if component is not self.box or value}

    async def _respond(
        self, question: str, chosen: list[str], conversation: list[Turn], visitor: Visitor | None
    ) -> AsyncIterator[Shown]:
        """Answer one question: its place in the queue, the evidence, the words, the answer.

        Each yield says what every HTML component holds: one left out would be built anew by Gradio under a new id, and
        its session would keep the value under every id it ever had (2 MB a question).
        """
        asked = Asked(question, tuple(chosen or ()), tuple(conversation), _assistant(visitor, self._assistant))
        steady = {
            self.past: "".join(str(turn.finished(earlier)) for earlier in reversed(conversation)),
            self.conversation: conversation,
            self.asking: question,
            self.follows: str(notes.follows(last_question(conversation))),
            self._announced: notes.announcement(say("ask.searching")),
        }
        if named := named_outside(question, asked.policies, asked.assistant.policies):
            yield steady | self._clash(asked, named) | {self.box: ""}
            return
        pieces = self._questions.ask(asked.assistant, question, asked.policies, history(conversation))
        emptied = {self.box: ""}
        async with aclosing(pieces):
            async for shown in self._drawn(asked, pieces):
                yield steady | emptied | shown
                emptied = {}

    def _clash(self, asked: Asked, named: tuple[str, ...]) -> Shown:
        """Ask which policy is meant, where one is ticked and the question names another."""
        names = asked.assistant.names
        both = [(id_, names[id_]) for id_ in (*asked.policies, *named)]
        return {
            self.now: str(turn.clash(asked.question, both, len(asked.policies))),
            self._announced: notes.announcement(say("ask.clash_short")),
            self.asking: "",
        }

    async def _drawn(self, asked: Asked, pieces: AsyncIterator[Piece]) -> AsyncIterator[Shown]:
        """Draw the pieces of an answer as they come; a draft not more often than OFTEN."""
        shown = policies_shown(asked.assistant)
        policies = {id_: policy.policy for id_, policy in shown.items()}
        drawn, found, words = Turn(asked.question, Failed(asked.question, ""), policies), Markup(""), ""
        progress, reads, last = "", "", 0.0
        async for piece in pieces:
            if isinstance(piece, Answer | Failed):
                yield self._ended(completed(replace(drawn, outcome=piece), shown), asked.conversation)
                return
            if isinstance(piece, Waiting):
                waits = turn.waits(piece.before, loading=piece.loading)
                progress = reads if reads and not piece.before else waits
            elif isinstance(piece, Evidence):
                if piece.reading and piece.reading.small_talk:
                    yield self._small_talk(asked)
                    return
                searched = piece.searched
                drawn = replace(drawn, searched=searched, understood=piece.understood, **_read(piece, asked.assistant))
                found = nearest(searched, policies)
                progress = reads = say("ask.reading", number=len(searched))
            else:
                words += piece
                if time.monotonic() - last < OFTEN:
                    continue
                last = time.monotonic()
            yield {self.now: str(turn.reading(asked.question, progress, words, found))}

    def _small_talk(self, asked: Asked) -> Shown:
        """Say what can be asked, where a text asks nothing: it is no part of the conversation."""
        offered = questions(policies_shown(asked.assistant))[:3]
        names = list(asked.assistant.names.values())
        text = invitation(asked.question, names) if asks_which_there_are(asked.question) else say("ask.small_talk")
        return {
            self.now: str(turn.small_talk(asked.question, offered, text)),
            self._announced: notes.announcement(text),
            self.asking: "",
        }

    def _ended(self, ended: Turn, conversation: Sequence[Turn]) -> Shown:
        """Show the answer. A question that failed goes back into the box; what was found for it stays in view."""
        ended = replace(ended, kept=kept_json(ended, ended.policies), policies=cited_policies(ended))
        failed = isinstance(ended.outcome, Failed)
        now = list(conversation) if failed else [*conversation, ended][-LONGEST_CONVERSATION:]
        return {
            self.now: str(turn.finished(ended)),
            self._announced: notes.announcement(turn.summary(ended.outcome)),
            **({self.box: ended.question[: notes.LONGEST_SHOWN]} if failed else {}),
            self.conversation: now,
            self.asking: "",
            self.follows: str(notes.follows(last_question(now))),
        }

    def _stopped(self, asking: str, box: str, conversation: list[Turn]) -> Shown:
        """Show that what was under way is gone and give the question back; what was answered before stays."""
        del conversation
        return {
            self.now: str(notes.stopped()),
            self._announced: notes.announcement(say("ask.stopped")),
            self.box: box or asking[: notes.LONGEST_SHOWN],
        }

    def _dropped(self, conversation: list[Turn]) -> Shown:
        """Let the next question carry nothing over."""
        ended = [*conversation[:-1], replace(conversation[-1], ends=True)] if conversation else []
        return {self.conversation: ended, self.follows: ""}

    def _new(self) -> Shown:
        """Begin a new conversation."""
        shown = policies_shown(self._assistant)
        return self.restored([]) | {self.now: str(notes.example(shown)), self._announced: notes.announcement("")}

    def restored(self, conversation: list[Turn]) -> Shown:
        """Show a conversation that the visitor's browser kept: its last turn, and those before below it."""
        drawn = [str(turn.finished(kept)) for kept in conversation]
        return {
            self.now: drawn[-1] if drawn else "",
            self.past: "".join(reversed(drawn[:-1])),
            self.conversation: conversation,
            self.asking: "",
            self.follows: str(notes.follows(last_question(conversation))),
        }


def _read(evidence: Evidence, assistant: Assistant) -> dict[str, Any]:
    """What is told of how a question was understood: the words that were mended, the policies that were carried."""
    if evidence.reading is None:
        return {}
    names = assistant.names
    return {
        "mended": tuple((correction.typed, correction.meant) for correction in evidence.reading.corrections),
        "carried": tuple(names[id_] for id_ in evidence.reading.carried.policies),
    }


def _assistant(visitor: Visitor | None, shared: Assistant) -> Assistant:
    return visitor.assistant if visitor else shared
