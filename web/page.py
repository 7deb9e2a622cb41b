"""Build the Gradio page: its header and tabs, what a new visitor sees, and `/ask` for programs."""

from typing import TYPE_CHECKING, Any

import gradio as gr
import gradio.events

from assistant.answer.answer import Answer, Failed, as_json
from ingest.errors import ClausewiseError
from web.components import Shown, html, quiet
from web.policies_shown import policies_shown
from web.question_queue import QuestionQueue
from web.server import application
from web.tabs.ask_tab import AskTab
from web.tabs.compare_tab import CompareTab
from web.tabs.policies_tab import PoliciesTab
from web.views import notes
from web.visitor import Visitor

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.chain import Assistant

MOST_VISITORS = 100  # whose conversations are kept, the latest: one of 20 questions takes 2 MB, gone or not
HEAD = (
    '<link rel="stylesheet" href="/page/page.css"><script type="module" src="/page/page.js"></script>'
    '<script type="module" src="/page/sets.js"></script>'
)
MOST_EVENTS = 400  # questions and comparisons at once: Gradio lets more wait, and tells nobody


def build(assistant: "Assistant", *, warm: bool = False) -> "FastAPI":
    """Build the page over one assistant, to be served. `warm`: load now what the first question needs."""
    page = Page(assistant)
    if warm:
        page.questions.warm(assistant)
    blocks = page.blocks()
    blocks.max_threads = MOST_EVENTS  # Gradio's own 40 are as many as may wait: none would hear that it is full
    blocks.queue(max_size=None, default_concurrency_limit=None)  # ours keeps people waiting, and says so
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
        self.questions = QuestionQueue()

    def blocks(self) -> Any:
        """Lay out and connect all components."""
        with gr.Blocks(analytics_enabled=False, title="Clausewise", fill_width=True) as blocks:
            self.header = html(self._header(), "header")
            visitor = gr.State(None, delete_callback=_forget)
            announced = html(notes.announcement(""), "announced")
            with gr.Tabs(elem_id="tabs"):
                with gr.Tab("Ask", id="ask-tab"):
                    self.ask = AskTab(self._assistant, self.questions, visitor, announced)
                with gr.Tab("Compare", id="compare-tab"):
                    self.compare = CompareTab(self._assistant, self.questions, visitor)
                with gr.Tab("Policies", id="policies-tab"):
                    self.policies = PoliciesTab(self._assistant, visitor)
            self.policies.connect([self.ask.chosen, self.compare.chosen])
            gradio.events.api(self._ask, api_name="ask")
            outputs = [self.header, self.ask.now, self.ask.chosen, self.compare.chosen]
            outputs += [self.policies.policy, self.policies.tree]
            blocks.load(self._arrived, None, outputs, queue=False, **quiet())
        return blocks

    async def _ask(self, question: str, policies: list[str] | None = None) -> dict[str, Any]:
        """One question, for programs: the JSON of `python -m assistant --json`, or {"question", "error"}."""
        async for piece in self.questions.ask(self._assistant, question, policies or ()):
            if isinstance(piece, Answer | Failed):
                return as_json(piece, self._assistant.names)
        raise AssertionError("the queue ends with an answer or a failure")

    def _header(self) -> str:
        return str(notes.header(self._assistant.model_name))

    def _arrived(self) -> Shown:
        """Show a new visitor the policies as they are now, and one question answered."""
        try:
            shown = policies_shown(self._assistant.index)
        except ClausewiseError as error:  # an index that went away
            return {self.header: self._header(), self.ask.now: str(notes.failed(str(error)))}
        names = notes.choices(shown)
        first = names[0][1]
        return {
            self.header: self._header(),
            self.ask.now: str(notes.example(shown)),
            self.ask.chosen: gr.update(choices=names),
            self.compare.chosen: gr.update(choices=names),
            self.policies.policy: gr.update(choices=names, value=first),
            self.policies.tree: self.policies.drawn(first),
        }


def _forget(visitor: Visitor | None) -> None:
    """Delete the policies of a visitor who has been gone for an hour."""
    if visitor:
        visitor.folder.cleanup()


def _theme() -> gr.themes.Base:
    """Gradio's plainest theme in the system's own fonts: none is fetched."""
    return gr.themes.Base(
        font=["system-ui", "-apple-system", "Segoe UI", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )
