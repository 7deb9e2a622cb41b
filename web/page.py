"""Build the Gradio page: its header and tabs, what a new visitor sees, and `/ask` for programs."""

from typing import TYPE_CHECKING, Any

import gradio as gr
import gradio.events

from assistant.answer.answer import Answer, Failed, as_json
from web.but_see import completed
from web.components import Shown, bridge, guarded, html, quiet
from web.policies_shown import policies_shown
from web.question_queue import QuestionQueue
from web.server import SCRIPTS, THIS_MACHINE, Public, application
from web.tabs.ask_tab import AskTab
from web.tabs.changes_tab import ChangesTab
from web.tabs.checklist_tab import ChecklistTab
from web.tabs.compare_tab import CompareTab
from web.tabs.policies_tab import PoliciesTab
from web.tabs.reader import Reader
from web.views import notes
from web.visit.kept_turns import read_kept, token_in
from web.visit.visitor import Visitor, found
from web.words.table import say

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.chain import Assistant

MOST_VISITORS = 100  # whose conversations are kept, the latest: one of 20 questions takes 2 MB, gone or not
HEAD = '<link rel="stylesheet" href="{0}/page/page.css"><link rel="stylesheet" href="{0}/page/tabs.css">' + "".join(
    f'<script type="module" src="{{0}}/page/{name}"></script>' for name in SCRIPTS
)
KEPT = "() => [sessionStorage.getItem('clausewise.now') ?? '']"  # what keep.js kept of this tab's conversation
MOST_EVENTS = 400  # questions and comparisons at once: Gradio lets more wait, and tells nobody


def build(assistant: "Assistant", public: Public = THIS_MACHINE, *, warm: bool = False) -> "FastAPI":
    """Build the page over one assistant, to be served. `warm`: load now what the first question needs."""
    page = Page(assistant)
    if warm:
        page.questions.warm(assistant)
    blocks = page.blocks()
    blocks.max_threads = MOST_EVENTS  # Gradio's own 40 are as many as may wait: none would hear that it is full
    blocks.queue(max_size=None, default_concurrency_limit=None)  # ours keeps people waiting, and says so
    blocks.state_session_capacity = MOST_VISITORS
    app = application(public)
    app.state.ending.first.append(page.questions.close)
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        app,
        blocks,
        path="/",
        root_path=public.root_path or None,
        show_error=False,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        enable_monitoring=False,
        max_file_size="20mb",
        theme=_theme(),
        head=HEAD.format(public.root_path),
    )


class _Blocks(gr.Blocks):
    """Gradio's blocks; a program that leaves out the last values of `/ask` gets their defaults, and no traceback."""

    def validate_inputs(self, block_fn: Any, inputs: list[Any]) -> None:
        if block_fn.api_name == "ask":
            inputs += [None] * (len(block_fn.inputs) - len(inputs))
        super().validate_inputs(block_fn, inputs)


class Page:
    """The components by name, and what happens to them."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self.questions = QuestionQueue()

    def blocks(self) -> Any:
        """Lay out and connect all components."""
        with _Blocks(analytics_enabled=False, title="Clausewise", fill_width=True) as blocks:
            self.header = html(self._header(), "header")
            visitor = gr.State(None)
            announced = html(notes.announcement(""), "announced")
            with bridge():
                self.kept = gr.Textbox(elem_id="kept")
                self.restore = gr.Button(elem_id="restore")
            Reader(self._assistant, visitor)
            with gr.Tabs(elem_id="tabs"):
                with gr.Tab(say("ask.tab"), id="ask-tab", elem_id="ask-tab"):
                    self.ask = AskTab(self._assistant, self.questions, visitor, announced)
                with gr.Tab(say("compare.tab"), id="compare-tab", elem_id="compare-tab"):
                    self.compare = CompareTab(self._assistant, self.questions, visitor)
                with gr.Tab(say("checklist.tab"), id="checklist-tab", elem_id="checklist-tab"):
                    self.checklist = ChecklistTab(self._assistant, visitor)
                with gr.Tab(say("policies.tab"), id="policies-tab", elem_id="policies-tab"):
                    self.policies = PoliciesTab(self._assistant, visitor)
                with gr.Tab(say("changes.tab"), id="changes-tab", elem_id="changes-tab"):
                    self.changes = ChangesTab(self._assistant, visitor)
            self.pickers = [self.ask.chosen, self.compare.chosen, self.checklist.chosen]
            self.policies.connect(self.pickers)
            gradio.events.api(self._ask, api_name="ask")
            self._connect(blocks)
        return blocks

    def _connect(self, blocks: Any) -> None:
        """Draw the page when it is loaded, with what its tab kept; and when an earlier conversation is opened."""
        ask = self.ask
        outputs = [self.header, ask.now, ask.past, ask.box, ask.conversation, ask.asking, ask.follows]
        outputs += [*self.pickers, *self.policies.arrives, *self.changes.arrives]
        arrived = guarded(self._arrived, self._failed)
        blocks.load(arrived, self.kept, outputs, js=KEPT, queue=False, **quiet())
        self.restore.click(arrived, self.kept, outputs, queue=False, **quiet())

    async def _ask(self, question: str, policies: list[str] | str | None = None) -> dict[str, Any]:
        """One question, for programs: the JSON of `python -m assistant --json`, or {"question", "error"}."""
        chosen = [policies] if isinstance(policies, str) else policies or ()
        async for piece in self.questions.ask(self._assistant, question, chosen):
            if isinstance(piece, Answer | Failed):
                return as_json(piece, self._assistant.names)
        raise AssertionError("the queue ends with an answer or a failure")

    def _header(self) -> str:
        return str(notes.header(self._assistant.model_name))

    def _arrived(self, kept: str) -> Shown:
        """Show the policies as they are now, and the conversation that this tab had; a new visitor sees an example."""
        visitor, visitors_assistant = self._visitor(kept)
        shown = policies_shown(visitors_assistant)
        clauses = {clause.id: clause for policy in shown.values() for clause in policy.clauses}
        kept_turns = read_kept(kept, {id_: policy.policy for id_, policy in shown.items()}, clauses)
        conversation = [completed(turn, shown) for turn in kept_turns]
        names = notes.choices(shown)
        return {
            self.header: self._header(),
            **self.ask.restored(conversation),
            **({} if conversation else {self.ask.now: str(notes.example(shown))}),
            **{picker: gr.update(choices=names) for picker in self.pickers},
            **self.policies.arrived(visitor),
            **self.changes.arrived(visitor),
        }

    def _failed(self, error: str) -> Shown:
        """Show a page that cannot be drawn, as when its index went away."""
        line = say("ask.no_policies", error=error)
        return {self.header: self._header(), self.ask.now: str(notes.failed(line))}

    def _visitor(self, kept: str) -> tuple[Visitor | None, "Assistant"]:
        visitor = found(token_in(kept))
        return visitor, visitor.assistant if visitor else self._assistant


def _theme() -> gr.themes.Base:
    """Gradio's plainest theme in the system's own fonts: none is fetched."""
    return gr.themes.Base(
        font=["system-ui", "-apple-system", "Segoe UI", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )
