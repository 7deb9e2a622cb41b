"""The Gradio page: its components, their events, and `/ask` for programs.

Refuses to know how answers are made and drawn.
"""

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import gradio as gr
import gradio.events
from markupsafe import Markup

from assistant.answer.answer import Answer, Failed, as_json
from assistant.chain import Evidence
from ingest.errors import ClausewiseError
from web.components import html, quiet
from web.example import questions
from web.policies_shown import shelf
from web.question_queue import Desk, Waiting
from web.server import application
from web.tabs.compare_tab import Comparing
from web.tabs.policies_tab import Shelves
from web.views import notes as first
from web.views import turn as turns
from web.views.evidence import Policies, looked_at
from web.views.turn import Turn
from web.visitor import Private

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.chain import Assistant
    from assistant.search.retrieved import Retrieved

LONGEST_CONVERSATION = 30  # turns shown and kept; older ones are let go
MOST_VISITORS = 100  # whose conversations are kept, the latest: one of 20 questions takes 2 MB, gone or not
HEAD = (
    '<link rel="stylesheet" href="/page/page.css"><script type="module" src="/page/page.js"></script>'
    '<script type="module" src="/page/sets.js"></script>'
)
MOST_EVENTS = 400  # questions and comparisons at once: Gradio lets more wait, and tells nobody
OFTEN = 0.1  # seconds between two states of a draft: drawing each word costs more than writing it
Shown = dict[Any, Any]


def build(assistant: "Assistant", *, warm: bool = False) -> "FastAPI":
    """The page over one assistant, to be served. `warm`: load now what the first question needs."""
    page = Page(assistant)
    if warm:
        page.desk.warm(assistant)
    blocks = page.blocks()
    blocks.max_threads = MOST_EVENTS  # Gradio's own 40 are as long as the desk's line: none heard that it is full
    blocks.queue(max_size=None, default_concurrency_limit=None)  # the desk keeps the line, and says so
    blocks.state_session_capacity = MOST_VISITORS
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        application(),
        blocks,
        path="/",
        show_error=False,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        enable_monitoring=False,
        max_file_size="20mb",
        theme=_theme(),
        head=HEAD,
    )


class Page:
    """The components by name, and what happens to them."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self.desk = Desk()

    def blocks(self) -> Any:
        """All components, laid out and connected."""
        with gr.Blocks(analytics_enabled=False, title="Clausewise", fill_width=True) as blocks:
            self.header = html(self._header(), "header")
            self.conversation = gr.State([])
            self.own = gr.State(None, delete_callback=_forget)
            self.announced = html(first.announcement(""), "announced")
            with gr.Tabs(elem_id="tabs"):
                with gr.Tab("Ask", id="ask-tab"):
                    self._asking()
                with gr.Tab("Compare", id="compare-tab"):
                    comparing = Comparing(self._assistant, self.desk, self.own)
                with gr.Tab("Policies", id="policies-tab"):
                    self.shelves = Shelves(self._assistant, self.own)
            self._connect()
            self.shelves.connect([self.chosen, comparing.chosen])
            outputs = [self.header, self.now, self.chosen, comparing.chosen, self.shelves.one, self.shelves.tree]
            blocks.load(lambda: self._arrived(comparing.chosen), None, outputs, queue=False, **quiet())
        return blocks

    def _asking(self) -> None:
        with gr.Column(elem_id="composer"):
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
                    choices=first.choices(shelf(self._assistant.index)),
                    label="Policies: tick some, or name one in the question",
                    elem_id="chosen",
                    elem_classes="chosen",
                )
                self.ask = gr.Button("Ask", variant="primary", elem_id="ask")
                self.stop = gr.Button("Stop", elem_id="stop")  # page.css shows one of the two
            html(str(first.tries(questions(shelf(self._assistant.index)))), "try")
        html(str(first.downloads()), "downloads")
        self.now = html("", "now")
        self.past = html("", "past")

    def _connect(self) -> None:
        outputs = [self.now, self.past, self.announced, self.box, self.conversation]
        asked = gr.on(
            [self.ask.click, self.box.submit],
            self._respond,
            [self.box, self.chosen, self.conversation, self.own],
            outputs,
            trigger_mode="once",  # one question at a time for each visitor
            **quiet(),
        )
        self.stop.click(
            self._stopped,
            None,
            [self.now, self.announced],
            cancels=[asked],
            queue=False,
            **quiet(),
        )
        gradio.events.api(self._ask, api_name="ask")

    async def _respond(
        self, question: str, chosen: list[str], conversation: list[Turn], own: Private | None
    ) -> AsyncIterator[Shown]:
        """One question: the line, the evidence, the words, the answer.

        Each yield says what every HTML component holds: one left out would be built anew by Gradio under a new id, and
        its session would keep the value under every id it ever had (2 MB a question).
        """
        assistant = own.assistant if own else self._assistant
        policies = {policy.id: policy for policy in assistant.policies}
        past = "".join(str(turns.finished(turn, policies)) for turn in reversed(conversation))
        steady = {self.past: past, self.conversation: conversation, self.announced: first.announcement("Searching.")}
        yield steady | {self.now: str(turns.waiting(question, 0)), self.box: ""}
        found: tuple[Retrieved, ...] = ()
        understood, evidence, words, drawn = "", Markup(""), "", 0.0
        async for piece in self.desk.ask(assistant, question, chosen or (), _history(conversation)):
            if isinstance(piece, Waiting):
                yield steady | {self.now: str(turns.waiting(question, piece.before))}
            elif isinstance(piece, Answer | Failed):
                yield steady | self._ended(Turn(question, piece, found, understood), conversation, policies)
            elif isinstance(piece, Evidence):
                found, understood = piece.searched, piece.understood
                evidence = looked_at(found, policies, opened=True)
                yield steady | {self.now: str(turns.reading(question, len(found), "", evidence))}
            else:
                words += piece
                if time.monotonic() - drawn > OFTEN:
                    drawn = time.monotonic()
                    yield steady | {self.now: str(turns.reading(question, len(found), words, evidence))}

    def _ended(self, turn: Turn, conversation: list[Turn], policies: Policies) -> Shown:
        """The answer is in. A question that failed goes back into the box, and what was found for it stays in view."""
        failed = isinstance(turn.outcome, Failed)
        return {
            self.now: str(turns.finished(turn, policies)),
            self.announced: first.announcement(turns.said(turn.outcome)),
            **({self.box: turn.question[: first.LONGEST_SHOWN]} if failed else {}),
            self.conversation: conversation if failed else [*conversation, turn][-LONGEST_CONVERSATION:],
        }

    def _stopped(self) -> Shown:
        """What was under way is gone; what was answered before stays."""
        return {
            self.now: str(first.stopped()),
            self.announced: first.announcement("Stopped."),
        }

    async def _ask(self, question: str, policies: list[str] | None = None) -> dict[str, Any]:
        """One question, for programs: the JSON of `python -m assistant --json`, or {"question", "error"}."""
        async for piece in self.desk.ask(self._assistant, question, policies or ()):
            if isinstance(piece, Answer | Failed):
                return as_json(piece, self._assistant.names)
        raise AssertionError("the desk ends with an answer or a failure")

    def _header(self) -> str:
        return str(first.header(self._assistant.model_name))

    def _arrived(self, comparing: Any) -> Shown:
        """What a new visitor sees: the policies as they are now, and one question answered."""
        try:
            held = shelf(self._assistant.index)
        except ClausewiseError as error:  # an index that went away
            return {self.header: self._header(), self.now: str(turns.finished(Turn("", Failed("", str(error))), {}))}
        names = first.choices(held)
        return {
            self.header: self._header(),
            self.now: str(first.example(held)),
            self.chosen: gr.update(choices=names),
            comparing: gr.update(choices=names),
            self.shelves.one: gr.update(choices=names, value=names[0][1]),
            self.shelves.tree: self.shelves.seen(names[0][1]),
        }


def _forget(own: Private | None) -> None:
    """A visitor has been gone for an hour: so are their policies."""
    if own:
        own.folder.cleanup()


def _history(conversation: list[Turn]) -> list[dict[str, str]]:
    return [{"role": "user", "content": turn.question} for turn in conversation]


def _theme() -> gr.themes.Base:
    """Gradio's plainest, in the system's own fonts: none is fetched."""
    return gr.themes.Base(
        font=["system-ui", "-apple-system", "Segoe UI", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )
